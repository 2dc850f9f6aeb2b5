"""The search terms of many texts as numbers: each stretch between white space is cut into words and stemmed once, since
no word reaches across white space."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.stretches import Table, shared
from index.words import STOP, term, words

_AROUND = ".,;:!?()[]\"'“”‘’«»…–—-"
"""Marks around a word that change nothing of it."""

REMEMBERED = 1 << 19
"""Terms whose numbers are kept from run to run."""


@dataclass(frozen=True, slots=True)
class Words:
    """The search terms of texts, in order, stop words left out: `numbers` (int32) are their places in the `vocabulary`,
    which has each once in any order, `small` whether each is written without a capital, `lengths` (int32) how many each
    text has.
    """

    vocabulary: list[str]
    numbers: NDArray[np.int32]
    small: NDArray[np.bool_]
    lengths: NDArray[np.int32]


class Terms:
    """Collects the search terms of texts, as `index.words.terms` has them. What it finds does not depend on what it
    found before."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._table = Table(self._made)
        self._codes, self._lengths = list[NDArray[np.int32]](), list[NDArray[np.int32]]()

    def add(self, texts: Sequence[str]) -> None:
        """Add texts after those that are there."""
        codes, lengths = self._table.of(shared().of(texts))
        self._codes.append(codes)
        self._lengths.append(lengths)

    def taken(self) -> Words:
        """The terms of the texts that were added; after that there are none."""
        none = np.zeros(0, np.int32)
        codes, lengths = np.concatenate([none, *self._codes]), np.concatenate([none, *self._lengths])
        self._codes, self._lengths = [], []
        numbers = codes >> 1
        held = np.zeros(len(self._known), np.bool_)
        held[numbers] = True
        places = np.cumsum(held, dtype=np.int32) - np.int32(1)
        vocabulary = [one for one, here in zip(self._known, held.tolist(), strict=True) if here]
        if len(self._known) > REMEMBERED:
            self._known, self._table = {}, Table(self._made)
        return Words(vocabulary, places[numbers], (codes & 1).astype(np.bool_), lengths)

    def of(self, texts: Iterable[str]) -> Words:
        """The terms of texts."""
        self.add(list(texts))
        return self.taken()

    def _made(self, stretches: Sequence[str]) -> Iterator[bytes]:
        """For each stretch its terms: twice the number of a term, and one more for a word without a capital."""
        for stretch in stretches:
            bare = stretch.strip(_AROUND)
            codes = array("i")
            for word in [bare] if bare.isascii() and bare.isalpha() else words(stretch):
                one = term(word)
                if one not in STOP:
                    codes.append(self._known.setdefault(one, len(self._known)) << 1 | (not word[0].isupper()))
            yield codes.tobytes()
