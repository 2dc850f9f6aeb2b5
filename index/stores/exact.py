"""Exact search with numpy alone: the truth that the other stores are tested against."""

import numpy as np
from numpy.typing import NDArray

from index.columns import Column
from index.sections import Sections, Sink
from index.vectors import Given, Scores, Vectors

_AT_ONCE = 1 << 13


class Exact:
    """All vectors, as float32 rows of d numbers."""

    def __init__(self, sections: Sections) -> None:
        [dimensions] = Column(sections["vectors.width"], np.int32).whole.tolist()
        self._numbers = Column(sections["vectors.single"], np.float32)
        self.shape = (self._numbers.size // max(1, dimensions), dimensions)

    likely = 0

    def prepare(self) -> None:
        """Nothing takes long to read."""

    def search(self, query: Vectors, k: int, allowed: NDArray[np.bool_] | None) -> tuple[NDArray[np.int64], Scores]:
        """The k rows with the highest inner product and their scores, best first; ties in order of row."""
        vectors = self._numbers.whole.reshape(self.shape)
        scores = (vectors * query).sum(axis=1)  # unlike a matrix product, the same for equal rows
        rows = np.arange(len(scores)) if allowed is None else np.flatnonzero(allowed)
        best = rows[np.lexsort((rows, -scores[rows]))][:k]
        return best, scores[best]

    guess = search

    def among(self, query: Vectors, rows: NDArray[np.int64]) -> Scores:
        """The inner products of some rows."""
        products: Scores = (self.take(rows) * query).sum(axis=1)
        return products

    def take(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, in the order given."""
        width = self.shape[1]
        return self._numbers.ranges(rows * width, np.full(len(rows), width)).reshape(len(rows), width)


def write(given: Given, sink: Sink) -> None:
    """Write a store of these vectors."""
    count, width = given.shape
    sink.section("vectors.width").write(np.array([width], np.int32))
    out = sink.section("vectors.single")
    for first in range(0, count, _AT_ONCE):
        out.write(np.ascontiguousarray(given.take(np.arange(first, min(count, first + _AT_ONCE))), np.float32))


load = Exact
