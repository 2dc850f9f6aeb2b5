"""Texts as numbers: each stretch between white space has one, and the same stretch always the same.

Most stretches of a text were seen before, and what is to be known of them, as their search terms or their tokens, is
looked up by their number in flat arrays. So a text is cut once for all who want to know something of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from threading import Lock

import numpy as np
from numpy.typing import NDArray

REMEMBERED, CHARACTERS = 1 << 19, 1 << 24
"""Stretches that are remembered, and their characters, about 100 MB; beyond that numbers start afresh."""

Numbers = NDArray[np.int32]


class Numbering(dict[str, int]):
    """The numbers of stretches, in the order in which they were first seen; `names` has them by number."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.characters = 0

    def __missing__(self, stretch: str) -> int:
        self[stretch] = number = len(self.names)
        self.names.append(stretch)
        self.characters += len(stretch)
        return number


@dataclass(frozen=True, slots=True)
class Cut:
    """Texts that are cut: the numbers of their stretches, one text after the other, and how many each has."""

    numbering: Numbering
    numbers: Numbers
    lengths: Numbers


class Stretches:
    """Cuts texts, and remembers the stretches, and of the last texts how they are cut. Safe to use from several
    threads."""

    def __init__(self) -> None:
        self._numbering = Numbering()
        self._last: tuple[list[str], Cut] | None = None
        self._lock = Lock()

    def of(self, texts: Sequence[str]) -> Cut:
        """The stretches of texts, in order."""
        with self._lock:
            if self._last is None or self._last[0] != texts:
                self._last = list(texts), self._cut(texts)
            return self._last[1]

    def _cut(self, texts: Sequence[str]) -> Cut:
        if len(self._numbering) > REMEMBERED or self._numbering.characters > CHARACTERS:
            self._numbering = Numbering()
        parts = [_stretches(text) for text in texts]
        lengths = np.array([len(part) for part in parts], np.int32)
        found = map(self._numbering.__getitem__, chain.from_iterable(parts))
        numbers = np.fromiter(found, np.int32, int(lengths.sum()))
        return Cut(self._numbering, numbers, lengths)


def _stretches(text: str) -> list[str]:
    """What stands between white space. Four controls are that to Python, and not to tokenizers."""
    return text.split(" ") if any(mark in text for mark in "\x1c\x1d\x1e\x1f") else text.split()


@cache
def shared() -> Stretches:
    """Those of this process."""
    return Stretches()


class Table:
    """Codes of stretches, some or none for each, which `make` finds for new stretches, each as the bytes of int32.

    Not safe to use from several threads.
    """

    def __init__(self, make: Callable[[Sequence[str]], Iterable[bytes]]) -> None:
        self._make, self._numbering = make, Numbering()
        self._codes, self._ends = np.zeros(0, np.int32), np.zeros(1, np.int32)

    def of(self, cut: Cut) -> tuple[Numbers, Numbers]:
        """The codes of texts, one text after the other, and how many each has."""
        self._learn(cut.numbering)
        begins = self._ends[cut.numbers]
        counts = self._ends[cut.numbers + 1] - begins
        ends = np.cumsum(counts, dtype=np.int32)
        places = np.arange(len(counts) and ends[-1], dtype=np.int32) + np.repeat(begins - ends + counts, counts)
        text_ends = np.append(np.int32(0), ends)[np.append(0, np.cumsum(cut.lengths))]
        return self._codes[places], np.diff(text_ends)

    def _learn(self, numbering: Numbering) -> None:
        """Find the codes of the stretches that are new."""
        if numbering is not self._numbering:
            self._numbering = numbering
            self._codes, self._ends = np.zeros(0, np.int32), np.zeros(1, np.int32)
        new = numbering.names[len(self._ends) - 1 :]
        if new:
            found = list(self._make(new))
            sizes = np.array([len(codes) // 4 for codes in found])
            self._ends = np.append(self._ends, self._ends[-1] + np.cumsum(sizes)).astype(np.int32)
            self._codes = np.append(self._codes, np.frombuffer(b"".join(found), np.int32))
