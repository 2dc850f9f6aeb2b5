"""Where things are: the documents of a corpus, and the folder that keeps its index."""

import errno
import hashlib
import os
import stat
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from pathlib import Path

from index.errors import Code, CorpusError, Note
from index.types import Source

FILES = "files.bin"
"""The table of the files, in a generation of an index."""
MAX_DEPTH = 64
_LINK = Note(Code.LINK, "it is a link, and links are not followed")


MAX_BYTES = 256 * 1024 * 1024
"""Larger files are not read."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The files and folders that a person named, as absolute paths; `home` is the folder that ids are relative to."""

    roots: tuple[Path, ...]
    home: Path

    @property
    def name(self) -> str:
        """A short name for people: the last part of each path."""
        return " + ".join(root.name or str(root) for root in self.roots)


Times = tuple[int, int, int]
"""The size of a file, and the times of writing and of changing it, as in `FileState`."""

Columns = tuple[bytes | memoryview, ...]
"""The ids of files one after the other as UTF-8, where each ends, and the three times (int64, little-endian)."""


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as the file system tells it; `problem` says why it cannot be read, None when nothing is known yet.

    Sizes are bytes, times nanoseconds since 1970.
    """

    source: Source
    size: int = 0
    mtime: int = 0
    ctime: int = 0
    problem: Note | None = None

    @property
    def times(self) -> Times:
        """The size and the times."""
        return self.size, self.mtime, self.ctime


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a corpus, sorted by id: the ids, the times, and by place the states of those that cannot be read.
    `home` is the folder that ids are relative to."""

    home: str
    ids: list[str]
    times: list[Times]
    odd: Mapping[int, FileState]

    def state(self, place: int) -> FileState:
        """The file at a place, from 0."""
        id = self.ids[place]
        return self.odd.get(place) or FileState(Source(id, path_of(self.home, id)), *self.times[place])

    def columns(self) -> Columns:
        """The ids and times, to be compared all at once."""
        text = "".join(self.ids)
        lengths = map(len, self.ids if text.isascii() else (id.encode() for id in self.ids))
        numbers = [array("q", accumulate(lengths)), *(array("q", map(itemgetter(at), self.times)) for at in range(3))]
        if sys.byteorder == "big":
            for column in numbers:
                column.byteswap()
        return text.encode(), *(column.tobytes() for column in numbers)


def path_of(home: str, id: str) -> str:
    """The absolute path of a file with this id."""
    return os.path.join(home, id.replace("/", os.sep))


def corpus(paths: Sequence[str | Path]) -> Corpus:
    """The corpus at `paths`. Raises CorpusError when one does not exist, or is the whole disk or home folder."""
    roots = tuple(dict.fromkeys(map(_root, paths)))
    if not roots:
        raise CorpusError("no documents were named: give a file or a folder with --docs")
    homes = [root if root.is_dir() else root.parent for root in roots]
    return Corpus(roots, Path(os.path.commonpath(homes)))


def _root(path: str | Path) -> Path:
    try:
        root = Path(path).expanduser().resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        named = os.path.abspath(os.path.expanduser(path))
        raise CorpusError(f"there is no file or folder {named}: check the path given to --docs") from error
    if root in (Path(root.anchor), Path.home().resolve()):
        raise CorpusError(f"{root} is too wide: name a folder that holds only the documents")
    return root


def index_folder(place: Corpus, chosen: Path | None, cache: Path) -> Path:
    """The folder of this corpus's index: `chosen`, or one below `cache` named by the corpus and a hash of its paths."""
    if chosen is not None:
        return chosen.expanduser().resolve()
    digest = hashlib.sha256("\0".join(map(os.fsdecode, place.roots)).encode("utf-8", "surrogateescape")).hexdigest()
    label = "".join(char if char.isalnum() or char in "-_" else "-" for char in place.roots[0].name)[:40] or "corpus"
    return cache / f"{label}-{digest[:16]}"


def scan(place: Corpus, leave_out: Path) -> Iterator[FileState]:
    """Every file of a corpus but hidden ones and what is below `leave_out`, sorted by id. Links are not followed."""
    found = listing(place, leave_out)
    yield from map(found.state, range(len(found.ids)))


def listing(place: Corpus, leave_out: Path) -> Listing:
    """The same, without a state for each file."""
    found: dict[str, Times] = {}
    odd: dict[str, FileState] = {}
    home, without = os.path.join(place.home, ""), str(leave_out)
    for root in place.roots:
        for path, status in _walk(str(root), without) if root.is_dir() else [(str(root), None)]:
            if status and stat.S_ISREG(status.st_mode):
                found[path] = status.st_size, status.st_mtime_ns, status.st_ctime_ns
            else:
                state = _state(path, home)
                found[path] = state.times
                if state.problem:
                    odd[path] = state
    if os.sep == "/" and not odd:  # ids in the order of paths
        paths, start = sorted(found), len(home)
        return Listing(str(place.home), [path[start:] for path in paths], [found[path] for path in paths], {})
    ids = {path: odd[path].source.id if path in odd else _id(path, home) for path in found}
    paths = sorted(found, key=ids.__getitem__)
    problems = {number: odd[path] for number, path in enumerate(paths) if path in odd}
    return Listing(str(place.home), [ids[path] for path in paths], [found[path] for path in paths], problems)


def read_bytes(path: Path, most: int) -> tuple[bytes, os.stat_result]:
    """At most `most` + 1 bytes of a file, and its state when they had been read.

    A link is not followed, and a pipe does not keep the program waiting. Raises OSError.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        return file.read(most + 1), os.fstat(file.fileno())


def _walk(root: str, leave_out: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """What is below a folder, each by its path, as text, since a corpus may have a hundred thousand files; and what the
    system says of it, None where that is to be asked again."""
    folders = [(root, 0)]
    while folders:
        folder, depth = folders.pop()
        try:  # what is sorted piece by piece is soon sorted as a whole
            names = sorted(os.listdir(folder), reverse=True)
        except OSError:
            yield folder, None
            continue
        before = os.path.join(folder, "")
        for name in names:
            path = before + name
            if name[0] == "." or path == leave_out:
                continue
            try:
                status = os.lstat(path)
            except OSError:
                yield path, None
                continue
            if depth < MAX_DEPTH and stat.S_ISDIR(status.st_mode):
                folders.append((path, depth + 1))
            else:
                yield path, status if path.isascii() else None


def _id(path: str, home: str) -> str:
    return path[len(home) :].replace(os.sep, "/")


def _state(path: str, home: str) -> FileState:
    """The state of a file below `home`, which ends with a separator."""
    relative = _id(path, home) or "."
    source = Source(relative, path)
    try:
        path.encode()
        status = os.lstat(path)
    except UnicodeEncodeError:
        readable = Source(*(name.encode("utf-8", "backslashreplace").decode() for name in (relative, path)))
        return FileState(readable, problem=Note(Code.NAME, "its name is not valid UTF-8: rename it"))
    except OSError as error:
        return FileState(source, problem=unreadable(error))
    return state_of(source, status)


def state_of(source: Source, status: os.stat_result) -> FileState:
    """The state of a file in the words of the system."""
    problem = _problem(status.st_mode, source)
    return FileState(source, status.st_size, status.st_mtime_ns, status.st_ctime_ns, problem)


def unreadable(error: OSError) -> Note:
    """Why the system does not let a file be read."""
    if error.errno == errno.ELOOP:
        return _LINK
    codes = {errno.ENOENT: Code.VANISHED, errno.EACCES: Code.PERMISSION, errno.EPERM: Code.PERMISSION}
    return Note(codes.get(error.errno or 0, Code.UNREADABLE), f"it cannot be read: {error.strerror}")


def _problem(mode: int, source: Source) -> Note | None:
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISLNK(mode):
        return _LINK
    if not stat.S_ISDIR(mode):
        return Note(Code.NOT_A_FILE, "it is not a regular file")
    if source.id.count("/") >= MAX_DEPTH:
        return Note(Code.TOO_DEEP, f"it lies below {MAX_DEPTH} folders")
    return Note(Code.FOLDER, "the folder cannot be read")
