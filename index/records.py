"""Files, documents and passages, in one SQLite database that is written once and then only read, row by row."""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import Code, Note
from index.places import FileState
from index.types import Document, Passage, Rules, Source, Span

_SCHEMA = """
CREATE TABLE files (number INTEGER PRIMARY KEY, id TEXT, path TEXT, size INTEGER, mtime INTEGER, ctime INTEGER,
                    sha256 TEXT, notes TEXT);
CREATE TABLE documents (number INTEGER PRIMARY KEY, file INTEGER, id TEXT, path TEXT, title TEXT, date TEXT,
                        source TEXT, url TEXT, title_rule TEXT, date_rule TEXT, source_rule TEXT,
                        first_line INTEGER, unit TEXT, inside TEXT, decoding TEXT, lines BLOB, text TEXT);
CREATE TABLE passages (number INTEGER PRIMARY KEY, document INTEGER, sentences BLOB, digest BLOB);
CREATE INDEX passages_of_document ON passages (document);
CREATE INDEX documents_of_file ON documents (file);
CREATE INDEX files_by_id ON files (id);
"""
_GAPS = (
    *(f"SELECT count(*) <> coalesce(max(number), -1) + 1 FROM {table}" for table in ("files", "documents", "passages")),
    "SELECT count(*) FROM documents WHERE file NOT IN (SELECT number FROM files)",
    "SELECT count(*) FROM passages WHERE document NOT IN (SELECT number FROM documents)",
)
"""What is 0 where everything is numbered from 0 without gaps, and belongs to something."""
_FILE = "id, path, size, mtime, ctime, sha256, notes"
_DOCUMENT = (
    "id, path, text, title, date, source, url, title_rule, date_rule, source_rule, lines, first_line, unit, inside, "
    "decoding"
)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that was looked at: its state then, the SHA-256 of its bytes, and why it or lines of it were skipped.

    `sha256` is empty for a file that could not be read at all.
    """

    state: FileState
    sha256: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with its passages, each as its sentences, and the digests of what the embedder sees of each."""

    document: Document
    passages: tuple[tuple[Span, ...], ...]
    digests: tuple[bytes, ...]


class Records:
    """The database, open for reading. Safe to use from several threads."""

    def __init__(self, data: bytes) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.deserialize(data)
        self._db.create_function("holds", 2, lambda text, part: part.casefold() in text.casefold(), deterministic=True)
        self._document = lru_cache(maxsize=256)(self._read_document)

    def files(self) -> list[FileRecord]:
        """Every file that was looked at, in order of id."""
        rows = self._db.execute(f"SELECT {_FILE} FROM files ORDER BY number")
        return [_file_record(row) for row in rows]

    def file(self, path: str) -> FileRecord | None:
        """The file with this absolute path; None for one that was not looked at."""
        row = self._db.execute(f"SELECT {_FILE} FROM files WHERE path = ?", (path,)).fetchone()
        return _file_record(row) if row else None

    def entries(self, file_id: str) -> Iterator[Entry]:
        """The documents of a file, in order, each with its passages."""
        numbers = self._db.execute(
            "SELECT number FROM documents WHERE file = (SELECT number FROM files WHERE id = ?) ORDER BY number",
            (file_id,),
        )
        for (number,) in numbers.fetchall():
            found = self._db.execute(
                "SELECT sentences, digest FROM passages WHERE document = ? ORDER BY number", (number,)
            ).fetchall()
            passages = tuple(_unpacked(sentences) for sentences, _ in found)
            yield Entry(self._document(number), passages, tuple(digest for _, digest in found))

    def documents(self, first: str | None = None) -> Iterator[Document]:
        """Every document, in order of number, but for those with the id `first`, which come before the others."""
        numbers = self._db.execute("SELECT number FROM documents ORDER BY id IS NOT ?, number", (first,))
        for (number,) in numbers.fetchall():
            yield self._document(number)

    def counts(self) -> tuple[int, int]:
        """The number of documents and of passages."""
        found: tuple[int, int] = self._db.execute(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)"
        ).fetchone()
        return found

    def sources(self) -> list[tuple[str, int]]:
        """The sources of the documents, each with how many documents it has, that with the most first."""
        rows = self._db.execute(
            "SELECT source, count(*) FROM documents WHERE source IS NOT NULL GROUP BY source ORDER BY 2 DESC, 1"
        )
        return rows.fetchall()

    def digests(self) -> list[bytes]:
        """For each passage, in order of number, the digest of what the embedder saw of it."""
        return [digest for (digest,) in self._db.execute("SELECT digest FROM passages ORDER BY number")]

    def owners(self) -> list[int]:
        """For each passage, in order of number, the number of its document."""
        return [number for (number,) in self._db.execute("SELECT document FROM passages ORDER BY number")]

    def fault(self) -> str:
        """Why the database does not hold together; empty when it does."""
        found = self._db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            return f"its records are damaged: {found}"
        for query in _GAPS:
            if self._db.execute(query).fetchone()[0]:
                return "its records lack a file, document or passage"
        return ""

    def passage(self, number: int) -> Passage:
        """The passage with this number. Raises IndexError when there is none."""
        row = self._db.execute("SELECT document, sentences FROM passages WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise IndexError(f"there is no passage {number}")
        document, sentences = self._document(row[0]), _unpacked(row[1])
        start, end = sentences[0].start, sentences[-1].end
        lines = document.line(start), document.line(end - 1)
        return Passage(number, document, document.text[start:end], start, end, *lines, sentences)

    def allowed(self, since: str | None, until: str | None, source: str | None) -> NDArray[np.bool_]:
        """For each passage, whether its document was published in [since, until] and names `source`.

        Dates are YYYY, YYYY-MM or YYYY-MM-DD; a document without a date is outside any date range. A document names a
        source when its source or its id contains it, whatever the case.
        """
        mask = np.zeros(self.counts()[1], dtype=np.bool_)
        numbers = self._db.execute(
            "SELECT passages.number FROM passages JOIN documents ON documents.number = document WHERE "
            "(:since IS NULL OR date >= :since) AND (:until IS NULL OR substr(date, 1, length(:until)) <= :until) AND "
            "(:source IS NULL OR holds(coalesce(source, '') || char(10) || id, :source))",
            {"since": since, "until": until, "source": source},
        )
        mask[[number for (number,) in numbers]] = True
        return mask

    def _read_document(self, number: int) -> Document:
        row: tuple[Any, ...] = self._db.execute(
            f"SELECT {_DOCUMENT} FROM documents WHERE number = ?", (number,)
        ).fetchone()
        names = [field.name for field in fields(Document)]
        values = (*row[:7], Rules(*row[7:10]), tuple(array("Q", row[10])), *row[11:])
        return Document(**dict(zip(names, values, strict=True)))


def write(files: Iterable[FileRecord], entries: Iterable[tuple[int, Entry]]) -> bytes:
    """The database of these files and of their documents, each given with the place of its file among the files.

    Documents and passages are numbered in the order given.
    """
    with sqlite3.connect(":memory:") as db:
        db.executescript(_SCHEMA)
        db.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_file_row, enumerate(files)))
        row = count()
        for number, (file, entry) in enumerate(entries):
            db.execute(f"INSERT INTO documents VALUES ({', '.join('?' * 17)})", (number, file, *_document_row(entry)))
            db.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?)",
                [(next(row), number, _packed(s), seen) for s, seen in zip(entry.passages, entry.digests, strict=True)],
            )
    data = db.serialize()
    db.close()
    return data


def _file_record(row: tuple[Any, ...]) -> FileRecord:
    id, path, size, mtime, ctime, sha256, notes = row
    state = FileState(Source(id, path), size, mtime, ctime)
    return FileRecord(state, sha256, tuple(Note(Code(code), text) for code, text in json.loads(notes)))


def _file_row(numbered: tuple[int, FileRecord]) -> tuple[Any, ...]:
    number, record = numbered
    state = record.state
    notes = json.dumps([(note.code, note.text) for note in record.notes])
    return (number, state.source.id, state.source.path, state.size, state.mtime, state.ctime, record.sha256, notes)


def _document_row(entry: Entry) -> tuple[Any, ...]:
    of = entry.document
    facts = (of.id, of.path, of.title, of.date, of.source, of.url, of.rules.title, of.rules.date, of.rules.source)
    where = (of.first_line, of.unit, of.inside, of.decoding)
    return (*facts, *where, array("Q", of.lines).tobytes(), of.text)


def _packed(sentences: tuple[Span, ...]) -> bytes:
    return array("Q", [offset for span in sentences for offset in (span.start, span.end)]).tobytes()


def _unpacked(data: bytes) -> tuple[Span, ...]:
    offsets = array("Q", data)
    return tuple(Span(start, end) for start, end in zip(offsets[::2], offsets[1::2], strict=True))
