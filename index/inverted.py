"""The inverted file of a segment: which passages hold a term, and how often; the same for whole documents.

`starts` (int64, terms + 1) cuts `rows` (int32, ascending within a term) and `counts` (uint16, of which 65,535 stands
for any more); `lengths` (int32) holds the number of terms of each text. `small` has a bit for each posting: whether the
term is written there at least once without a capital, which tells a name from another word.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.columns import Column, numbered
from index.sections import Sections, Sink, array
from index.terms import Words

Rows = NDArray[np.int32]
Counts = NDArray[np.uint16]

MOST = 0xFFFF


class Inverted:
    """The postings of one side, “passages” or “documents”, of a segment. Safe to use from several threads."""

    def __init__(self, side: str, sections: Sections) -> None:
        self._starts, self._rows = numbered(sections[f"{side}.starts"]), Column(sections[f"{side}.rows"], np.int32)
        self._counts, self._lengths = Column(sections[f"{side}.counts"], np.uint16), sections[f"{side}.lengths"]
        self._small = sections.get(f"{side}.small")
        self.texts = self._lengths.size // 4

    def postings(self, number: int) -> tuple[Rows, Counts]:
        """The texts that hold the term with this number, ascending, and how often each does."""
        start, count = self._stretch(number)
        return self._rows.read(start, count), self._counts.read(start, count)

    def stretch(self, first: int, last: int) -> tuple[Rows, Counts, NDArray[np.bool_]]:
        """The postings of the terms from `first` on and before `last`: texts, counts, and of passages whether small."""
        start, end = self._starts.read(first, last - first + 1)[[0, -1]].tolist()
        small = self._bits(start, end - start) if self._small else np.zeros(end - start, np.bool_)
        return self._rows.read(start, end - start), self._counts.read(start, end - start), small

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where the postings of each term begin, and at the end where the last ones end."""
        return self._starts.whole

    def rows(self, number: int) -> Rows:
        """The texts that hold the term with this number."""
        return self._rows.read(*self._stretch(number))

    def small(self, number: int) -> NDArray[np.bool_]:
        """For each of its texts, whether the term with this number is written there without a capital."""
        return self._bits(*self._stretch(number))

    def frequency(self, number: int) -> int:
        """How many texts hold the term with this number."""
        return self._stretch(number)[1]

    @cached_property
    def lengths(self) -> NDArray[np.int32]:
        """The number of terms of each text."""
        return array(self._lengths, np.int32)

    def _bits(self, start: int, count: int) -> NDArray[np.bool_]:
        if self._small is None:
            raise TypeError("only passages tell how words are written")
        bits = array(self._small, np.uint8, start // 8, -(-(start + count) // 8) - start // 8)
        return np.unpackbits(bits, bitorder="little")[start % 8 : start % 8 + count].astype(np.bool_)

    def _stretch(self, number: int) -> tuple[int, int]:
        start, end = self._starts.read(number, 2).tolist()
        return start, end - start


def counted_terms(texts: Iterable[list[str]]) -> Words:
    """The same for texts that are given as their search terms, of which none is a name."""
    known: dict[str, int] = {}
    lists = list(texts)
    numbers = [known.setdefault(one, len(known)) for text in lists for one in text]
    small = np.ones(len(numbers), np.bool_)
    return Words(list(known), np.array(numbers, np.int32), small, np.array(list(map(len, lists)), np.int32))


def ordered(terms: list[str]) -> tuple[list[bytes], NDArray[np.int32]]:
    """Different terms as UTF-8, sorted, and the place there of each."""
    order = sorted(range(len(terms)), key=terms.__getitem__)  # the order of characters is that of their UTF-8
    places = np.empty(len(terms), np.int32)
    places[order] = np.arange(len(terms), dtype=np.int32)
    return [terms[number].encode() for number in order], places


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings in order of term and text: how many each term has (int64), the texts, the counts and, of passages, where
    the term stands small."""

    frequencies: NDArray[np.int64]
    rows: Rows
    counts: NDArray[np.int64]
    small: NDArray[np.bool_]

    def terms(self) -> NDArray[np.int64]:
        """The term of each posting."""
        return np.repeat(np.arange(len(self.frequencies), dtype=np.int64), self.frequencies)

    def held(self, texts: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The terms of each text, ascending, one text after the other, and how many each has."""
        keys = np.sort(self.rows.astype(np.int64) << 32 | self.terms())
        return (keys & 0xFFFFFFFF).astype(np.int32), np.bincount(self.rows, minlength=texts)


def invert(numbers: NDArray[np.int32], words: Words) -> Postings:
    """The postings of passages; `numbers` are the places of the terms of `words` among the sorted ones."""
    rows = np.repeat(np.arange(len(words.lengths), dtype=np.int64), words.lengths)
    keys = np.sort(numbers[words.numbers].astype(np.int64) << 33 | rows << 1 | words.small)
    firsts = np.flatnonzero(np.diff(keys >> 1, prepend=-1))
    ends = np.append(firsts[1:], len(keys)).astype(np.int64)
    pairs = keys[firsts] >> 1
    return Postings(
        np.bincount(pairs >> 32, minlength=len(numbers)),
        (pairs & 0xFFFFFFFF).astype(np.int32),
        ends - firsts,
        (keys[ends - 1] & 1).astype(np.bool_) if len(keys) else np.zeros(0, np.bool_),
    )


def grouped(postings: Postings, owners: NDArray[np.int32]) -> Postings:
    """The postings of the documents that passages make up: passage p is of document `owners[p]`, ascending."""
    pairs = postings.terms() << 32 | owners[postings.rows]
    firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
    counts = np.add.reduceat(postings.counts, firsts) if len(firsts) else postings.counts
    found = pairs[firsts]
    frequencies = np.bincount(found >> 32, minlength=len(postings.frequencies))
    return Postings(frequencies, (found & 0xFFFFFFFF).astype(np.int32), counts, np.zeros(0, np.bool_))


class Out:
    """The postings of one side as they are written, stretch after stretch of the vocabulary."""

    def __init__(self, side: str, sink: Sink) -> None:
        self._starts, self._rows, self._counts, self._lengths = (
            sink.section(f"{side}.{name}") for name in ("starts", "rows", "counts", "lengths")
        )
        self._small = sink.section(f"{side}.small") if side == "passages" else None
        self._bits, self._count = np.zeros(0, np.bool_), 0
        self._starts.write(np.zeros(1, np.int64))

    def write(self, postings: Postings) -> None:
        """Add the postings of the terms that follow."""
        starts = self._count + np.cumsum(postings.frequencies)
        self._starts.write(starts.astype(np.int64))
        self._rows.write(postings.rows)
        self._counts.write(np.minimum(postings.counts, MOST).astype(np.uint16))
        self._count += len(postings.rows)
        if self._small:
            bits = np.concatenate([self._bits, postings.small])
            whole = len(bits) // 8 * 8
            self._small.write(np.packbits(bits[:whole], bitorder="little"))
            self._bits = bits[whole:]

    def end(self, lengths: NDArray[np.int32]) -> None:
        """Write what is left, and the lengths of the texts."""
        self._lengths.write(lengths)
        if self._small:
            self._small.write(np.packbits(self._bits, bitorder="little"))
