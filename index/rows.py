"""The documents and passages of a segment, read by row.

A document is a line of JSON, the offsets of its lines (uint32) and its text, one after the other; its columns hold what
is filtered and ordered by: its day as the number YYYYMMDD, 0 without one, the place of its source among the segment's
sources, -1 without one, its file and its place among the documents of that. A passage is the offsets of its sentences
(uint32, start and end) and the SHA-256 of what the embedder sees of it. Columns named “end” hold where each row ends.
"""

import json
import re
from array import array as Numbers
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns import Column, numbered
from index.sections import Sections, Sink
from index.types import Document, Rules, Span

DIGEST = 32
"""Bytes of a passage's digest."""
_END = b"\0"
"""What ends the name of a document, so that nothing is found across two."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with its passages, each as its sentences, and the digests of what the embedder sees of each."""

    document: Document
    passages: tuple[tuple[Span, ...], ...]
    digests: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry, the id of its file, and its place among the documents of that, from 0."""

    file: str
    place: int
    entry: Entry


class Rows:
    """Documents and passages, numbered in the order of their files. Safe to use from several threads."""

    def __init__(self, sections: Sections) -> None:
        self._text, self._digests = sections["document.text"], sections["passage.digest"]
        self._spans = Column(sections["passage.spans"], np.uint32)
        self._ends, self._span_ends = numbered(sections["document.end"]), numbered(sections["passage.end"])
        self._firsts = Column(sections["document.first"], np.int32)
        self._names, self._name_ends = sections["document.name"], numbered(sections["document.name.end"])
        self._files, self._file_ends = sections["file.id"], numbered(sections["file.end"])
        self._sources = sections["source"]
        self.days = Column(sections["document.day"], np.int32)
        self.source = Column(sections["document.source"], np.int32)
        self.file = Column(sections["document.file"], np.int32)
        self.place = Column(sections["document.place"], np.int32)
        self.documents, self.passages, self.files = self._ends.size, self._span_ends.size, self._file_ends.size

    def document(self, row: int) -> Document:
        """A document."""
        (id, path, title, date, source, url, rules, line, unit, inside, decoding), lines, text = self._parts(row)
        facts = title, date, source, url, Rules(*rules), lines, line, unit, inside, decoding
        return Document(id, path, text, *facts)

    def bytes_of(self, row: int) -> int:
        """How many bytes a document takes."""
        return self._stretch(self._ends, row)[1]

    def sentences(self, row: int) -> tuple[Span, ...]:
        """The sentences of a passage."""
        start, count = self._stretch(self._span_ends, row)
        offsets = self._spans.read(2 * start, 2 * count).tolist()
        return tuple(map(Span, offsets[::2], offsets[1::2]))

    def span(self, row: int) -> tuple[int, int]:
        """Where a passage stands in its document."""
        start, count = self._stretch(self._span_ends, row)
        offsets = self._spans.read(2 * start, 2 * count)
        return int(offsets[0]), int(offsets[-1])

    def digests(self, start: int, count: int) -> bytes:
        """The digests of passages, one after the other."""
        return self._digests.read(DIGEST * start, DIGEST * count)

    def entry(self, row: int) -> Entry:
        """A document with its passages."""
        first, last = self.firsts[row : row + 2].tolist()
        digests = self.digests(first, last - first)
        return Entry(
            self.document(row),
            tuple(map(self.sentences, range(first, last))),
            tuple(digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST)),
        )

    @property
    def firsts(self) -> NDArray[np.int32]:
        """The first passage of each document, and at the end the number of passages."""
        return self._firsts.whole

    def owners(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The documents of passages."""
        return np.searchsorted(self.firsts, rows, side="right") - 1

    def within(self, file: str) -> range:
        """The documents of a file."""
        ids, wanted = self.file_ids, file.encode()
        number = int(np.searchsorted(ids, wanted)) if len(ids) else 0
        if number == len(ids) or ids[number] != wanted:
            return range(0)
        first, last = np.searchsorted(self.file.whole, [number, number + 1]).tolist()
        return range(first, last)

    @cached_property
    def file_ids(self) -> NDArray[np.object_]:
        """The ids of the files, as UTF-8, in order."""
        found = np.empty(self.files, object)
        found[:] = list(cut(self._files.read(0, self._files.size), self._file_ends.whole))
        return found

    def file_id(self, number: int) -> bytes:
        """The id of a file, as UTF-8."""
        return self._files.read(*self._stretch(self._file_ends, number))

    @cached_property
    def sources(self) -> list[str]:
        """The different sources of the documents, in order of their first document."""
        found: list[str] = json.loads(self._sources.read(0, self._sources.size))
        return found

    def naming(self, part: str) -> NDArray[np.bool_]:
        """For each document, whether its source or its id holds a text, whatever the case."""
        wanted = part.casefold().encode()
        mask = np.full(self.documents, not wanted)
        if wanted and _END not in wanted:
            found = re.finditer(re.escape(wanted), self._names.read(0, self._names.size))
            places = np.fromiter((one.start() for one in found), np.int64)
            mask[np.searchsorted(self._name_ends.whole, places, side="right")] = True
        return mask

    def _parts(self, row: int) -> tuple[list[Any], tuple[int, ...], str]:
        data = self._text.read(*self._stretch(self._ends, row))
        head, _, rest = data.partition(b"\n")
        facts = json.loads(head)
        size = 4 * facts.pop()
        return facts, tuple(np.frombuffer(rest[:size], np.uint32).tolist()), rest[size:].decode()

    @staticmethod
    def _stretch(ends: Column[np.int64], row: int) -> tuple[int, int]:
        start, end = (0, int(ends.read(0, 1)[0])) if row == 0 else map(int, ends.read(row - 1, 2))
        return start, end - start


def cut(data: bytes, ends: NDArray[np.int64]) -> Iterator[bytes]:
    """The pieces of bytes that end at these places."""
    start = 0
    for end in ends.tolist():
        yield data[start:end]
        start = end


def write(entries: Iterable[Placed], sink: Sink) -> NDArray[np.int64]:
    """Write entries, in order of file and place; how many passages each has. Raises ValueError for another order."""
    text, spans, digests, name = (
        sink.section(one) for one in ("document.text", "passage.spans", "passage.digest", "document.name")
    )
    columns: dict[str, Numbers[int]] = {one: Numbers("q") for one in _COLUMNS}
    sources, files = dict[str, int](), dict[str, int]()
    last = ("", -1)
    for one in entries:
        if (one.file, one.place) <= last:
            raise ValueError(f"{one.file} {one.place} comes after {last}")
        last = one.file, one.place
        document, passages = one.entry.document, one.entry.passages
        packed = _packed(document)
        named = f"{document.source or ''}\n{document.id}".casefold().encode() + _END
        text.write(packed)
        name.write(named)
        digests.write(b"".join(one.entry.digests))
        for sentences in passages:
            spans.write(np.array([(span.start, span.end) for span in sentences], np.uint32))
            columns["passage.end"].append(len(sentences))
        source = -1 if document.source is None else sources.setdefault(document.source, len(sources))
        facts = (len(packed), len(named), len(passages), day(document.date), source)
        for column, value in zip(_COLUMNS, (*facts, files.setdefault(one.file, len(files)), one.place), strict=False):
            columns[column].append(value)
    ids = [one.encode() for one in files]
    sink.section("file.id").write(b"".join(ids))
    sink.section("file.end").write(np.cumsum(np.array(list(map(len, ids)), np.int64)))
    sink.section("source").write(json.dumps(list(sources), ensure_ascii=False).encode())
    for column, kind in _COLUMNS.items():
        values = np.frombuffer(columns[column], np.int64)
        whole = np.append(0, values) if column == "document.first" else values
        sink.section(column).write((np.cumsum(whole) if column in _SUMMED else whole).astype(kind))
    return np.frombuffer(columns["document.first"], np.int64)


_COLUMNS = {
    "document.end": np.int64,
    "document.name.end": np.int64,
    "document.first": np.int32,
    "document.day": np.int32,
    "document.source": np.int32,
    "document.file": np.int32,
    "document.place": np.int32,
    "passage.end": np.int64,
}
_SUMMED = ("document.end", "document.name.end", "document.first", "passage.end")


def day(written: str | None) -> int:
    """A day, YYYY-MM-DD, as the number YYYYMMDD; 0 for None. Raises ValueError for what is no day."""
    if written is None:
        return 0
    found = date.fromisoformat(written)
    return found.year * 10_000 + found.month * 100 + found.day


def _packed(document: Document) -> bytes:
    of, rules = document, document.rules
    facts = [of.id, of.path, of.title, of.date, of.source, of.url, [rules.title, rules.date, rules.source]]
    head = json.dumps(
        [*facts, of.first_line, of.unit, of.inside, of.decoding, len(of.lines)], ensure_ascii=False
    ).encode()
    return b"".join([head, b"\n", np.array(of.lines, np.uint32).tobytes(), of.text.encode()])
