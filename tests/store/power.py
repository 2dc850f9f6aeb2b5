"""Losing power at every step of a commit, on the simulated disk."""

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from index.blocks import Seal, Writer
from index.disk import DISK, Disk
from index.errors import IndexDamaged, IndexFault
from index.generations import Generation, lock, publish, read, write_segment
from index.manifest import About, Content
from index.sweep import sweep
from tests.store.faulty import Died, Faulty, die
from tests.store.simulated import Folder, Simulated, Stopped, crashes

FOLDER = Path("/home/cache/index")
ABOUT = About("hashing:256", "static@1", "exact", 120, ("/a",), 1_700_000_000_000_000_000, 2, 3, "2022-01-09")
Held = dict[str, bytes]
"""What a generation holds: its files by name, and what is in its segments by their places."""


def contents(number: int) -> Held:
    """What the generation holds that a test calls by this number: one segment of its own, and one that all have."""
    return {"files.bin": b"files %d" % number, "0": b"the same in all", "1": b"segment %d " % number * 5}


def held(generation: Generation | None) -> Held:
    """What is in a generation, nothing when there is none. Raises IndexDamaged as reading its segments does."""
    if generation is None:
        return {}
    sections = (segment.sections["text"] for segment in generation.segments)
    return {**generation.files, **{str(n): one.read(0, one.size) for n, one in enumerate(sections)}}


def commit(disk: Disk, number: int) -> None:
    """What a build does to the disk."""
    with lock(FOLDER, disk):
        put(FOLDER, contents(number), disk)


def put(folder: Path, wanted: Held, disk: Disk = DISK) -> None:
    """Publish what a generation is to hold; its first segment is taken over from the one before, if there is one."""
    try:
        before = read(folder, disk.below if isinstance(disk, Faulty) else disk)  # what fails is to be the writing
    except IndexDamaged:
        before = None
    texts = [text for name, text in wanted.items() if name.isdecimal()]
    seals = [before.segments[0].seal] if before else []
    seals += [_segment(folder, text, disk) for text in texts[len(seals) :]]
    files = {name: data for name, data in wanted.items() if not name.isdecimal()}
    publish(folder, Content(ABOUT, files, tuple(seals)), disk)
    sweep(folder, disk=disk)


def _segment(folder: Path, text: bytes, disk: Disk) -> Seal:
    def fill(writer: Writer) -> None:
        writer.section("text").write(text)

    return write_segment(folder, fill, disk)


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
        if held(found) not in [contents(number) if number else {} for number in allowed]:
            return f"it holds {held(found)}"
        commit(disk, 10)
        after = read(FOLDER, disk)
    except IndexFault as error:
        return str(error)
    return "" if held(after) == contents(10) else "the next commit is not there"


def _steps(root: Folder) -> int:
    counted = Faulty(10_000, die, disk=Simulated(deepcopy(root)), syncs=True)
    commit(counted, 8)
    return len(counted.made)
