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
class Numbered:
    """The search terms of texts, in order, stop words left out.

    `terms` are the different ones, sorted; `numbers` (int32) holds the place of each term of each text among them, one
    text after the other, and `lengths` (int32, one a text) cuts it. `common` (one truth value a term) says whether any
    word of these texts that has the term begins without a capital.
    """

    terms: list[str]
    numbers: NDArray[np.int32]
    lengths: NDArray[np.int32]
    common: NDArray[np.bool_]


class Vocabulary:
    """Finds the search terms of texts, and remembers them between calls. What it finds does not depend on that."""

    def __init__(self) -> None:
        self._known = _Known()

    def numbered(self, texts: Iterable[str]) -> Numbered:
        """The search terms of texts, as `index.words.terms` has them."""
        if len(self._known) > REMEMBERED:
            self._known = _Known()
        known = self._known.__getitem__
        found = [b"".join(map(known, text.split())) for text in texts]
        codes = np.frombuffer(b"".join(found), np.int32)
        kinds = np.zeros((len(self._known.numbers), 2), np.bool_)
        kinds.reshape(-1)[codes] = True
        held = np.flatnonzero(kinds.any(axis=1))
        names = list(self._known.numbers)
        order = np.array(sorted(held.tolist(), key=names.__getitem__), np.int64)
        places = np.empty(len(names), np.int32)
        places[order] = np.arange(len(order), dtype=np.int32)
        return Numbered(
            terms=[names[number] for number in order],
            numbers=places[codes >> 1],
            lengths=np.array([len(one) // codes.itemsize for one in found], np.int32),
            common=kinds[order, 1],
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
        numbers = self.numbers
        kept = [(one, word) for word in found if (one := term(word)) not in STOP]
        return array(
            "i", [numbers.setdefault(one, len(numbers)) << 1 | (not word[0].isupper()) for one, word in kept]
        ).tobytes()
