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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import Code, Note
from index.places import Columns, FileState, path_of
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
    def columns(self) -> Columns:
        """The ids and times of all files, to be compared with those of a listing."""
        return self._ids, *(column.view(np.uint8).data for column in (self._ends, self.sizes, self.mtimes, self.ctimes))

    @property
    def read(self) -> NDArray[np.bool_]:
        """For each file, whether it could be read."""
        return np.asarray(self._digests.any(axis=1))

    def times(self) -> Iterator[tuple[int, int, int]]:
        """For each file its size, and the times of writing and of changing it."""
        return zip(self.sizes.tolist(), self.mtimes.tolist(), self.ctimes.tolist(), strict=True)

    def files(self) -> list[FileRecord]:
        """Every file that was looked at, in order of id."""
        home, split = os.path.join(self.home, ""), os.sep != "/"
        kept, found = self._kept, list[FileRecord]()
        rows = zip(self.ids(), self.times(), self._sha256(), strict=True)
        for number, (id, state, sha256) in enumerate(rows):
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
        id = self._id(number).decode()
        size, mtime, ctime = (int(column[number]) for column in (self.sizes, self.mtimes, self.ctimes))
        state = FileState(Source(id, path or path_of(self.home, id)), size, mtime, ctime)
        return FileRecord(state, self.sha256(number), notes)

    def sha256(self, number: int) -> str:
        """The SHA-256 of a file in hexadecimal, empty for one that could not be read."""
        digest = self._digests[number]
        return digest.tobytes().hex() if digest.any() else ""

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

    @property
    def notes(self) -> dict[int, tuple[Note, ...]]:
        """Why files, by number, or parts of them were skipped."""
        return {number: notes for number, (notes, _) in self._kept.items() if notes}

    def updated(self, ids: list[str], rows: list[int], records: dict[int, FileRecord]) -> bytes:
        """The bytes of a table of the files with these ids, which are sorted: each as it is in the row of this table
        that `rows` gives, or, where that is -1, as `records` has it by its place among the ids."""
        taken = np.array(rows, np.int64)
        numbers = [_taken(column, taken) for column in (self.sizes, self.mtimes, self.ctimes)]
        digests = _taken(self._digests, taken)
        for place, record in records.items():
            state = record.state
            for column, value in zip(numbers, (state.size, state.mtime, state.ctime), strict=True):
                column[place] = value
            digests[place] = np.frombuffer(bytes.fromhex(record.sha256) or bytes(DIGEST), np.uint8)
        places = np.full(len(self), -1)
        places[taken[taken >= 0]] = np.flatnonzero(taken >= 0)
        odd = [(int(places[row]), *kept) for row, kept in self._kept.items() if places[row] >= 0]
        odd += ((place, *one) for place, record in records.items() if (one := _odd(self.home, record)) != _NOTHING)
        return _bytes(self.home, ids, [*numbers, digests], odd)

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
    ids = [record.state.source.id for record in records]
    none = FileTable(_bytes(home, [], [np.zeros(0, np.int64)] * 3 + [np.zeros((0, DIGEST), np.uint8)], []))
    return none.updated(ids, [-1] * len(ids), dict(enumerate(records)))


def _taken(column: NDArray[Any], rows: NDArray[np.int64]) -> NDArray[Any]:
    """Rows of a column, zeros for those below 0."""
    found = np.zeros((len(rows), *column.shape[1:]), column.dtype)
    found[rows >= 0] = column[rows[rows >= 0]]
    return found


def _odd(home: str, record: FileRecord) -> tuple[tuple[Note, ...], str]:
    """What few files have: notes, and a path that does not follow from the id."""
    source = record.state.source
    return record.notes, "" if source.path == path_of(home, source.id) else source.path


def _bytes(
    home: str, ids: list[str], columns: Sequence[NDArray[Any]], odd: list[tuple[int, tuple[Note, ...], str]]
) -> bytes:
    names = [id.encode() for id in ids]
    kept = [(place, [(note.code, note.text) for note in notes], path) for place, notes, path in sorted(odd)]
    parts = {
        **{name: one.tobytes() for name, one in zip(("size", "mtime", "ctime", "sha256"), columns, strict=True)},
        "end": np.cumsum(list(map(len, names)), dtype="<i8").tobytes(),
        "id": b"".join(names),
        "odd": json.dumps(kept).encode(),
    }
    head = json.dumps({"home": home, "columns": {name: len(data) for name, data in parts.items()}})
    return b"".join([head.encode(), b"\n", *parts.values()])
