"""Remove what an index does not need any more: generations but the last two, segments that none of these has, and what
an interrupted writer left."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from index.disk import DISK, Disk, clear
from index.generations import SEGMENTS, published
from index.manifest import named_segments

KEPT = 2
"""So many generations are kept: the current one, and one to fall back on."""


def sweep(folder: Path, but: str = "", disk: Disk = DISK) -> None:
    """Remove all that is not needed, and the generation `but`, when there is one. The caller holds the lock.

    What cannot be removed now is removed the next time, so no error is raised.
    """
    with suppress(OSError):
        gens = folder / "gens"
        made = published(folder, disk)
        kept = [name for name in made if name != but][:KEPT]
        for name in disk.names(gens):
            if name.startswith((".tmp-", ".del-")) or (name in made and name not in kept):
                _remove(gens, name, disk)
        needed = _named(folder, kept, disk)
        for name in _names(folder / SEGMENTS, disk):
            if name not in needed:
                _remove(folder / SEGMENTS, name, disk)


def loose(folder: Path, disk: Disk = DISK) -> list[str]:
    """The names of the segments that no generation has: those that an interrupted writer had finished, or those of a
    generation whose manifest is damaged. Raises OSError."""
    named = _named(folder, published(folder, disk), disk)
    return [name for name in _names(folder / SEGMENTS, disk) if name not in named and not name.startswith(".")]


def _named(folder: Path, generations: list[str], disk: Disk) -> set[str]:
    return set[str]().union(*(named_segments(folder / "gens" / name, disk) or () for name in generations))


def _names(place: Path, disk: Disk) -> Iterator[str]:
    if disk.kind(place) == "folder":
        yield from disk.names(place)


def _remove(place: Path, name: str, disk: Disk) -> None:
    """Remove a file or folder, a folder by its name first, so that it is never found half removed."""
    with suppress(OSError):  # Windows removes nothing that a reader has open
        path = place / name
        if disk.kind(path) == "folder" and not name.startswith("."):
            path = place / f".del-{name}"
            disk.rename(place / name, path)
        clear(disk, path)
