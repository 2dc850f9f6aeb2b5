"""The files of an index, and the documents and passages of its segments, row by row."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from index.files import FileTable
from index.held import Held
from index.numbers import Live, Mask, Numbers, Places
from index.rows import Entry
from index.types import Document, Passage

_HELD = 32 << 20
"""Bytes of documents that are held."""


class Records:
    """What an index was made of. Safe to use from several threads."""

    def __init__(self, files: FileTable, parts: Sequence[Live], numbers: tuple[Numbers, Numbers]) -> None:
        self.files, self.file = files.files, files.file
        self._parts, (self._documents, self._passages) = parts, numbers
        self._held: Held[Document] = Held(_HELD)

    def entries(self, file_id: str) -> Iterator[Entry]:
        """The documents of a file, in order, each with its passages."""
        found = [
            (int(one.rows.place.read(row, 1)[0]), part, row)
            for part, one in enumerate(self._parts)
            for row in one.rows.within(file_id)
            if one.dead is None or not one.dead[row]
        ]
        for _, part, row in sorted(found):
            yield self._parts[part].rows.entry(row)

    def documents(self, first: str | None = None) -> Iterator[Document]:
        """Every document, in order of number, but for those with the id `first`, which come before the others."""
        early: list[int] = []
        if first is not None:
            named = self._documents.gather([one.rows.naming(first) for one in self._parts])
            early = [number for number in np.flatnonzero(named).tolist() if self._document(number).id == first]
        yield from map(self._document, early)
        yield from (self._document(number) for number in range(self._documents.count) if number not in early)

    def counts(self) -> tuple[int, int]:
        """The number of documents and of passages."""
        return self._documents.count, self._passages.count

    def sources(self) -> list[tuple[str, int]]:
        """The sources of the documents, each with how many documents it has, that with the most first."""
        counts: dict[str, int] = {}
        for one in self._parts:
            held = one.rows.source.whole if one.dead is None else one.rows.source.whole[~one.dead]
            for name, count in zip(one.rows.sources, np.bincount(held[held >= 0]).tolist(), strict=False):
                counts[name] = counts.get(name, 0) + count
        return sorted(((name, count) for name, count in counts.items() if count), key=lambda one: (-one[1], one[0]))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The sources of the documents, each once, in order."""
        return tuple(sorted(name for name, _ in self.sources()))

    def published(self, passages: Places) -> list[tuple[str | None, str | None]]:
        """The source and the day, YYYY-MM-DD, of the document of each of some passages, each None where unknown."""
        found: list[tuple[str | None, str | None]] = [(None, None)] * len(passages)
        for part, places, rows in self._passages.split(passages):
            of = self._parts[part].rows
            owners = of.owners(rows)
            facts = zip(places.tolist(), of.source.whole[owners].tolist(), of.days.whole[owners].tolist(), strict=True)
            for place, source, day in facts:
                found[place] = (of.sources[source] if source >= 0 else None, _written(day))
        return found

    def texts(self, passages: Places) -> list[tuple[str | None, str]]:
        """The day, as in `Document.date`, and the text of each of some passages."""
        found: list[tuple[str | None, str]] = [(None, "")] * len(passages)
        for part, places, rows in self._passages.split(passages):
            of = self._parts[part].rows
            for place, row, owner in zip(places.tolist(), rows.tolist(), of.owners(rows).tolist(), strict=True):
                document = self._held_document(part, owner)
                found[place] = document.date, document.text[slice(*of.span(row))]
        return found

    def passage(self, number: int) -> Passage:
        """The passage with this number. Raises IndexError when there is none."""
        if not 0 <= number < self._passages.count:
            raise IndexError(f"there is no passage {number}")
        [(part, _, [row])] = self._passages.split(np.array([number]))
        rows = self._parts[part].rows
        document = self._held_document(part, int(rows.owners(row)))
        sentences = rows.sentences(int(row))
        start, end = sentences[0].start, sentences[-1].end
        lines = document.line(start), document.line(end - 1)
        return Passage(number, document, document.text[start:end], start, end, *lines, sentences)

    def allowed(self, since: str | None, until: str | None, source: str | None) -> Mask:
        """For each passage, whether its document was published in [since, until] and names `source`.

        Dates are YYYY, YYYY-MM or YYYY-MM-DD; a document without a date is outside any date range. A document names a
        source when its source or its id contains it, whatever the case.
        """
        low, high = _bound(since, "0000-00-00"), _bound(until, "9999-99-99")
        masks = []
        for part in self._parts:
            mask = np.ones(part.rows.documents, np.bool_) if source is None else part.rows.naming(source)
            if since is not None or until is not None:
                days = part.rows.days.whole
                mask &= (days > 0) & (days >= low) & (days <= high)
            masks.append(np.repeat(mask, np.diff(part.rows.firsts)))
        return self._passages.gather(masks)

    def _document(self, number: int) -> Document:
        [(part, _, [row])] = self._documents.split(np.array([number]))
        return self._held_document(part, int(row))

    def _held_document(self, part: int, row: int) -> Document:
        rows = self._parts[part].rows
        return self._held.get((part, row), lambda: (rows.document(row), rows.bytes_of(row)))


def _written(day: int) -> str | None:
    """A day, given as the number YYYYMMDD, as it is written; None for 0."""
    return f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}" if day else None


def _bound(day: str | None, filled: str) -> int:
    """The number of a day, whose missing end is filled."""
    return int(((day or "") + filled[len(day or "") :]).replace("-", ""))
