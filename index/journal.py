"""What an indexing has done so far, so that one that was stopped or killed goes on where it was.

::

    FOLDER/journal/00000001           SHA-256 of the rest, then a line of JSON that says what it is, then its bytes

A segment holds files as they were read, in the form of `index.records`, or vectors of passages. Every few seconds one
is written. None is synced: one that was not written whole has the wrong checksum, and is as if it were not there. Files
and passages are known by the SHA-256 of their content, so that nothing is taken over for what it is not.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from index.disk import Disk, clear, handle
from index.faults import writing
from index.generations import FORMAT
from index.places import FileState, read_bytes
from index.records import Entry, FileRecord, Records, write
from index.vectors import Vectors

NAME = "journal"
EVERY = 5.0
"""Seconds of work that are lost at most when an indexing is killed, but for a batch or file that takes longer."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a segment must agree with to be of use: the words of a passage, and the full name of the embedder."""

    words: int
    embedder: str


@dataclass(slots=True)
class _Pending:
    """What was done since the last segment was written."""

    since: float
    files: list[tuple[FileRecord, list[Entry]]] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    vectors: list[Vectors] = field(default_factory=list)


class Journal:
    """The journal of one indexing, which holds the writer's lock."""

    def __init__(self, folder: Path, disk: Disk, stamp: Stamp) -> None:
        self._folder, self._disk, self._stamp = folder / NAME, disk, stamp
        self._files: dict[str, Records] = {}
        self._vectors: dict[bytes, Vectors] = {}
        self._pending = _Pending(time.monotonic())
        self._next = 1
        with writing(folder):
            names = disk.names(self._folder) if disk.kind(self._folder) == "folder" else []
            for name in names:
                self._load(name)

    def file(self, state: FileState) -> tuple[FileRecord, list[Entry]] | None:
        """A file as it was read before the interruption, if its bytes are the same."""
        records = self._files.get(state.source.id)
        record = records.file(state.source.path) if records else None
        if not records or not record or record.state.size != state.size or state.problem:
            return None
        try:
            digest = hashlib.sha256(read_bytes(Path(state.source.path), state.size)[0]).hexdigest()
        except OSError:
            return None
        if digest != record.sha256:
            return None
        return replace(record, state=state), list(records.entries(state.source.id))

    def vector(self, digest: bytes) -> Vectors | None:
        """The vector of the passage with this digest, shape (d,), if it was embedded before the interruption."""
        return self._vectors.get(digest)

    def read(self, record: FileRecord, entries: list[Entry]) -> None:
        """A file was read. Raises IndexFault when that cannot be written."""
        self._pending.files.append((record, entries))
        self._write_in_time()

    def embedded(self, digests: Sequence[bytes], vectors: Vectors) -> None:
        """Passages were embedded, one a row. Raises IndexFault when that cannot be written."""
        self._pending.digests.extend(digests)
        self._pending.vectors.append(vectors)
        self._write_in_time()

    def remove(self) -> None:
        """The indexing is done. What cannot be removed is of no use to the next one, and does no harm."""
        with suppress(OSError):
            if self._disk.kind(self._folder):
                clear(self._disk, self._folder)

    def _write_in_time(self) -> None:
        if time.monotonic() - self._pending.since < EVERY:
            return
        done, self._pending = self._pending, _Pending(time.monotonic())
        with writing(self._folder.parent):
            if not self._disk.kind(self._folder):
                self._disk.make_folder(self._folder)
            if done.files:
                entries = [(number, entry) for number, (_, found) in enumerate(done.files) for entry in found]
                self._put({"words": self._stamp.words}, write([record for record, _ in done.files], entries))
            if done.digests:
                made = np.concatenate(done.vectors)
                about = {"embedder": self._stamp.embedder, "count": len(made), "width": made.shape[1]}
                self._put(about, b"".join(done.digests) + made.astype("<f4").tobytes())
        self._pending.since = time.monotonic()

    def _put(self, about: dict[str, Any], data: bytes) -> None:
        content = json.dumps({"format": FORMAT, **about}).encode() + b"\n" + data
        with handle(self._disk, self._disk.create(self._folder / f"{self._next:08d}")) as file:
            self._disk.write(file, hashlib.sha256(content).digest() + content)
        self._next += 1

    def _load(self, name: str) -> None:
        """Take over a segment, if it is whole and of use."""
        self._next = max(self._next, int(name) + 1 if name.isdecimal() else 1)
        try:
            with handle(self._disk, self._disk.open(self._folder / name)) as file:
                data = self._disk.read(file, 1 << 40)
        except PermissionError:
            raise
        except OSError:
            return
        digest, content = data[:32], data[32:]
        if hashlib.sha256(content).digest() != digest:
            return
        head, _, body = content.partition(b"\n")
        about = json.loads(head)
        if about["format"] == FORMAT and about.get("words") == self._stamp.words:
            records = Records(body)
            self._files.update((record.state.source.id, records) for record in records.files())
        elif about["format"] == FORMAT and about.get("embedder") == self._stamp.embedder:
            size = 32 * about["count"]
            rows = np.frombuffer(body[size:], "<f4").reshape(about["count"], about["width"])
            self._vectors.update((body[32 * row : 32 * row + 32], rows[row]) for row in range(about["count"]))
