"""The long tests of the store, with what they counted: `make soak`."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from pathlib import Path

from index.errors import IndexFault
from index.generations import read
from tests.store.commands import failures
from tests.store.cuts import possible
from tests.store.faulty import ERRNOS, Faulty, refuse
from tests.store.mutate import bad, mutated, small_store
from tests.store.power import FOLDER, commit, contents, held, scenarios, violations
from tests.store.simulated import Simulated

KILLS, MUTATIONS, CUTS, CROWDED, SEED = 1_000, 2_000, 300, 20, 6
ROOT = Path(__file__).parents[2]


def power() -> tuple[str, bool]:
    """A loss of power in every state of every scenario."""
    found = [one for scenario in scenarios() for one in violations(scenario)]
    wrong = [one for one in found if one]
    return f"{len(found):,} states after a loss of power, {len(wrong)} violations", not wrong


def syncs() -> tuple[str, bool]:
    """Whether each sync of each kind of commit is needed."""
    tried = needless = 0
    for scenario in scenarios():
        if scenario.between:
            continue
        disk = Simulated(deepcopy(scenario.root))
        commit(disk, scenario.after)
        for number in range(1, disk.syncs + 1):
            tried += 1
            needless += not any(violations(scenario, frozenset({number})))
    return f"{tried} syncs left out one by one, {needless} without being noticed", not needless


def sources() -> tuple[str, bool]:
    """Whether the tests fail when a line that syncs is taken out of the code."""
    tried, unnoticed = 0, []
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        for folder in ("index", "tests"):
            shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("model", "__pycache__"))
        if not _passes(copy):
            return "the tests fail before anything was taken out", False
        for name in ("index/disk.py", "index/blocks.py", "index/generations.py", "index/manifest.py"):
            lines = (ROOT / name).read_text("utf-8").splitlines()
            for number, line in enumerate(lines):
                if not re.match(r" +(settle\(|(self\._)?disk\.sync\(|os\.fsync\()", line):
                    continue
                indented = line[: len(line) - len(line.lstrip())]
                (copy / name).write_text("\n".join([*lines[:number], f"{indented}pass", *lines[number + 1 :]]), "utf-8")
                tried += 1
                if _passes(copy):
                    unnoticed.append(f"{name}:{number + 1}")
            shutil.copy(ROOT / name, copy / name)
    return f"{tried} lines that sync taken out one by one, not noticed: {', '.join(unnoticed) or 'none'}", not unnoticed


def _passes(copy: Path) -> bool:
    tests = ["tests/index/test_power.py", "tests/index/test_disk.py"]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-c",
        os.devnull,
        "--import-mode=importlib",
        "-k",
        "loss or sync",
        *tests,
    ]
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True).returncode == 0


def real_power() -> tuple[str, bool]:
    """A real loss of power, where this system can have one."""
    if not possible():
        return "no real loss of power: that needs Linux, root, mkfs.ext4 and loop devices", True
    command = [sys.executable, "-m", "tests.store.cuts", str(CUTS)]
    seen = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    whole, careless = seen["synced"].get("whole", 0), seen["files never synced"].get("CORRUPT", 0)
    told = (
        f"{CUTS} real losses of power on ext4: {whole} whole; of {CUTS // 8} without syncs of files {careless} corrupt"
    )
    return told, whole == CUTS and careless > 0


def errors() -> tuple[str, bool]:
    """Every error at every step of a commit and of a reading."""
    base = next(one for one in scenarios() if one.name == "fourth")
    tried = wrong = 0
    for number in ERRNOS:
        for persists in (False, True):
            for step in range(1, 80):
                disk = Simulated(deepcopy(base.root))
                for work in (lambda faulty: commit(faulty, 9), lambda faulty: read(FOLDER, faulty)):
                    tried += 1
                    wrong += not _stands(work, Faulty(step, refuse(number), persists, disk), disk)
    return f"{tried:,} errors of the disk, {wrong} after which the store did not open", not wrong


def _stands(work: Callable[[Faulty], object], faulty: Faulty, disk: Simulated) -> bool:
    with suppress(IndexFault):
        work(faulty)
    return held(read(FOLDER, disk)) in (contents(3), contents(9))


def commands() -> tuple[str, bool]:
    """Every error at every step of every command."""
    found = list(failures(ERRNOS, 1))
    wrong = [one for one in found if one]
    told = f"{len(found):,} errors of the disk in builds, updates, repairs and checks, {len(wrong)} not mended"
    return "; ".join([told, *wrong[:3]]), not wrong


def crowds() -> tuple[str, bool]:
    """Writers and readers at once."""
    command = [sys.executable, "-m", "tests.store.crowd", str(CROWDED)]
    seen = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    told = ", ".join(f"{name} {times:,}" for name, times in seen.items())
    return f"4 writers and 8 readers for {CROWDED} s: {told}", all(map(str.islower, seen))


def mutations() -> tuple[str, bool]:
    """Damage of every kind."""
    with tempfile.TemporaryDirectory() as place:
        seen = mutated(small_store(Path(place)), Path(place), MUTATIONS, SEED)
    outcomes: Counter[str] = Counter()
    for (_, found), times in seen.items():
        outcomes[found] += times
    told = ", ".join(f"{times:,} {found}" for found, times in sorted(outcomes.items()))
    return f"{MUTATIONS:,} mutated stores: {told}", not bad(seen)


def kills() -> tuple[str, bool]:
    """Kill -9, in a process of its own since it forks."""
    one = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.store.kills", str(KILLS), str(SEED)]
    done = subprocess.run(command, cwd=ROOT, env=one, capture_output=True, text=True, check=True)
    seen: dict[str, int] = json.loads(done.stdout)
    told = ", ".join(f"{name} {times:,}" for name, times in seen.items())
    return told, not any(name.isupper() or name.startswith(("BAD", "CORRUPT")) for name in seen)


def machine() -> tuple[str, bool]:
    """The state machine, for longer."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "tests/index/test_machine.py"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "DOSSIER_SOAK": "1"}, capture_output=True, text=True)
    return f"200 random histories of up to 30 events: {done.stdout.strip().splitlines()[-1]}", done.returncode == 0


def main() -> int:
    """Run all; 1 when something went wrong."""
    failed = 0
    for test in (power, syncs, sources, errors, commands, mutations, real_power, crowds, kills, machine):
        begun = time.monotonic()
        told, right = test()
        failed += not right
        sys.stdout.write(f"{'ok' if right else 'FAILED':6}  {told}  ({time.monotonic() - begun:.0f} s)\n")
        sys.stdout.flush()
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
