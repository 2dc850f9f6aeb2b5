"""How an index lies on disk: whole generations, written once, and one pointer to the current one.

::

    FOLDER/CURRENT                    "gen-00000007 <SHA-256 of its manifest>"
    FOLDER/LOCK                       held while somebody writes; never deleted
    FOLDER/gens/gen-00000007/         MANIFEST.json and the files that it names, with sizes and SHA-256
    FOLDER/segments/<root>            what most of an index is in, by the first half of the roots of `index.blocks`
    FOLDER/quarantine/                what `index.repair` found damaged and moved there

A segment is never changed, and generations share those that they have in common, so that an update writes only what is
new: that is how Lucene does it. A new generation is written beside the current one, synced, renamed into place, and
only then is CURRENT replaced, so that a crash at any time, or a loss of power, leaves the old index or the new one.
Readers need no lock. What is read is verified before it is parsed: the small files of a generation when it is opened,
the blocks of its segments when they are read. docs/reliability.md tells how this is tested.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.blocks import Blocks, Seal, Writer
from index.disk import DISK, Disk, clear, handle, make_folders, put, settle
from index.errors import IndexBusy, IndexDamaged
from index.faults import damaged, reading, writing
from index.manifest import (
    MANIFEST,
    About,
    Content,
    contents,
    named_segments,
    read_manifest,
    seal_of,
    segment_name,
    write_generation,
)

SEGMENTS = "segments"
_NAME = re.compile(r"gen-\d{8,}")
_POINTER = 200
"""The most bytes of a pointer."""
_SPARE = 16 << 20
"""Bytes that must stay free on the disk when something has been written."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A verified generation: its folder, what it says of itself, the bytes of its own files, its segments, open."""

    place: Path
    about: About
    files: dict[str, bytes]
    segments: tuple[Blocks, ...]

    @property
    def name(self) -> str:
        """The name of the generation; a later one has a greater name."""
        return self.place.name


def read(folder: Path, disk: Disk = DISK) -> Generation | None:
    """The current generation, or None when there is none yet or it has the form of another version of the program.

    Raises IndexDamaged when a file is missing, extra or differs from the manifest, IndexDenied when it may not be read
    or others may have written to it, IndexFault when the system has no memory or handles left.
    """
    for _ in range(20):
        pointer = read_pointer(folder, disk)
        if pointer is None:
            return None
        try:
            return read_generation(folder, pointer[0], pointer[1], disk)
        except IndexDamaged:
            if read_pointer(folder, disk) == pointer:
                raise
    raise IndexBusy(f"the index at {folder} is being replaced all the time: try again later")


def write_segment(folder: Path, fill: Callable[[Writer], None], disk: Disk = DISK, size: int = 0) -> Seal:
    """Write a segment of about this size, by what `fill` does, for a generation that is published later. The caller, or
    the process that it works for, holds the `lock`.

    Raises IndexFault when it cannot be written, and what `fill` raises.
    """
    with writing(folder):
        place = folder / SEGMENTS
        if disk.kind(place) != "folder":
            make_folders(disk, place)
        _room(folder, size, disk)
        draft = place / f".tmp-{os.getpid()}"
        if disk.kind(draft):
            clear(disk, draft)
        with Writer(draft, disk) as writer:
            fill(writer)
            seal = writer.seal()
        _named(draft, place / segment_name(seal), seal, disk)
    return seal


def publish(folder: Path, content: Content, disk: Disk = DISK) -> str:
    """Write a new generation and make it the current one; its name. Its segments are written already.

    The caller holds the `lock`, and sweeps up afterwards (`index.sweep`). When this returns the generation outlasts a
    loss of power. Raises IndexFault when the folder cannot be written; the current generation then stays as it was,
    unless all but the last sync went well.
    """
    with writing(folder):
        gens = folder / "gens"
        older = _prepared(folder, content, disk)
        name = f"gen-{max((int(one[4:]) for one in older), default=0) + 1:08d}"
        digest = write_generation(gens / f".tmp-{name}", content, disk)
        disk.rename(gens / f".tmp-{name}", gens / name)
        settle(disk, gens)
        point(folder, name, digest, disk)
    return name


def point(folder: Path, name: str, digest: str, disk: Disk = DISK) -> None:
    """Make a generation the current one. The caller holds the lock. Raises OSError."""
    new = folder / ".CURRENT-new"
    if disk.kind(new):  # from a writer who was killed
        clear(disk, new)
    put(disk, new, f"{name} {digest}\n".encode())
    disk.rename(new, folder / "CURRENT")
    settle(disk, folder)


def published(folder: Path, disk: Disk = DISK) -> list[str]:
    """The names of all generations, newest first. Raises OSError."""
    if disk.kind(folder / "gens") != "folder":
        return []
    return sorted((name for name in disk.names(folder / "gens") if _NAME.fullmatch(name)), reverse=True)


@contextmanager
def lock(folder: Path, disk: Disk = DISK) -> Iterator[None]:
    """Hold the writer's lock. The system drops it when the process ends, however it ends.

    Raises IndexBusy when another process holds it, IndexFault when the folder cannot be made.
    """
    with writing(folder):
        make_folders(disk, folder)
        try:
            held = disk.lock(folder / "LOCK")
        except BlockingIOError as error:
            who = f" (process {error.args[1]})" if error.args[1:] and str(error.args[1]).isdecimal() else ""
            raise IndexBusy(
                f"another process{who} is updating the index at {folder}: try again when it is done"
            ) from error
    with handle(disk, held):
        yield


def read_pointer(folder: Path, disk: Disk = DISK) -> tuple[str, str] | None:
    """The name of the current generation and the SHA-256 of its manifest; None where there is no pointer.

    Raises IndexDamaged when it does not hold that, and as `read`.
    """
    with reading(folder / "CURRENT"):
        if disk.kind(folder / "CURRENT") == "":
            return None
        disk.names(folder)  # is refused when others may write to it
        name, digest = contents(folder / "CURRENT", _POINTER, disk).decode("ascii").split()
        if not _NAME.fullmatch(name):
            raise ValueError
        return name, digest


def read_generation(folder: Path, name: str, digest: str | None, disk: Disk = DISK) -> Generation | None:
    """A generation, verified; None for one of another form. Without a `digest` its manifest is only as sure as the seal
    that it carries itself. All files are opened before any is read, so that a writer may remove them meanwhile.

    Raises IndexDamaged and as `read`.
    """
    place = folder / "gens" / name
    with reading(place), ExitStack() as stack:
        disk.names(place.parent)
        manifest = read_manifest(place, digest, disk)
        if manifest is None:
            return None
        if manifest.segments:
            disk.names(folder / SEGMENTS)
        segments = tuple(Blocks(folder / SEGMENTS / segment_name(one), one, disk) for one in manifest.segments)
        if disk.names(place) != sorted([MANIFEST, *manifest.files]):
            raise damaged(place, "a file is missing or does not belong there")
        opened = {file: stack.enter_context(handle(disk, disk.open(place / file))) for file in sorted(manifest.files)}
        files = {file: disk.read(opened[file], seal.size + 1) for file, seal in manifest.files.items()}
    for file, seal in manifest.files.items():
        if seal_of(files[file]) != seal:
            raise damaged(place / file, "its checksum is wrong")
    return Generation(place, manifest.about, files, segments)


def _prepared(folder: Path, content: Content, disk: Disk) -> list[str]:
    """Make sure that all is there, and on the disk, that a new generation needs; the names of those that there are.

    Raises OSError.
    """
    gens = folder / "gens"
    make_folders(disk, folder)
    disk.names(folder)  # is refused when others may write to it
    if disk.kind(gens) != "folder":
        disk.make_folder(gens)
    older = published(folder, disk)
    if not any(named_segments(gens / name, disk) for name in older):
        settle(disk, folder.parent)  # the folders of a writer who was killed may be made and not synced
        settle(disk, folder)
    if content.segments:
        settle(disk, folder / SEGMENTS)
    _room(folder, sum(map(len, content.files.values())), disk)
    return older


def _room(folder: Path, size: int, disk: Disk) -> None:
    """Raises OSError when so many bytes cannot be written."""
    needed = size + _SPARE - disk.free(folder)
    if needed > 0:
        raise OSError(None, f"{(needed >> 20) + 1:,} MB more are needed on its disk")


def _named(draft: Path, path: Path, seal: Seal, disk: Disk) -> None:
    """Give a segment its name. One that has it already is the same, and left unless it is damaged, since Windows does
    not replace a file that a reader has open. Raises OSError."""
    kind = disk.kind(path)
    if kind:
        try:
            Blocks(path, seal, disk).verify()
            disk.remove(draft)
            return
        except IndexDamaged:
            if kind != "file":
                clear(disk, path)
    disk.rename(draft, path)
