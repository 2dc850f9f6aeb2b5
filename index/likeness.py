"""Soft term matching: which word of a passage comes nearest to each word asked for, by the vectors of the words.

A passage may answer with other words than it is asked with: “bought” for “purchase”. Each term of the index has the
vector of one of its words, and each passage the list of its terms. This is the late interaction of ColBERT (Khattab
and Zaharia, 2020) over vectors that do not depend on their context, so that no more than token numbers need be kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from io import BytesIO
from typing import Protocol, runtime_checkable
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.lexical import Lexical
from index.parts import part
from index.types import Embedder, Vectors
from index.words import STOP, sound, term

Numbers = NDArray[np.int32]
Rows = NDArray[np.int64]

ALIKE = 0.8
"""How near a word is that is not the same but stands for the same."""

WIDTH = 256
"""The dimensions of word vectors that are compared."""

BLOCK = 4096
"""Tokens whose vectors are held in memory at a time."""


@runtime_checkable
class WordModel(Protocol):
    """A model in which the vector of a word is the sum of those of its tokens: `rows` int8 of shape (tokens, d) times
    `scales` float32 of shape (tokens,)."""

    @property
    def name(self) -> str: ...

    @property
    def rows(self) -> NDArray[np.int8]: ...

    @property
    def scales(self) -> NDArray[np.float32]: ...

    def tokens(self, texts: list[str]) -> list[Numbers]: ...


def word_model(embedder: Embedder) -> WordModel:
    """The embedder itself where it is such a model, else the one that is shipped."""
    if isinstance(embedder, WordModel):
        return embedder
    return _shipped()


@cache
def _shipped() -> WordModel:
    model: WordModel = part("index.embedders", "static").load("")
    return model


@dataclass(frozen=True, slots=True)
class Asked:
    """Words to look for: their vectors, shape (words, WIDTH), the numbers of their terms, None where there is none, and
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
    """The terms of each passage, and the tokens of each term.

    Passage p holds the terms `terms[begins[p] : begins[p + 1]]`, ascending. Term t stands for a word whose tokens are
    `tokens[starts[t] : starts[t + 1]]`, at least one, and the sum of whose vectors has the length `norms[t]`. Where all
    its words begin with a capital, `sounds[t]` is the code of how the name sounds, else 0.
    """

    terms: Numbers
    begins: NDArray[np.int64]
    tokens: Numbers
    starts: NDArray[np.int64]
    norms: NDArray[np.float32]
    sounds: NDArray[np.uint32]

    def compare(self, model: WordModel, asked: Asked, passages: Rows) -> "Compared":
        """How near the terms of some passages come to words."""
        lengths = self.begins[passages + 1] - self.begins[passages]
        held = self.terms[_ranges(self.begins[passages], lengths)]
        different, place = _different(held, len(self.norms))
        cosines = self._cosines(asked.vectors, model, different)
        sounds = self.sounds[different]
        for word, (number, code) in enumerate(zip(asked.terms, asked.sounds, strict=True)):
            if code:
                cosines[(sounds == code) & (cosines[:, word] < ALIKE), word] = ALIKE
            if number is not None:
                cosines[different == number, word] = 1
        return Compared(held, _starts(lengths), lengths, cosines[place])

    def _cosines(self, words: Vectors, model: WordModel, terms: Numbers) -> NDArray[np.float32]:
        """The cosines of word vectors to terms, shape (terms, words), those below 0 as 0, and none above 1."""
        lengths = self.starts[terms + 1] - self.starts[terms]
        if not len(terms):
            return np.zeros((0, len(words)), np.float32)
        different, place = _different(self.tokens[_ranges(self.starts[terms], lengths)], len(model.rows))
        products = model.rows[:, :WIDTH][different].astype(np.float32) @ np.ascontiguousarray(words.T)
        products *= model.scales[different, None]
        sums = np.add.reduceat(products[place], _starts(lengths))
        norms = self.norms[terms, None]
        cosines: NDArray[np.float32] = np.divide(sums, norms, out=np.zeros_like(sums), where=norms > 0)
        return np.clip(cosines, 0, 1)

    def save(self) -> bytes:
        """All of it as one npz file, for `load`."""
        buffer = BytesIO()
        np.savez(buffer, **{field.name: getattr(self, field.name) for field in fields(self)})
        return buffer.getvalue()


_UNKNOWN = np.zeros(1, np.int32)
"""The tokens of a word without any: the unknown one, number 0, whose vector is zero."""


def load(data: bytes) -> Likeness:
    """What `save` wrote."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return Likeness(**{name: arrays[name] for name in arrays.files})


def build(lexical: Lexical, words: Iterable[str], model: WordModel) -> Likeness:
    """The terms of the passages of a lexical index; `words` are those that stand in them, in any order.

    A term stands for the shortest of its words, the first in order of the alphabet among several.
    """
    shortest: dict[str, str] = {}
    common: set[str] = set()
    for word in words:
        stem = term(word)
        if stem not in STOP:
            shortest[stem] = min(shortest.get(stem, word), word, key=lambda one: (len(one), one))
            if not word[0].isupper():
                common.add(stem)
    stems = lexical.terms()
    chosen = [shortest[one] for one in stems]
    tokens, starts = _tokens(model, chosen)
    order = np.argsort(lexical.rows, kind="stable")
    numbers = np.repeat(np.arange(len(chosen), dtype=np.int32), np.diff(lexical.starts))
    held = np.bincount(lexical.rows, minlength=lexical.passages)
    return Likeness(
        terms=numbers[order],
        begins=np.concatenate(([0], np.cumsum(held))).astype(np.int64),
        tokens=tokens,
        starts=starts,
        norms=_norms(tokens, starts, model),
        sounds=np.array([0 if one in common else heard(one) for one in stems], np.uint32),
    )


def word_vectors(model: WordModel, words: list[str]) -> Vectors:
    """The vectors of words, shape (words, WIDTH), of unit length; that of an unknown word is zero."""
    tokens, starts = _tokens(model, words)
    vectors = _sums(tokens, starts, model)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
    return unit


def _tokens(model: WordModel, words: list[str]) -> tuple[Numbers, Rows]:
    """The tokens of words, at least one for each, one word after the other, and where each begins, with the end."""
    found = [one if len(one) else _UNKNOWN for one in model.tokens(words)]
    starts = np.concatenate(([0], np.cumsum([len(one) for one in found]))).astype(np.int64)
    return np.concatenate(found) if found else _UNKNOWN[:0], starts


def _sums(tokens: Numbers, starts: Rows, model: WordModel) -> Vectors:
    """The sum of the token vectors of each word, shape (words, WIDTH)."""
    vectors = model.rows[:, :WIDTH][tokens].astype(np.float32) * model.scales[tokens][:, None]
    sums: Vectors = np.add.reduceat(vectors, starts[:-1] - starts[0]) if len(tokens) else vectors
    return sums


def heard(stem: str) -> int:
    """The code of how a name sounds, above 0; 0 for what has no sound."""
    return crc32(sound(stem).encode()) | 1 if sound(stem) else 0


def _norms(tokens: Numbers, starts: Rows, model: WordModel) -> NDArray[np.float32]:
    """The length of the sum of token vectors of each term; 0 where no token is known."""
    norms = np.zeros(len(starts) - 1, np.float32)
    first = 0
    while first < len(norms):
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + BLOCK, side="right")) - 1)
        part = tokens[starts[first] : starts[last]]
        norms[first:last] = np.linalg.norm(_sums(part, starts[first : last + 1], model), axis=1)
        first = last
    return norms


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
