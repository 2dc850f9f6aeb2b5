"""How an index lies on disk: whole generations, written once, and one pointer to the current one.

::

    FOLDER/CURRENT                    "gen-00000007 <SHA-256 of its manifest>"
    FOLDER/LOCK                       held while somebody writes; never deleted
    FOLDER/gens/gen-00000007/         MANIFEST.json and the files that it names, with sizes and SHA-256
    FOLDER/quarantine/                what `index.repair` found damaged and moved there

A new generation is written beside the current one, synced, renamed into place, and only then is CURRENT replaced, so
that a crash at any time, or a loss of power, leaves the old index or the new one. Readers need no lock. What is read is
verified against the manifest before it is parsed. docs/reliability.md tells how this is tested.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.disk import DISK, Disk, clear, handle, make_folders, put, settle
from index.errors import IndexBusy, IndexDamaged
from index.faults import damaged, reading, writing

FORMAT = 3
"""Raised whenever the files of an index change, or the rules for what is in them: older ones are then made anew."""

MANIFEST = "MANIFEST.json"
KEPT = 2
"""So many generations are kept: the current one, and one to fall back on."""
_NAME = re.compile(r"gen-\d{8,}")
_POINTER = 200
_LARGEST = 1 << 24
"""The most bytes of a pointer, and of a manifest."""
_SPARE = 16 << 20
"""Bytes that must stay free on the disk when an index has been written."""


@dataclass(frozen=True, slots=True)
class About:
    """What a generation was made of and with. `built` is nanoseconds since 1970, `embedder` and `word_model` are the
    models' full names, and `newest` the latest publication date of a document, empty when none has one."""

    embedder: str
    word_model: str
    store: str
    words: int
    roots: tuple[str, ...]
    built: int
    documents: int
    passages: int
    newest: str


@dataclass(frozen=True, slots=True)
class Generation:
    """A verified generation: its name, what it says of itself, and the bytes of its files."""

    name: str
    about: About
    files: dict[str, bytes]


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


def publish(folder: Path, about: About, files: dict[str, bytes], disk: Disk = DISK) -> None:
    """Write a new generation and make it the current one. The caller holds the `lock`.

    When this returns the generation outlasts a loss of power. Raises IndexFault when the folder cannot be written; the
    current generation then stays as it was, unless all but the last sync went well.
    """
    with writing(folder):
        gens = folder / "gens"
        made = _prepared(folder, sum(map(len, files.values())), disk)
        number = max((int(name[4:]) for name in made), default=0) + 1
        name = f"gen-{number:08d}"
        digest = _write_generation(gens / f".tmp-{name}", about, files, disk)
        disk.rename(gens / f".tmp-{name}", gens / name)
        settle(disk, gens)
        point(folder, name, digest, disk)
    with suppress(OSError):  # what could not be removed now is removed the next time
        for old in sorted(made, reverse=True)[KEPT - 1 :]:
            disk.rename(gens / old, gens / f".del-{old}")
            clear(disk, gens / f".del-{old}")


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
        name, digest = _contents(folder / "CURRENT", _POINTER, disk).decode("ascii").split()
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
        manifest = _manifest(place, digest, disk)
        if manifest is None:
            return None
        seals = manifest["files"]
        if disk.names(place) != sorted([MANIFEST, *seals]):
            raise damaged(place, "a file is missing or does not belong there")
        opened = {file: stack.enter_context(handle(disk, disk.open(place / file))) for file in sorted(seals)}
        files = {file: disk.read(opened[file], seal["size"] + 1) for file, seal in seals.items()}
    for file, seal in seals.items():
        if _seal(files[file]) != seal:
            raise damaged(place / file, "its checksum is wrong")
    about = manifest["about"]
    return Generation(name, About(**{**about, "roots": tuple(about["roots"])}), files)


def manifest_digest(folder: Path, name: str, disk: Disk = DISK) -> str:
    """The SHA-256 of the manifest of a generation that was read. Raises OSError."""
    return hashlib.sha256(_contents(folder / "gens" / name / MANIFEST, _LARGEST, disk)).hexdigest()


def _manifest(place: Path, digest: str | None, disk: Disk) -> dict[str, Any] | None:
    data = _contents(place / MANIFEST, _LARGEST, disk)
    if digest is not None and hashlib.sha256(data).hexdigest() != digest:
        raise damaged(place / MANIFEST, "its checksum is wrong")
    manifest: dict[str, Any] = json.loads(data)
    if manifest["format"] != FORMAT:
        return None
    if manifest.pop("seal") != _seal(_json(manifest))["sha256"]:
        raise damaged(place / MANIFEST, "its checksum is wrong")
    return manifest


def _prepared(folder: Path, size: int, disk: Disk) -> list[str]:
    """Remove what an interrupted writer left; the names of the generations that there are. Raises OSError."""
    gens = folder / "gens"
    make_folders(disk, folder)
    disk.names(folder)  # is refused when others may write to it
    if disk.kind(gens) != "folder":
        disk.make_folder(gens)
    for name in disk.names(gens):
        if name.startswith((".tmp-", ".del-")):
            with suppress(OSError):  # Windows does not remove what a reader has open
                clear(disk, gens / name)
    made = published(folder, disk)
    if not made:  # that of a writer who was killed may be made and not synced
        settle(disk, folder.parent)
        settle(disk, folder)
    needed = size + _SPARE - disk.free(folder)
    if needed > 0:
        raise OSError(None, f"{(needed >> 20) + 1:,} MB more are needed on its disk")
    return made


def _write_generation(place: Path, about: About, files: dict[str, bytes], disk: Disk) -> str:
    """Write and sync the files of a generation; the SHA-256 of its manifest."""
    disk.make_folder(place)
    for name, data in files.items():
        put(disk, place / name, data)
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "about": asdict(about),
        "files": {name: _seal(data) for name, data in files.items()},
    }
    sealed = _json({**manifest, "seal": _seal(_json(manifest))["sha256"]})
    put(disk, place / MANIFEST, sealed)
    settle(disk, place)
    return hashlib.sha256(sealed).hexdigest()


def _contents(path: Path, most: int, disk: Disk) -> bytes:
    with handle(disk, disk.open(path)) as opened:
        data = disk.read(opened, most + 1)
    if len(data) > most:
        raise ValueError(f"{path} is larger than {most} bytes")
    return data


def _seal(data: bytes) -> dict[str, Any]:
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1).encode()
