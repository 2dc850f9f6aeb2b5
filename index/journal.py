"""What an indexing has done so far, so that one that was stopped or killed goes on where it was.

What it had finished are runs (`index.runs`): segments, each synced before it got its name, that no generation has. They
are verified whole before they are used, and files are known by the SHA-256 of their content, so that nothing is taken
over for what it is not. What is not used is swept away after the next publication.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.blocks import Blocks, find_seal
from index.disk import Disk
from index.errors import IndexDamaged
from index.faults import writing
from index.generations import SEGMENTS
from index.manifest import segment_name
from index.runs import Part, Stamp, parts_of
from index.sweep import loose


@dataclass(frozen=True, slots=True)
class Left:
    """A run that an interrupted indexing left, and what it holds."""

    blocks: Blocks
    parts: tuple[Part, ...]


def left(folder: Path, disk: Disk, stamp: Stamp) -> list[Left]:
    """The runs that are whole and have this stamp. Raises IndexFault when the folder cannot be read."""
    with writing(folder):
        names = loose(folder, disk)
        return [one for name in names for one in _whole(folder / SEGMENTS / name, disk, stamp)]


def usable(runs: list[Left]) -> dict[str, tuple[Part, ...]]:
    """For each file, by its id, the parts that runs hold of it, from its first document on without gaps or doubles.

    Where it was read in several states there are those of each.
    """
    found: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for run in runs:
        for part in run.parts:
            if part.record.sha256:
                found[part.record.state.source.id, part.record.sha256].append(part)
    usable: dict[str, tuple[Part, ...]] = defaultdict(tuple)
    for (id, _), parts in found.items():
        usable[id] += tuple(_joined(parts))
    return usable


def _joined(parts: list[Part]) -> Iterator[Part]:
    reached, ended = 0, False
    for part in sorted(parts, key=lambda part: (part.first, -part.count, not part.last)):
        if part.first == reached and not ended and (part.count or part.last):
            reached, ended = reached + part.count, part.last
            yield part


def _whole(path: Path, disk: Disk, stamp: Stamp) -> Iterator[Left]:
    """The run at a path, if it is whole and of use."""
    try:
        seal = find_seal(path, disk)
        if segment_name(seal) == path.name:
            blocks = Blocks(path, seal, disk)
            parts = parts_of(blocks.sections, stamp)
            if parts:
                blocks.verify()
                yield Left(blocks, tuple(parts))
    except (IndexDamaged, OSError, ValueError):
        return
