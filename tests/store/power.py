"""Losing power at every step of a commit, on the simulated disk."""

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexFault
from index.generations import About, lock, publish, read
from tests.store.faulty import Died, Faulty, die
from tests.store.simulated import Folder, Simulated, Stopped, crashes

FOLDER = Path("/home/cache/index")
ABOUT = About("hashing:256", "static@1", "exact", 120, ("/a",), 1_700_000_000_000_000_000, 2, 3, "2022-01-09")


def contents(number: int) -> dict[str, bytes]:
    """The files of the generation that a test calls by this number."""
    return {"records.sqlite": b"records %d" % number, "vectors.bin": bytes([number]) * 9}


def commit(disk: Simulated | Faulty, number: int) -> None:
    """What a build does to the disk."""
    with lock(FOLDER, disk):
        publish(FOLDER, ABOUT, contents(number), disk)


@dataclass(frozen=True)
class Scenario:
    """A disk on which `before` is acknowledged (0: nothing), and the commit of the number `after` that is cut off.

    `between` are the numbers of commits that were begun in between and not acknowledged.
    """

    name: str
    root: Folder
    before: int
    after: int
    between: tuple[int, ...] = ()


def scenarios() -> Iterator[Scenario]:
    """A first commit, one upon another, one that removes old generations, and each after a writer who was killed."""
    for name, numbers in (("first", ()), ("second", (1,)), ("fourth", (1, 2, 3))):
        root = Folder()
        root.now["home"] = root.synced["home"] = Folder()
        disk = Simulated(root)
        for number in numbers:
            commit(disk, number)
        last = numbers[-1] if numbers else 0
        yield Scenario(name, disk.root, last, 9)
        for step in range(3, _steps(disk.root), 4):
            killed = Simulated(deepcopy(disk.root))
            with suppress(Died):
                commit(Faulty(step, die, disk=killed, syncs=True), 8)
            yield Scenario(f"{name} after a kill at step {step}", killed.root, last, 9, (8,))


def violations(scenario: Scenario, unsynced: frozenset[int] = frozenset()) -> Iterator[str]:
    """What goes wrong in each state that a loss of power may leave; empty for one in which nothing does."""
    whole = Simulated(deepcopy(scenario.root), unsynced)
    commit(whole, scenario.after)
    allowed = {scenario.before, *scenario.between, scenario.after}
    for left in crashes(whole.root):
        yield _fault(left, {scenario.after})
    for step in range(whole.steps - 1, 0, -1):
        disk = Simulated(deepcopy(scenario.root), unsynced)
        disk.stop_after = step
        with suppress(Stopped):
            commit(disk, scenario.after)
        for left in crashes(disk.root):
            yield _fault(left, allowed)


def _fault(left: Folder, allowed: set[int]) -> str:
    """What is wrong with a disk: its index must be one of those allowed, and the next commit must work."""
    disk = Simulated(left)
    try:
        found = read(FOLDER, disk)
        held = found.files if found else {}
        if held not in [contents(number) if number else {} for number in allowed]:
            return f"it holds {held}"
        commit(disk, 10)
        after = read(FOLDER, disk)
    except IndexFault as error:
        return str(error)
    return "" if after and after.files == contents(10) else "the next commit is not there"


def _steps(root: Folder) -> int:
    counted = Faulty(10_000, die, disk=Simulated(deepcopy(root)), syncs=True)
    commit(counted, 8)
    return len(counted.made)
