"""Exact search with numpy alone: the truth that the other stores are tested against."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from index.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Exact:
    """All vectors, as one float32 array of shape (n, d)."""

    vectors: Vectors

    def search(self, query: Vectors, k: int, allowed: NDArray[np.bool_] | None) -> list[tuple[int, float]]:
        """The k rows with the highest inner product, as (row, score), best first; ties in order of row."""
        scores = (self.vectors * query).sum(axis=1)  # unlike a matrix product, the same for equal rows
        rows = np.arange(len(scores)) if allowed is None else np.flatnonzero(allowed)
        best = rows[np.lexsort((rows, -scores[rows]))][:k]
        return [(int(row), float(scores[row])) for row in best]

    def take(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, in the order given."""
        return self.vectors[rows]

    def rows(self) -> Vectors:
        """The vectors as they were given, shape (n, d)."""
        return self.vectors

    def save(self) -> bytes:
        """The store as bytes, for `load`."""
        buffer = BytesIO()
        np.save(buffer, self.vectors, allow_pickle=False)
        return buffer.getvalue()


def build(vectors: Vectors) -> Exact:
    """A store of float32 rows."""
    return Exact(vectors)


def load(data: bytes) -> Exact:
    """The store that `save` wrote."""
    return Exact(np.load(BytesIO(data), allow_pickle=False))
