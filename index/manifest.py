"""What a generation of an index is made of, and the manifest that says so."""

import hashlib
import json
from dataclasses import asdict, dataclass
from errno import EINVAL, ELOOP, ENOENT, ENOTDIR, EPERM
from pathlib import Path
from typing import Any

from index.blocks import Seal
from index.disk import DISK, Disk, clear, handle, put, settle
from index.errors import IndexDamaged
from index.faults import damaged

FORMAT = 5
"""Raised whenever the files of an index change, or the rules for what is in them: older ones are then made anew."""

MANIFEST = "MANIFEST.json"
_LARGEST = 1 << 24
"""The most bytes of a manifest."""
_NONE = (ENOENT, ENOTDIR, EINVAL, ELOOP, EPERM)
"""What the disk answers for a manifest that is not there, is no file, or is writable by everybody."""
_SHORT = 32
"""So many characters of a segment's root are its name."""


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
class Content:
    """What a generation is made of: what it says of itself, the bytes of its own files by name, and its segments."""

    about: About
    files: dict[str, bytes]
    segments: tuple[Seal, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says: about the index, the size and SHA-256 of each file, and its segments."""

    about: About
    files: dict[str, Seal]
    segments: tuple[Seal, ...]


def segment_name(seal: Seal) -> str:
    """The name of a segment's file."""
    return seal.root[:_SHORT]


def write_generation(place: Path, content: Content, disk: Disk) -> str:
    """Write and sync the files of a generation; the SHA-256 of its manifest. Raises OSError."""
    if disk.kind(place):  # from a writer who was killed
        clear(disk, place)
    disk.make_folder(place)
    for name, data in content.files.items():
        put(disk, place / name, data)
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "about": asdict(content.about),
        "segments": list(map(asdict, content.segments)),
        "files": {name: asdict(seal_of(data)) for name, data in content.files.items()},
    }
    sealed = _json({**manifest, "seal": seal_of(_json(manifest)).root})
    put(disk, place / MANIFEST, sealed)
    settle(disk, place)
    return seal_of(sealed).root


def read_manifest(place: Path, digest: str | None, disk: Disk = DISK) -> Manifest | None:
    """The manifest of the generation at a place; None for one of another form. Without a `digest` it is only as sure as
    the seal that it carries itself.

    Raises IndexDamaged, or what parsing it raises: OSError, ValueError, KeyError or TypeError.
    """
    data = contents(place / MANIFEST, _LARGEST, disk)
    if digest is not None and seal_of(data).root != digest:
        raise damaged(place / MANIFEST, "its checksum is wrong")
    manifest: dict[str, Any] = json.loads(data)
    if manifest["format"] != FORMAT:
        return None
    if manifest.pop("seal") != seal_of(_json(manifest)).root:
        raise damaged(place / MANIFEST, "its checksum is wrong")
    about = About(**{**manifest["about"], "roots": tuple(manifest["about"]["roots"])})
    files = {name: Seal(**seal) for name, seal in manifest["files"].items()}
    return Manifest(about, files, tuple(Seal(**seal) for seal in manifest["segments"]))


def named_segments(place: Path, disk: Disk = DISK) -> set[str] | None:
    """The names of the segments of the generation at a place; None for one of another form, or whose manifest is
    damaged, missing or not to be trusted. Raises OSError when the disk fails."""
    try:
        manifest = read_manifest(place, None, disk)
    except (IndexDamaged, ValueError, KeyError, TypeError):
        return None
    except OSError as error:
        if error.errno in _NONE:
            return None
        raise
    return set(map(segment_name, manifest.segments)) if manifest else None


def manifest_digest(place: Path, disk: Disk = DISK) -> str:
    """The SHA-256 of the manifest of a generation that was read. Raises OSError."""
    return seal_of(contents(place / MANIFEST, _LARGEST, disk)).root


def contents(path: Path, most: int, disk: Disk) -> bytes:
    """The bytes of a small file. Raises OSError, or ValueError when it is larger than `most` bytes."""
    with handle(disk, disk.open(path)) as opened:
        data = disk.read(opened, most + 1)
    if len(data) > most:
        raise ValueError(f"{path} is larger than {most} bytes")
    return data


def seal_of(data: bytes) -> Seal:
    """The size and SHA-256 of the bytes of a file."""
    return Seal(len(data), hashlib.sha256(data).hexdigest())


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1).encode()
