"""The search terms of a segment, sorted, and found without reading them all.

They are numbered from 0 in the order of their UTF-8, which is that of their characters. Every 128th of them stands in a
section of its own, which is held in memory once it was read; a term is looked for there and then among the 128 that
follow. Lucene's dictionaries of terms have such an index in front of them, too (McCandless et al., “Lucene in Action”,
2010).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.sections import Sections, Sink, array

_STEP = 128
_AT_ONCE = 1 << 15
"""Terms that are read together when all are read."""


class Vocabulary:
    """The sorted terms of a segment. Safe to use from several threads."""

    def __init__(self, sections: Sections) -> None:
        self._terms, self._ends, self._every = (sections[f"terms.{name}"] for name in ("text", "end", "every"))
        self.size = self._ends.size // 8
        self._block = lru_cache(maxsize=256)(self._read_block)
        self.number = lru_cache(maxsize=1 << 14)(self._number)
        """The number of a term; None for an unknown one."""
        self.term = lru_cache(maxsize=1 << 14)(self._term)
        """The term with a number."""

    def all(self) -> Iterator[bytes]:
        """The terms, as UTF-8, in order; not all of them are ever held."""
        return chain.from_iterable(self.batches(_AT_ONCE))

    def batches(self, size: int) -> Iterator[list[bytes]]:
        """The same, some at a time."""
        for first in range(0, self.size, size):
            yield self._read(first, min(first + size, self.size))

    def _term(self, number: int) -> str:
        return self._read(number, number + 1)[0].decode()

    def _number(self, term: str) -> int | None:
        wanted = term.encode()
        block = bisect_right(self._first, wanted) - 1
        if block < 0:
            return None
        terms = self._block(block)
        place = bisect_left(terms, wanted)
        return block * _STEP + place if place < len(terms) and terms[place] == wanted else None

    @cached_property
    def _first(self) -> list[bytes]:
        """The first term of each block."""
        return self._every.read(0, self._every.size).split(b"\n") if self._every.size else []

    def _read_block(self, block: int) -> list[bytes]:
        return self._read(block * _STEP, min(self.size, (block + 1) * _STEP))

    def _read(self, first: int, last: int) -> list[bytes]:
        before = 1 if first else 0
        ends = array(self._ends, np.int64, first - before, last - first + before).tolist()
        begins = ends[:-1] if before else [0, *ends[:-1]]
        text = self._terms.read(begins[0], ends[-1] - begins[0])
        offset = begins[0]
        return [text[a - offset : b - offset] for a, b in zip(begins, ends[before:], strict=True)]


def write(terms: Iterable[bytes], sink: Sink) -> int:
    """Write sorted terms, each of at least a character; tells how many they were."""
    text, end, every = (sink.section(f"terms.{name}") for name in ("text", "end", "every"))
    count, place = 0, 0
    batch: list[bytes] = []

    def flush() -> None:
        nonlocal count, place
        lengths: NDArray[np.int64] = np.fromiter(map(len, batch), np.int64, len(batch))
        ends = place + np.cumsum(lengths)
        text.write(b"".join(batch))
        end.write(ends)
        heads = batch[-count % _STEP :: _STEP]
        if heads:
            every.write((b"\n" if count else b"") + b"\n".join(heads))
        count, place = count + len(batch), int(ends[-1])
        batch.clear()

    for term in terms:
        batch.append(term)
        if len(batch) == _AT_ONCE:
            flush()
    if batch:
        flush()
    return count
