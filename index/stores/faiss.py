"""Vectors in FAISS, as a flat inner-product index of float16. FAISS is given numbers, never a path.

Every vector is compared. Half precision takes half the memory and less time than float32, and moves a cosine by no
more than 0.001.
"""

from functools import cached_property
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.columns import Column
from index.sections import Sections, Sink
from index.types import Given, Scores, Vectors

_AT_ONCE = 1 << 13


class Flat:
    """All vectors, as float16 rows of d numbers, read when something near is first asked for."""

    def __init__(self, sections: Sections) -> None:
        [dimensions] = Column(sections["vectors.width"], np.int32).whole.tolist()
        self._numbers = Column(sections["vectors.half"], np.float16)
        self.shape = (self._numbers.size // max(1, dimensions), dimensions)

    def search(self, query: Vectors, k: int, allowed: NDArray[np.bool_] | None) -> tuple[NDArray[np.int64], Scores]:
        """The k rows with the highest inner product and their scores, best first; ties in order of row."""
        selector, count = None, self.shape[0]
        if allowed is not None:
            bitmap = np.packbits(allowed, bitorder="little")
            selector = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bitmap))  # type: ignore[call-arg,arg-type]
        asked = min(k + 1, count)
        while asked > 0:
            scores, rows = (one[0] for one in self._index.search(query.reshape(1, -1), asked, params=selector))
            rows, scores = rows[rows >= 0], scores[rows >= 0]
            if len(rows) <= k or scores[-1] < scores[k - 1] or asked == count:
                best = np.lexsort((rows, -scores))[:k]
                return rows[best], scores[best]
            asked = min(2 * asked, count)  # the last ones are equal: which of them are first is not told
        return np.zeros(0, np.int64), np.zeros(0, np.float32)

    def take(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, in the order given."""
        width = self.shape[1]
        found = self._numbers.ranges(rows * width, np.full(len(rows), width))
        return found.reshape(len(rows), width).astype(np.float32)

    @cached_property
    def _index(self) -> Any:
        """FAISS's index, which keeps numbers as they are kept here."""
        index = _flat(self.shape[1])
        step = _AT_ONCE * self.shape[1]
        for first in range(0, self._numbers.size, step):
            codes = self._numbers.read(first, min(step, self._numbers.size - first))
            index.add_sa_codes(codes.view(np.uint8).reshape(-1, 2 * self.shape[1]))
        return index


def write(given: Given, sink: Sink) -> None:
    """Write a store of these vectors."""
    count, width = given.shape
    sink.section("vectors.width").write(np.array([width], np.int32))
    out, index = sink.section("vectors.half"), _flat(width)
    for first in range(0, count, _AT_ONCE):
        out.write(index.sa_encode(given.take(np.arange(first, min(count, first + _AT_ONCE)))))


def _flat(width: int) -> Any:
    return faiss.IndexScalarQuantizer(width, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)


load = Flat
