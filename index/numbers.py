"""How the rows of several segments are numbered together: as they were if all that is live stood in one segment.

So an index that was updated gives every passage the number that it has in one built from nothing, and equal scores have
the same order in both. A row is live unless its document is dead: was read again since, or is gone.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.columns import spread
from index.rows import Rows

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]


class Numbers:
    """The numbers of the rows of some segments. `order` holds the row that each number stands for, where the rows of
    each segment follow on those of the segment before it; None where there is one segment, and all of it is live."""

    def __init__(self, sizes: Sequence[int], order: Places | None) -> None:
        self._order = order
        self._bases = np.append(0, np.cumsum(sizes, dtype=np.int64))
        self.count = int(self._bases[-1]) if order is None else len(order)

    def split(self, numbers: Places) -> list[tuple[int, Places, Places]]:
        """For each segment that some of these are of: which it is, their places among them, and their rows there."""
        if self._order is None:
            return [(0, np.arange(len(numbers)), numbers)] if len(numbers) else []
        rows = self._order[numbers]
        parts = np.searchsorted(self._bases, rows, side="right") - 1
        return [
            (part, places := np.flatnonzero(parts == part), rows[places] - self._bases[part])
            for part in distinct(parts).tolist()
        ]

    @property
    def order(self) -> Places:
        """The row that each number stands for."""
        return np.arange(self.count) if self._order is None else self._order

    def join(self, part: int, rows: Places) -> Places:
        """The numbers of rows of a segment."""
        return rows if self._order is None else self._numbers[rows + self._bases[part]].astype(np.int64)

    def gather(self, columns: Sequence[Mask]) -> Mask:
        """A value for each number, from a column of each segment."""
        whole = np.concatenate(columns) if len(columns) != 1 else columns[0]
        return whole if self._order is None else whole[self._order]

    def scatter(self, mask: Mask) -> list[Mask]:
        """For each segment, which of its rows a mask of numbers allows; none that is dead."""
        if self._order is None:
            return [mask]
        whole = np.zeros(self._bases[-1], np.bool_)
        whole[self._order[mask]] = True
        return np.split(whole, self._bases[1:-1])

    @cached_property
    def _numbers(self) -> NDArray[np.int32]:
        """The number of each row, -1 for the dead."""
        found = np.full(self._bases[-1], -1, np.int32)
        found[self._order] = np.arange(self.count, dtype=np.int32)
        return found


class Live:
    """The documents of a segment, and which of them are dead; None when none is."""

    def __init__(self, rows: Rows, dead: Mask | None) -> None:
        self.rows, self.dead = rows, dead

    @cached_property
    def documents(self) -> Mask | None:
        """Which documents are live; None when all are."""
        return None if self.dead is None else ~self.dead

    @cached_property
    def passages(self) -> Mask | None:
        """Which passages are live; None when all are."""
        return None if self.dead is None else np.repeat(~self.dead, np.diff(self.rows.firsts))


def numbered(parts: Sequence[Live]) -> tuple[Numbers, Numbers]:
    """The numbers of the documents of some segments, and of their passages."""
    sizes, lengths = [part.rows.documents for part in parts], [part.rows.passages for part in parts]
    if len(parts) == 1 and parts[0].dead is None:
        return Numbers(sizes, None), Numbers(lengths, None)
    order = _ordered(parts)
    firsts = [part.rows.firsts.astype(np.int64) for part in parts]
    bases = np.cumsum([0, *lengths])
    starts = np.concatenate([[0], *(first[:-1] + base for first, base in zip(firsts, bases, strict=False))])[1:]
    counts = np.concatenate([[0], *map(np.diff, firsts)])[1:]
    return Numbers(sizes, order), Numbers(lengths, spread(starts[order], counts[order]))


def _ordered(parts: Sequence[Live]) -> Places:
    """The live documents by file and place; each by its row, the rows of a segment after those of the one before."""
    keys, rows, base = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0
    for part, rank in zip(parts, _ranks([part.rows for part in parts]), strict=True):
        live = np.arange(part.rows.documents) if part.dead is None else np.flatnonzero(~part.dead)
        keys.append((rank[part.rows.file.whole] << 32 | part.rows.place.whole)[live])
        rows.append(live + base)
        base += part.rows.documents
    return np.concatenate(rows)[np.argsort(np.concatenate(keys), kind="stable")]


def _ranks(parts: Sequence[Rows]) -> list[Places]:
    """Numbers for the files of each segment, in the order of the ids of all of them, and the same for the same id.

    Ids are compared only where segments hold files between those of another.
    """
    found, base, last = [np.zeros(0, np.int64)] * len(parts), 0, b""
    together: list[int] = []

    def rank() -> None:
        nonlocal base
        if len(together) == 1:
            found[together[0]] = np.arange(base, base + parts[together[0]].files)
        else:
            ids = [parts[number].file_ids for number in together]
            ranks = {one: place for place, one in enumerate(sorted(chain.from_iterable(ids)), base)}
            for number, files in zip(together, ids, strict=True):
                found[number] = np.fromiter(map(ranks.__getitem__, files), np.int64, len(files))
        base += sum(parts[number].files for number in together)
        together.clear()

    for first, number in sorted((one.file_id(0), number) for number, one in enumerate(parts) if one.files):
        if first > last:
            rank()
        together.append(number)
        last = max(last, parts[number].file_id(parts[number].files - 1))
    rank()
    return found


def distinct(values: Places) -> Places:
    """The different ones of some numbers, ascending: as numpy.unique, which would import masked arrays for it."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    found: Places = ordered[first]
    return found
