"""Vectors in FAISS, as a flat inner-product index of float16. Bytes go in and out; FAISS is never given a path.

Every vector is compared. Half precision takes half the memory and less time than float32, and moves a cosine by no
more than 0.001.
"""

from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Faiss:
    """A FAISS index over rows kept as float16."""

    index: Any

    def search(self, query: Vectors, k: int, allowed: NDArray[np.bool_] | None) -> list[tuple[int, float]]:
        """The k rows with the highest inner product, as (row, score), best first; ties in order of row."""
        selector = None
        if allowed is not None:
            bitmap = np.packbits(allowed, bitorder="little")
            selector = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bitmap))  # type: ignore[call-arg,arg-type]
        asked = min(k + 1, self.index.ntotal)
        while asked > 0:
            scores, rows = self.index.search(query.reshape(1, -1), asked, params=selector)
            found = [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]
            if len(found) <= k or found[-1][1] < found[k - 1][1] or asked == self.index.ntotal:
                return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]
            asked = min(2 * asked, self.index.ntotal)  # the last ones are equal: which of them are first is not told
        return []

    def take(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, in the order given."""
        found: Vectors = self.index.reconstruct_batch(rows)
        return found

    def rows(self) -> Vectors:
        """The vectors as they are kept, shape (n, d)."""
        found: Vectors = self.index.reconstruct_n(0, self.index.ntotal)
        return found

    def save(self) -> bytes:
        """The store as bytes, for `load`."""
        return bytes(faiss.serialize_index(self.index).tobytes())


def build(vectors: Vectors) -> Faiss:
    """A store of float32 rows, shape (n, d)."""
    kind = faiss.ScalarQuantizer.QT_fp16
    index = faiss.IndexScalarQuantizer(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
    index.add(np.ascontiguousarray(vectors))
    return Faiss(index)


def load(data: bytes) -> Faiss:
    """The store that `save` wrote. The bytes must be verified before: FAISS itself notices little damage."""
    return Faiss(faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8)))
