"""Watching, in a process of its own as a person runs it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import places
from index.plan import Plan
from qa.watch import _matters

ROOT = Path(__file__).parents[2]
SECONDS = 30
"""The longest that a test waits for what takes one or two seconds on a machine that is not busy."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


class Watching:
    """A process that watches, and what it printed so far."""

    def __init__(self, process: "subprocess.Popen[str]", place: Path) -> None:
        self.process, self._place = process, place

    @property
    def told(self) -> str:
        return (self._place / "out").read_text()

    @property
    def errors(self) -> str:
        return (self._place / "err").read_text()

    def until(self, happened: Callable[[], bool]) -> None:
        end = time.monotonic() + SECONDS
        while not happened():
            assert time.monotonic() < end, f"it never happened: {self.told}{self.errors}"
            time.sleep(0.05)


@contextmanager
def watching(corpus: Path, place: Path) -> Iterator[Watching]:
    command = [sys.executable, "cli.py", "index", "--watch", "--embedder", "hashing", "--docs", str(corpus)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (place / "out").open("w") as out, (place / "err").open("w") as err:
        process = subprocess.Popen(
            [*command, "--index", str(place / "index")], cwd=ROOT, stdout=out, stderr=err, text=True, env=environment
        )
    watcher = Watching(process, place)
    try:
        watcher.until(lambda: "watching" in watcher.errors)
        yield watcher
    finally:
        process.kill()
        process.wait()


def test_each_change_of_a_folder_is_followed_until_the_process_is_told_to_end(corpus: Path, tmp_path: Path) -> None:
    with watching(corpus, tmp_path) as watcher:
        time.sleep(1)
        (corpus / "deep").mkdir()
        (corpus / "deep/new.txt").write_text("A new line of prose is written here today.")
        watcher.until(lambda: "    added  deep/new.txt\n" in watcher.told)
        (corpus / "orchard.txt").write_text("The frost was mild this year.")
        watcher.until(lambda: "  changed  orchard.txt\n" in watcher.told)
        (corpus / "harbour.txt").unlink()
        watcher.until(lambda: "  removed  harbour.txt\n" in watcher.told)
        shutil.move(corpus, tmp_path / "away")
        watcher.until(lambda: "there is no file or folder" in watcher.errors)
        shutil.move(tmp_path / "away", corpus)
        time.sleep(0.1)
        (corpus / "later.txt").write_text("It came back later in the day.")
        watcher.until(lambda: "    added  later.txt\n" in watcher.told)
        watcher.process.send_signal(signal.SIGTERM)
        assert watcher.process.wait(SECONDS) == 0
        assert watcher.errors.splitlines()[1:] == [watcher.errors.splitlines()[1]]


def test_control_c_stops_watching_with_its_own_exit_code(corpus: Path, tmp_path: Path) -> None:
    with watching(corpus, tmp_path) as watcher:
        time.sleep(1)
        watcher.process.send_signal(signal.SIGINT)
        assert watcher.process.wait(SECONDS) == 130
        assert watcher.errors.splitlines()[-1] == "stopped; the index is as it was"


def test_hidden_files_and_those_of_the_index_do_not_matter(corpus: Path) -> None:
    plan = Plan(places.corpus([corpus]), corpus / "index", "exact", 120)
    names = ["a.txt", "deep/b.txt", ".git/c.txt", "deep/.d.txt", "index/CURRENT", "../e.txt"]
    assert [name for name in names if _matters((corpus / name).resolve(), plan)] == ["a.txt", "deep/b.txt"]
