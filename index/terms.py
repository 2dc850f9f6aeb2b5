"""The search terms of many texts as numbers. Each stretch between white space is cut and stemmed once and remembered,
since most stretches of a text were seen before; no word reaches across white space."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.words import STOP, term, words

_AROUND = ".,;:!?()[]\"'“”‘’«»…–—-"
"""Marks around a word that change nothing of it."""

_LONGEST = 64
"""Characters of a stretch that is remembered; a longer one, as of a script without spaces, never comes again."""

REMEMBERED = 1 << 18
"""Stretches whose terms are kept, about 50 MB; beyond that the memory starts afresh."""


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
    """Finds the search terms of texts, and remembers them between calls. What it finds does not depend on that."""

    def __init__(self) -> None:
        self._known = _Known()

    def of(self, texts: Iterable[str]) -> Words:
        """The search terms of texts, as `index.words.terms` has them."""
        if len(self._known) > REMEMBERED:
            self._known = _Known()
        known = self._known.__getitem__
        found = [b"".join(map(known, text.split())) for text in texts]
        codes = np.frombuffer(b"".join(found), np.int32)
        numbers = codes >> 1
        held = np.zeros(len(self._known.numbers), np.bool_)
        held[numbers] = True
        places = np.cumsum(held, dtype=np.int32) - np.int32(1)
        return Words(
            vocabulary=[one for one, here in zip(self._known.numbers, held.tolist(), strict=True) if here],
            numbers=places[numbers],
            small=(codes & 1).astype(np.bool_),
            lengths=np.array([len(one) // codes.itemsize for one in found], np.int32),
        )


class _Known(dict[str, bytes]):
    """For each stretch its terms as int32: twice the number of a term, and one more for a word without a capital."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __missing__(self, stretch: str) -> bytes:
        bare = stretch.strip(_AROUND)
        if bare.isascii() and bare.isalpha():
            codes = self[bare] if bare != stretch else self._codes([stretch])
        else:
            codes = self._codes(words(stretch))
        if len(stretch) <= _LONGEST:
            self[stretch] = codes
        return codes

    def _codes(self, found: list[str]) -> bytes:
        numbers, codes = self.numbers, array("i")
        for word in found:
            one = term(word)
            if one not in STOP:
                codes.append(numbers.setdefault(one, len(numbers)) << 1 | (not word[0].isupper()))
        return codes.tobytes()
