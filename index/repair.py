"""Mend an index: fall back on the newest generation that is sound, else build anew, and move aside what is damaged.

Nothing is deleted. Each step leaves a state from which another run goes on, so it can be stopped and started again.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from errno import EINVAL, ELOOP
from pathlib import Path

from index.blocks import Blocks, find_seal
from index.check import sound, sound_generation
from index.disk import Disk
from index.errors import IndexDamaged, IndexMissing
from index.faults import writing
from index.generations import SEGMENTS, lock, point, published
from index.index import Index
from index.manifest import manifest_digest, segment_name
from index.plan import Plan
from index.sweep import loose

QUARANTINE = "quarantine"


def repair(plan: Plan, rebuild: Callable[[], object]) -> Iterator[str]:
    """Mend the index of a plan, and tell line by line what was found and done; `rebuild` builds and publishes it anew.

    Raises IndexMissing when there is nothing to repair, IndexBusy, IndexDenied or IndexFault when the index cannot be
    locked, read or written, and what `rebuild` raises; whatever was damaged is then still there.
    """
    folder, disk = plan.folder, plan.disk
    with writing(folder):
        made = disk.kind(folder)
    if not made:
        raise IndexMissing(f"there is no index at {folder} yet: run dossier index")
    with lock(folder, disk), writing(folder):
        yield from _unblock(folder, disk)
        found = _damage(folder, disk)
        fallback = _newest_sound(folder, disk) if found else None
        if found:
            yield f"damaged: {found}"
        if fallback:
            name, index = fallback
            point(folder, name, manifest_digest(folder / "gens" / name, disk), disk)
            yield f"went back to the index built {_when(index)}; the next dossier index brings it up to date"
        elif found:  # a build keeps the newest of the older ones, and would remove these
            yield from _set_aside(published(folder, disk)[1:], folder, disk)
            yield from _segments_set_aside(folder, disk)
            yield "no older index is sound: everything is read again"
    if found and not fallback:
        rebuild()
    with lock(folder, disk), writing(folder):
        moved = list(_set_aside(published(folder, disk), folder, disk))
        yield from moved
        if found or moved:
            yield from _segments_set_aside(folder, disk)
    about = sound(folder, disk).about
    yield f"the index is sound: {about.passages} passages of {about.documents} documents"


def _damage(folder: Path, disk: Disk) -> str:
    """What is wrong with the current index; empty when nothing is."""
    try:
        sound(folder, disk)
    except IndexDamaged as error:
        return str(error).partition(". No answer")[0].removeprefix("the index is damaged: ")
    except IndexMissing:
        if disk.kind(folder / "CURRENT") or not published(folder, disk):
            raise  # another version of the program made it, or there is none
        return f"{folder / 'CURRENT'}: it is missing"
    return ""


def _newest_sound(folder: Path, disk: Disk) -> tuple[str, Index] | None:
    for name in published(folder, disk):
        try:
            index = sound_generation(folder, name, disk)
        except IndexDamaged:
            continue
        if index:
            return name, index
    return None


def _unblock(folder: Path, disk: Disk) -> Iterator[str]:
    """Move aside what stands where a folder or the pointer must be."""
    for name, wanted in (("gens", "folder"), (SEGMENTS, "folder"), ("CURRENT", "file")):
        if disk.kind(folder / name) not in ("", wanted):
            yield _moved(folder, folder / name, disk)


def _set_aside(names: list[str], folder: Path, disk: Disk) -> Iterator[str]:
    """Move those of some generations aside that are damaged."""
    for name in names:
        try:
            sound_generation(folder, name, disk)
        except IndexDamaged:
            yield _moved(folder, folder / "gens" / name, disk)


def _segments_set_aside(folder: Path, disk: Disk) -> Iterator[str]:
    """Move the segments aside that are damaged, or that no generation has."""
    place = folder / SEGMENTS
    unneeded = set(loose(folder, disk))
    for name in disk.names(place) if disk.kind(place) else []:
        if name in unneeded or not (name.startswith(".") or _is_whole(place / name, disk)):
            yield _moved(folder, place / name, disk)


def _is_whole(path: Path, disk: Disk) -> bool:
    try:
        seal = find_seal(path, disk)
        Blocks(path, seal, disk).verify()
    except (IndexDamaged, ValueError):
        return False
    except OSError as error:
        if error.errno in (EINVAL, ELOOP):  # it is no file
            return False
        raise
    return segment_name(seal) == path.name


def _moved(folder: Path, path: Path, disk: Disk) -> str:
    aside = folder / QUARANTINE
    if not disk.kind(aside):
        disk.make_folder(aside)
    taken, to, number = disk.names(aside), path.name, 1
    while to in taken:
        number += 1
        to = f"{path.name}-{number}"
    disk.rename(path, aside / to)  # not synced: where a loss of power undoes it, the next repair does it again
    return f"moved to {aside / to}; it may be deleted"


def _when(index: Index) -> str:
    return f"{datetime.fromtimestamp(index.about.built / 1e9, UTC):%Y-%m-%d %H:%M:%S} UTC"
