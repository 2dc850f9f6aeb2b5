"""What the merging of segments goes by, and how pieces of any size are brought into their new order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.columns import Column
from index.numbers import Live, Numbers, Places
from index.sections import Section
from index.segment import Segment

_AT_ONCE = 4 << 20
"""Bytes of a section that are held."""


@dataclass(frozen=True, slots=True)
class Merging:
    """Segments that are being merged, which of their documents are live, and the numbers that documents and passages
    will have."""

    segments: Sequence[Segment]
    live: Sequence[Live]
    documents: Numbers
    passages: Numbers

    def column(self, name: str, kind: type[np.int32]) -> NDArray[np.int32]:
        """A column of the documents, in their new order."""
        held = [Column(one.sections[name], kind).whole for one in self.segments]
        return np.concatenate(held)[self.documents.order] if held else np.zeros(0, np.int32)


def copy(numbers: Numbers, held: Sequence[tuple[Section, Places]], write: Callable[[bytes], None]) -> Places:
    """Write pieces in their new order; `held` has for each segment a section and where its pieces begin and the last
    ends. Tells how long each is."""
    lengths = np.concatenate([np.zeros(0, np.int64), *(np.diff(places) for _, places in held)])[numbers.order]
    for first, last in batches(lengths, _AT_ONCE):
        pieces: list[bytes] = [b""] * (last - first)
        for number, places, rows in numbers.split(np.arange(first, last)):
            for place, piece in zip(places.tolist(), _pieces(*held[number], rows), strict=True):
                pieces[place] = piece
        write(b"".join(pieces))
    return lengths


def batches(lengths: Places, most: int) -> Iterator[tuple[int, int]]:
    """Stretches of items that are at most so long together, or one alone."""
    ends, first = np.cumsum(lengths), 0
    while first < len(lengths):
        start = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, start + most, side="right")))
        yield first, last
        first = last


def _pieces(section: Section, begins: Places, rows: Places) -> Iterator[bytes]:
    """The pieces of some rows, ascending; those that lie together are read together."""
    cuts = [0, *(np.flatnonzero(np.diff(rows) != 1) + 1).tolist(), len(rows)]
    for first, last in pairwise(cuts):
        places = begins[rows[first] : rows[last - 1] + 2].tolist()
        data = section.read(places[0], places[-1] - places[0])
        yield from (data[start - places[0] : end - places[0]] for start, end in pairwise(places))
