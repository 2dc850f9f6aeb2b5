"""Kill -9, in processes of their own: a few dozen here, a thousand in `make soak`."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ONE = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork, and has no kill -9")


def test_kills_while_others_read_lose_and_damage_nothing() -> None:
    command = [sys.executable, "-m", "tests.store.kills", "30", "1"]
    done = subprocess.run(command, cwd=ROOT, env=ONE, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)
    assert [name for name in seen if not name.islower()] == []
    assert (seen["kills"], seen["repairs killed"], seen["died"] > 8, seen["reads"] > 50) == (30, 6, True, True)
    assert seen["generations left"] <= 5


def test_writers_and_readers_at_once_see_whole_indexes_only() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.crowd", "1"], cwd=ROOT, env=ONE, capture_output=True, text=True, check=True
    )
    seen = json.loads(done.stdout)
    assert [name for name in seen if not name.islower()] == []
    assert (seen["processes"], seen["commits"] > 1, seen["reads"] > 20) == (12, True, True)


def test_a_command_that_is_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    chance = random.Random(6)
    command = [
        sys.executable,
        "cli.py",
        "--docs",
        str(docs),
        "--index",
        str(tmp_path / "index"),
        "--embedder",
        "hashing",
    ]

    def write(number: int) -> None:
        (docs / f"{number}.txt").write_text(f"Captain number {number} saved all forty passengers.")

    for number in range(3):
        write(number)
        with subprocess.Popen([*command, "index"], cwd=ROOT, stdout=subprocess.DEVNULL) as process:
            time.sleep(chance.uniform(0.2, 0.9))
            process.send_signal(signal.SIGKILL)
    write(3)
    done = subprocess.run([*command, "index"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "4 documents, 4 passages, embedded by hashing:256"
    checked = subprocess.run([*command, "check"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert checked.stdout.splitlines() == [
        "the index is sound: 4 passages of 4 documents", "every file that was indexed is as it was",
    ]  # fmt: skip
