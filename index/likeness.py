"""Soft term matching: which word of a passage comes nearest to each word asked for, by the vectors of the words.

A passage may answer with other words than it is asked with: “bought” for “purchase”. Each passage has the list of its
terms, and each term of a segment a vector where the word model knows it. This is the late interaction of ColBERT
(Khattab and Zaharia, 2020) over vectors that do not depend on their context: no more than their numbers are kept.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.columns import Column, begins, bounds
from index.sections import Sections, Sink
from index.vectors import Vectors
from index.vocabulary import Vocabulary
from index.words import sound

Numbers = NDArray[np.int32]
Rows = NDArray[np.int64]

ALIKE = 0.8
"""How near a word is that is not the same but stands for the same."""


class WordModel(Protocol):
    """Vectors of words, of unit length: `rows` int8 of shape (rows, d) times `scales` float32 of shape (rows,). Row 0
    is zero and stands for every word that has none."""

    @property
    def name(self) -> str: ...

    @property
    def rows(self) -> NDArray[np.int8]: ...

    @property
    def scales(self) -> NDArray[np.float32]: ...

    def row(self, stem: str) -> int:
        """The row of a search term; 0 for one that has none."""
        ...

    def after(self, stem: str) -> int:
        """The row that a search term which has none would stand after: rows are in the order of their terms."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Words to look for: their vectors, shape (words, d), their terms, and of a name the terms of its spellings."""

    vectors: Vectors
    terms: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of terms: their rows of the word model (int32), or for one that has none -1 less the row that it
    would stand after; 32 bits of its own (uint32); the code of its sound (uint32); and whether it is anywhere written
    without a capital."""

    rows: Numbers
    marks: NDArray[np.uint32]
    codes: NDArray[np.uint32]
    small: NDArray[np.bool_]

    def write(self, sink: Sink) -> None:
        """Write all of it."""
        order = np.argsort(self.codes, kind="stable")[int(np.count_nonzero(self.codes == 0)) :]
        sink.section("term.vector").write(self.rows)
        sink.section("term.mark").write(self.marks)
        sink.section("term.small").write(self.small.astype(np.uint8))
        sink.section("sound.code").write(self.codes[order])
        sink.section("sound.term").write(order.astype(np.int32))


class Terms:
    """The terms of each passage of a segment, and what is known of each term. Safe to use from several threads."""

    def __init__(self, vocabulary: Vocabulary, sections: Sections) -> None:
        self.vocabulary = vocabulary
        self._held, self._ends = Column(sections["held.terms"], np.int32), sections["held.end"]
        self._vectors, self._marks = Column(sections["term.vector"], np.int32), Column(sections["term.mark"], np.uint32)
        self.small = Column(sections["term.small"], np.uint8)
        """For each term, whether it is anywhere written without a capital."""
        self._codes, self._coded = Column(sections["sound.code"], np.uint32), Column(sections["sound.term"], np.int32)

    def keys(self, terms: Numbers) -> Rows:
        """Numbers that are the same for the same terms in every segment, in the order of the rows of the word model:
        the row, a bit that is set for a term that has none, and 32 bits that tell such terms from each other."""
        rows = self._vectors.whole[terms].astype(np.int64)
        unknown = ((-1 - rows) << 1 | 1) << 32 | self._marks.whole[terms]
        return np.where(rows < 0, unknown, rows << 33)

    def held(self, passages: Rows) -> tuple[Numbers, Rows]:
        """The terms of passages, ascending in each, one passage after the other, and how many each has."""
        starts, ends = self._bounds[passages], self._bounds[passages + 1]
        return self._held.ranges(starts, ends - starts), ends - starts

    def facts(self, small: NDArray[np.bool_]) -> Facts:
        """What is known of the terms, but for where they are small, which is given."""
        codes = np.zeros(len(self._vectors.whole), np.uint32)
        codes[self._coded.whole] = self._codes.whole
        return Facts(self._vectors.whole, self._marks.whole, codes, small)

    def sounding(self, code: int, names: bool) -> list[str]:
        """The terms that sound as a code says; with `names`, only those that are never written without a capital."""
        first, last = (int(np.searchsorted(self._codes.whole, np.uint32(code), side)) for side in ("left", "right"))
        found = self._coded.read(first, last - first)
        if names:
            found = found[self.small.ranges(found.astype(np.int64), np.ones(len(found), np.int64)) == 0]
        return [self.vocabulary.term(number) for number in found.tolist()]

    @cached_property
    def _bounds(self) -> NDArray[np.int64]:
        return bounds(self._ends)


@dataclass(frozen=True, slots=True)
class Part:
    """Passages of one segment among those that are compared: their `places` there, ascending, and their terms.

    These are `numbers`, one passage after the other, each from its start on for its length; `likeness` has the shape
    (terms, words).
    """

    vocabulary: Vocabulary
    places: Rows
    numbers: Numbers
    starts: Rows
    lengths: Rows
    likeness: NDArray[np.float32]

    def nearest(self, at: int) -> list[tuple[str, float]]:
        """For each word, the nearest term of a passage, given by its place in this part, and how near that is."""
        start, size = int(self.starts[at]), int(self.lengths[at])
        if not size:
            return []
        here = self.likeness[start : start + size]
        rows, near = here.argmax(axis=0), here.max(axis=0)
        terms = map(self.vocabulary.term, self.numbers[start + rows].tolist())
        return list(zip(terms, near.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Compared:
    """The likeness of words to passages, from 0 to 1: 1 where the word's own term stands, else the cosine, at least 0.
    `shape` is how many passages and words were compared."""

    shape: tuple[int, int]
    parts: tuple[Part, ...]

    def best(self) -> NDArray[np.float32]:
        """How near each passage comes to each word by its nearest term, shape (passages, words)."""
        best = np.zeros(self.shape, np.float32)
        for part in self.parts:
            full = np.flatnonzero(part.lengths)
            if len(full):
                best[part.places[full]] = np.maximum.reduceat(part.likeness, part.starts[full])
        return best

    def nearest(self, passage: int) -> list[tuple[str, float]]:
        """For each word, the nearest term of a passage, given by its place, and how near that is.

        A passage without terms has none for any word.
        """
        for part in self.parts:
            at = bisect_left(part.places, passage)
            if at < len(part.places) and part.places[at] == passage:
                return part.nearest(at)
        return []


def compare(model: WordModel, asked: Asked, passages: Sequence[tuple[Terms, Rows, Rows]]) -> Compared:
    """How near the terms of some passages come to words. Passages are given segment by segment: the segment's terms,
    the places of its passages among all, ascending, and their rows."""
    words, count = len(asked.terms), sum(len(places) for _, places, _ in passages)
    read = [(terms, *terms.held(rows)) for terms, _, rows in passages]
    found = [_Different(numbers, terms.vocabulary.size) for terms, numbers, _ in read]
    keys, place = _together([terms.keys(one.numbers) for (terms, _, _), one in zip(read, found, strict=True)])
    rows = np.where(keys >> 32 & 1, 0, keys >> 33)
    products = model.rows[rows].astype(np.float32) @ np.ascontiguousarray(asked.vectors.T)
    cosines: NDArray[np.float32] = np.clip(products * model.scales[rows, None], 0, 1)
    parts, start = [], 0
    for (terms, numbers, lengths), different, (_, places, _) in zip(read, found, passages, strict=True):
        near = cosines[place[start : start + len(different.numbers)]]
        start += len(different.numbers)
        _settle(near, asked, different, terms.vocabulary)
        starts, likeness = begins(lengths), near[different.places[numbers]]
        parts.append(Part(terms.vocabulary, places, numbers, starts, lengths, likeness))
    return Compared((count, words), tuple(parts))


def _together(keys: list[Rows]) -> tuple[Rows, Rows]:
    """All keys, each once, ascending, and the place there of each of those given.

    A matrix product may differ in the last bits with the number of its rows, and with the place of a row; so the terms
    of several segments are compared as they would be in one.
    """
    if len(keys) == 1:
        return keys[0], np.arange(len(keys[0]))
    return np.unique(np.concatenate([np.zeros(0, np.int64), *keys]), return_inverse=True)


def _settle(near: NDArray[np.float32], asked: Asked, different: "_Different", vocabulary: Vocabulary) -> None:
    """Set what does not follow from the vectors: a word's own term, and other spellings of a name."""
    for word, (term, spellings) in enumerate(zip(asked.terms, asked.alike, strict=True)):
        for one in spellings:
            row = different.row(vocabulary.number(one))
            if row is not None:
                near[row, word] = max(near[row, word], np.float32(ALIKE))
        row = different.row(vocabulary.number(term))
        if row is not None:
            near[row, word] = 1


class _Different:
    """The different ones among numbers below `size`, ascending, and `places`, where each of these is among them.

    What numpy.unique does, without sorting.
    """

    def __init__(self, numbers: Numbers, size: int) -> None:
        self._seen = np.zeros(size, np.bool_)
        self._seen[numbers] = True
        self.numbers = np.flatnonzero(self._seen).astype(np.int32)
        self.places = np.empty(size, np.int32)
        self.places[self.numbers] = np.arange(len(self.numbers), dtype=np.int32)

    def row(self, number: int | None) -> int | None:
        """The place of a number among the different ones; None when it is not there."""
        return int(self.places[number]) if number is not None and self._seen[number] else None


def write(held: tuple[Numbers, Rows], sink: Sink) -> None:
    """Write the terms of passages, one after the other, and how many each passage has."""
    sink.section("held.terms").write(held[0])
    sink.section("held.end").write(np.cumsum(held[1], dtype=np.int64))


def facts(stems: list[bytes], small: NDArray[np.bool_], model: WordModel) -> Facts:
    """What is known of terms, given as UTF-8."""
    known, count = [one.decode() for one in stems], len(stems)
    return Facts(
        np.fromiter((model.row(one) or -1 - model.after(one) for one in known), np.int32, count),
        np.fromiter(map(crc32, stems), np.uint32, count),
        np.fromiter(map(heard, known), np.uint32, count),
        small,
    )


def word_vectors(model: WordModel, stems: list[str]) -> Vectors:
    """The vectors of search terms, shape (terms, d), of unit length; that of an unknown one is zero."""
    rows = [model.row(one) for one in stems]
    vectors: Vectors = model.rows[rows].astype(np.float32) * model.scales[rows, None]
    return vectors


@lru_cache(maxsize=1 << 17)
def heard(stem: str) -> int:
    """The code of how a name sounds, above 0; 0 for what has no sound."""
    found = sound(stem)
    return crc32(found.encode()) | 1 if found else 0
