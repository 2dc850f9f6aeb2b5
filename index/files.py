"""The table of the files of an index, in columns: what each was when it was read, and why it or parts were skipped.

A line of JSON says how many files there are, how long each column is, and the folder that their ids are relative to.
Then come the columns, one after the other: sizes and times (int64), SHA-256 of the contents (32 bytes, zeros for none),
where each id ends (int64), the ids as UTF-8, and as JSON what few files have: notes, and paths that do not follow from
their ids. Ids are sorted, so that a file is found by bisection, and nothing is made of a file that nobody asks for.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.errors import Code, Note
from index.places import FileState
from index.types import Source

DIGEST = 32
_NOTHING: tuple[tuple[Note, ...], str] = ((), "")
_NUMBERS = ("size", "mtime", "ctime", "end")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that was looked at: its state then, the SHA-256 of its bytes, and why it or lines of it were skipped.

    `sha256` is empty for a file that could not be read at all.
    """

    state: FileState
    sha256: str
    notes: tuple[Note, ...] = ()


class FileTable:
    """The files of an index, numbered from 0 in order of id. Safe to use from several threads.

    `sizes`, `mtimes` and `ctimes` are those of `places.FileState`, and `read` says which files are in the index.
    """

    def __init__(self, data: bytes) -> None:
        """Raises ValueError or KeyError for bytes that are no table."""
        head, _, body = data.partition(b"\n")
        about = json.loads(head)
        self.home: str = about["home"]
        columns, start = dict[str, memoryview](), 0
        for name, size in about["columns"].items():
            columns[name] = memoryview(body)[start : start + size]
            start += size
        self.sizes, self.mtimes, self.ctimes, self._ends = (np.frombuffer(columns[name], "<i8") for name in _NUMBERS)
        self._digests = np.frombuffer(columns["sha256"], np.uint8).reshape(-1, DIGEST)
        self._ids = columns["id"]
        self._odd = columns["odd"]
        if not len(self.sizes) == len(self._ends) == len(self._digests):
            raise ValueError("its columns are of different lengths")

    def __len__(self) -> int:
        return len(self.sizes)

    def ids(self) -> list[str]:
        """The ids of all files."""
        data, ends = bytes(self._ids), self._ends.tolist()
        return [data[start:end].decode() for start, end in zip([0, *ends], ends, strict=False)]

    @property
    def read(self) -> NDArray[np.bool_]:
        """For each file, whether it could be read."""
        return np.asarray(self._digests.any(axis=1))

    def files(self) -> list[FileRecord]:
        """Every file that was looked at, in order of id."""
        columns = (self.sizes.tolist(), self.mtimes.tolist(), self.ctimes.tolist(), self._sha256())
        home, split = os.path.join(self.home, ""), os.sep != "/"
        kept, found = self._kept, list[FileRecord]()
        for number, (id, *state, sha256) in enumerate(zip(self.ids(), *columns, strict=True)):
            notes, path = kept.get(number, _NOTHING)
            source = Source(id, path or home + (id.replace("/", os.sep) if split else id))
            found.append(FileRecord(FileState(source, *state), sha256, notes))
        return found

    def _sha256(self) -> list[str]:
        """The SHA-256 of each file in hexadecimal, empty for none."""
        digits = self._digests.tobytes().hex()
        width = 2 * DIGEST
        return [digits[width * row : width * (row + 1)] if one else "" for row, one in enumerate(self.read.tolist())]

    def record(self, number: int) -> FileRecord:
        """The file with this number."""
        notes, path = self._kept.get(number, _NOTHING)
        id, digest = self._id(number).decode(), self._digests[number]
        size, mtime, ctime = (int(column[number]) for column in (self.sizes, self.mtimes, self.ctimes))
        state = FileState(Source(id, path or path_of(self.home, id)), size, mtime, ctime)
        return FileRecord(state, digest.tobytes().hex() if digest.any() else "", notes)

    def file(self, path: str) -> FileRecord | None:
        """The file with this absolute path; None for one that was not looked at."""
        odd = next((number for number, (_, other) in self._kept.items() if other == path), None)
        if odd is None and path.startswith(os.path.join(self.home, "")):
            odd = self.number(os.path.relpath(path, self.home).replace(os.sep, "/"))
        found = None if odd is None else self.record(odd)
        return found if found and found.state.source.path == path else None

    def number(self, id: str) -> int | None:
        """The number of the file with this id; None when there is none."""
        wanted = id.encode("utf-8", "replace")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._id(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self._id(low) == wanted else None

    def _id(self, number: int) -> bytes:
        start = int(self._ends[number - 1]) if number else 0
        return bytes(self._ids[start : int(self._ends[number])])

    @cached_property
    def _kept(self) -> dict[int, tuple[tuple[Note, ...], str]]:
        """The notes of the files that have some, and the paths that do not follow from ids."""
        return {
            number: (tuple(Note(Code(code), text) for code, text in notes), path)
            for number, notes, path in json.loads(bytes(self._odd))
        }


def table(home: str, records: Sequence[FileRecord]) -> bytes:
    """The bytes of a table of files, given in order of id; `home` is the folder that their ids are relative to."""
    states = [record.state for record in records]
    ids = [state.source.id.encode() for state in states]
    odd = list(_odd(home, records))
    columns = {
        "size": np.array([state.size for state in states], "<i8").tobytes(),
        "mtime": np.array([state.mtime for state in states], "<i8").tobytes(),
        "ctime": np.array([state.ctime for state in states], "<i8").tobytes(),
        "end": np.cumsum([len(id) for id in ids], dtype="<i8").tobytes(),
        "sha256": b"".join(bytes.fromhex(record.sha256) or bytes(DIGEST) for record in records),
        "id": b"".join(ids),
        "odd": json.dumps(odd).encode(),
    }
    head = json.dumps({"home": home, "columns": {name: len(data) for name, data in columns.items()}})
    return b"".join([head.encode(), b"\n", *columns.values()])


def path_of(home: str, id: str) -> str:
    """The absolute path of a file with this id."""
    return os.path.join(home, id.replace("/", os.sep))


def _odd(home: str, records: Sequence[FileRecord]) -> Iterator[tuple[int, list[tuple[str, str]], str]]:
    start = os.path.join(home, "")
    for number, record in enumerate(records):
        source = record.state.source
        follows = source.path == start + (source.id if os.sep == "/" else source.id.replace("/", os.sep))
        path = "" if follows else source.path
        if record.notes or path:
            yield number, [(note.code, note.text) for note in record.notes], path
