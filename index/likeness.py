"""Soft term matching: which word of a passage comes nearest to each word asked for, by the vectors of the words.

A passage may answer with other words than it is asked with: “bought” for “purchase”. Each passage has the list of its
terms, and each term of the index a vector where the word model knows it. This is the late interaction of ColBERT
(Khattab and Zaharia, 2020) over vectors that do not depend on their context: no more than their numbers are kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from io import BytesIO
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.lexical import Lexical
from index.vectors import Vectors
from index.words import sound, term

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
        """The row of a search term."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Words to look for: their vectors, shape (words, d), the numbers of their terms, None where there is none, and
    for a name the code of its sound, else 0."""

    vectors: Vectors
    terms: tuple[int | None, ...]
    sounds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The likeness of words to passages, from 0 to 1: 1 where the word's own term stands, else the cosine, at least 0.

    The terms of the passages are `terms`, one passage after the other, each from its start on for its length;
    `likeness` has the shape (terms, words).
    """

    terms: Numbers
    starts: Rows
    lengths: Rows
    likeness: NDArray[np.float32]

    def best(self) -> NDArray[np.float32]:
        """How near each passage comes to each word by its nearest term, shape (passages, words)."""
        best = np.zeros((len(self.lengths), self.likeness.shape[1]), np.float32)
        full = np.flatnonzero(self.lengths)
        if len(full):
            best[full] = np.maximum.reduceat(self.likeness, self.starts[full])
        return best

    def nearest(self, passage: int) -> list[tuple[int, float]]:
        """For each word, the number of the nearest term of a passage, given by its place, and how near that is.

        A passage without terms has none for any word.
        """
        start, length = self.starts[passage], self.lengths[passage]
        if not length:
            return []
        here = self.likeness[start : start + length]
        return [(int(self.terms[start + row]), float(here[row, word])) for word, row in enumerate(here.argmax(axis=0))]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The terms of each passage, and the vector of each term.

    Passage p holds the terms `terms[begins[p] : begins[p + 1]]`, ascending. The vector of term t is row `vectors[t]` of
    the word model. Where all its words begin with a capital, `sounds[t]` is the code of how the name sounds, else 0.
    """

    terms: Numbers
    begins: NDArray[np.int64]
    vectors: Numbers
    sounds: NDArray[np.uint32]

    def compare(self, model: WordModel, asked: Asked, passages: Rows) -> "Compared":
        """How near the terms of some passages come to words."""
        lengths = self.begins[passages + 1] - self.begins[passages]
        held = self.terms[_ranges(self.begins[passages], lengths)]
        different, place = _different(held, len(self.vectors))
        rows = self.vectors[different]
        products = model.rows[rows].astype(np.float32) @ np.ascontiguousarray(asked.vectors.T)
        cosines: NDArray[np.float32] = np.clip(products * model.scales[rows, None], 0, 1)
        sounds = self.sounds[different]
        for word, (number, code) in enumerate(zip(asked.terms, asked.sounds, strict=True)):
            if code:
                cosines[(sounds == code) & (cosines[:, word] < ALIKE), word] = ALIKE
            if number is not None:
                cosines[different == number, word] = 1
        return Compared(held, _starts(lengths), lengths, cosines[place])

    def save(self) -> bytes:
        """All of it as one npz file, for `load`."""
        buffer = BytesIO()
        np.savez(buffer, **{field.name: getattr(self, field.name) for field in fields(self)})
        return buffer.getvalue()


def load(data: bytes) -> Likeness:
    """What `save` wrote."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return Likeness(**{name: arrays[name] for name in arrays.files})


def build(lexical: Lexical, words: Iterable[str], model: WordModel) -> Likeness:
    """The terms of the passages of a lexical index; `words` are those that stand in them, in any order."""
    common = {term(word) for word in words if not word[0].isupper()}
    stems = lexical.terms()
    order = np.argsort(lexical.rows, kind="stable")
    numbers = np.repeat(np.arange(len(stems), dtype=np.int32), np.diff(lexical.starts))
    held = np.bincount(lexical.rows, minlength=lexical.passages)
    return Likeness(
        terms=numbers[order],
        begins=np.concatenate(([0], np.cumsum(held))).astype(np.int64),
        vectors=np.array([model.row(one) for one in stems], np.int32),
        sounds=np.array([0 if one in common else heard(one) for one in stems], np.uint32),
    )


def word_vectors(model: WordModel, stems: list[str]) -> Vectors:
    """The vectors of search terms, shape (terms, d), of unit length; that of an unknown one is zero."""
    rows = [model.row(one) for one in stems]
    vectors: Vectors = model.rows[rows].astype(np.float32) * model.scales[rows, None]
    return vectors


def heard(stem: str) -> int:
    """The code of how a name sounds, above 0; 0 for what has no sound."""
    return crc32(sound(stem).encode()) | 1 if sound(stem) else 0


def _different(numbers: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """The different ones among numbers below `size`, ascending, and the place of each number among them.

    What numpy.unique does, without sorting.
    """
    seen = np.zeros(size, np.bool_)
    seen[numbers] = True
    different = np.flatnonzero(seen).astype(np.int32)
    places = np.empty(size, np.int32)
    places[different] = np.arange(len(different), dtype=np.int32)
    return different, places[numbers]


def _starts(lengths: Rows) -> Rows:
    """Where stretches of these lengths begin that stand one after the other."""
    return np.cumsum(lengths) - lengths


def _ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of the ranges [start, start + length), one after the other."""
    return np.arange(lengths.sum()) + np.repeat(starts - _starts(lengths), lengths)
