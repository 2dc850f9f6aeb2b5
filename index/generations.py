"""How an index lies on disk: whole generations, written once, and one pointer to the current one.

::

    FOLDER/CURRENT                    "gen-00000007 <SHA-256 of its manifest>"
    FOLDER/LOCK                       held while somebody writes; never deleted
    FOLDER/gens/gen-00000007/         MANIFEST.json and the files that it names, with sizes and SHA-256

A new generation is written beside the current one, flushed to disk, renamed into place, and only then is CURRENT
replaced, so that a crash at any time leaves the old index or the new one. Readers need no lock. What is read is
verified against the manifest before it is parsed.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import IndexBusy, IndexDamaged, IndexFault

FORMAT = 3
"""Raised whenever the files of an index change, or the rules for what is in them: older ones are then made anew."""

_NAME = re.compile(r"gen-\d{8,}")


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


def read(folder: Path) -> Generation | None:
    """The current generation, or None when there is none yet or it has the form of another version of the program.

    Raises IndexDamaged when a file is missing, extra or differs from the manifest.
    """
    for _ in range(20):
        pointer = _read_pointer(folder)
        if pointer is None:
            return None
        try:
            return _read_generation(folder, *pointer)
        except IndexDamaged:
            if _read_pointer(folder) == pointer:
                raise
    raise IndexBusy(f"the index at {folder} is being replaced all the time: try again later")


def publish(folder: Path, about: About, files: dict[str, bytes]) -> None:
    """Write a new generation and make it the current one. The caller holds the `lock`.

    Raises IndexFault when the folder cannot be written; the current generation stays as it was.
    """
    try:
        gens = folder / "gens"
        gens.mkdir(parents=True, exist_ok=True)
        number = max((int(path.name[4:]) for path in gens.iterdir() if _NAME.fullmatch(path.name)), default=0) + 1
        _sweep(gens, _read_name(folder))
        name = f"gen-{number:08d}"
        manifest = _write_generation(gens / f".tmp-{name}", about, files)
        os.rename(gens / f".tmp-{name}", gens / name)
        _sync_folder(gens)
        _write(folder / ".CURRENT-new", f"{name} {hashlib.sha256(manifest).hexdigest()}\n".encode())
        os.replace(folder / ".CURRENT-new", folder / "CURRENT")
        _sync_folder(folder)
    except OSError as error:
        raise IndexFault(
            f"the index at {folder} cannot be written: {error.strerror}. The documents and any earlier index are "
            "untouched. Make room or choose another place with --index"
        ) from error


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the writer's lock. The system drops it when the process ends, however it ends.

    Raises IndexBusy when another process holds it, IndexFault when the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / "LOCK", os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as error:
        raise IndexFault(f"the index folder {folder} cannot be used: {error.strerror}; see --index") from error
    try:
        try:
            _take(handle)
        except OSError as error:
            raise IndexBusy(f"another process is updating the index at {folder}: try again when it is done") from error
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    if os.name == "nt":
        import msvcrt  # this module exists on Windows only

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl  # and this one everywhere else

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read_pointer(folder: Path) -> tuple[str, str] | None:
    try:
        name, digest = (folder / "CURRENT").read_text("ascii").split()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _damaged(folder / "CURRENT", "it cannot be read") from error
    return name, digest


def _read_generation(folder: Path, name: str, digest: str) -> Generation | None:
    place = folder / "gens" / name
    try:
        data = (place / "MANIFEST.json").read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise _damaged(place / "MANIFEST.json", "its checksum is wrong")
        manifest = json.loads(data)
        if manifest["format"] != FORMAT:
            return None
        if {path.name for path in place.iterdir()} != {"MANIFEST.json", *manifest["files"]}:
            raise _damaged(place, "a file is missing or does not belong there")
        files = {file: _verified(place / file, **seal) for file, seal in manifest["files"].items()}
    except OSError as error:
        raise _damaged(place, error.strerror or "it cannot be read") from error
    about = manifest["about"]
    return Generation(name, About(**{**about, "roots": tuple(about["roots"])}), files)


def _verified(path: Path, size: int, sha256: str) -> bytes:
    data = path.read_bytes()
    if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
        raise _damaged(path, "its checksum is wrong")
    return data


def _damaged(path: Path, what: str) -> IndexDamaged:
    return IndexDamaged(
        f"the index is damaged: {path}: {what}. The documents are untouched. Run: dossier index --rebuild"
    )


def _write_generation(place: Path, about: About, files: dict[str, bytes]) -> bytes:
    place.mkdir()
    for name, data in files.items():
        _write(place / name, data)
    seals = {name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    manifest = json.dumps({"format": FORMAT, "about": asdict(about), "files": seals}, indent=1).encode()
    _write(place / "MANIFEST.json", manifest)
    _sync_folder(place)
    return manifest


def _write(path: Path, data: bytes) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(gens: Path, current: str) -> None:
    """Remove what an interrupted writer left, and every generation but the current one.

    A reader that is still on its way to an older one finds that the pointer has changed, and starts again.
    """
    for path in list(gens.iterdir()):
        if path.name != current and (path.name.startswith(".tmp-") or _NAME.fullmatch(path.name)):
            shutil.rmtree(path, ignore_errors=True)


def _read_name(folder: Path) -> str:
    """The name of the current generation; empty when there is none, or the pointer is damaged."""
    try:
        pointer = _read_pointer(folder)
    except IndexDamaged:
        return ""
    return pointer[0] if pointer else ""
