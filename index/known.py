"""The vectors of passages that were embedded before, by the digests of what the embedder saw of them."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.rows import DIGEST
from index.segment import Segment
from index.vectors import Vectors

_CHUNK = 1 << 16


class Known:
    """The vectors in some segments, whose passages may be dead. What is looked up by is 12 bytes a passage."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    def vectors(self, digests: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The vectors of those that are known, each of shape (d,)."""
        found: dict[bytes, Vectors] = {}
        for number, segment in enumerate(self._segments):
            wanted = [digest for digest in digests if digest not in found]
            rows = self._rows(number, wanted)
            if rows:
                found.update(zip(rows, segment.store.take(np.array(list(rows.values()), np.int64)), strict=True))
        return found

    def _rows(self, number: int, wanted: Sequence[bytes]) -> dict[bytes, int]:
        """The rows of a segment that have these digests."""
        starts, order = self._prefixes[number]
        sought = np.frombuffer(b"".join(digest[:8] for digest in wanted), np.uint64)
        first = np.searchsorted(starts, sought, side="left").tolist()
        last = np.searchsorted(starts, sought, side="right").tolist()
        rows, found = self._segments[number].rows, dict[bytes, int]()
        for digest, low, high in zip(wanted, first, last, strict=True):
            for row in order[low:high].tolist():
                if rows.digests(row, 1) == digest:
                    found[digest] = row
        return found

    @cached_property
    def _prefixes(self) -> list[tuple[NDArray[np.uint64], NDArray[np.int32]]]:
        """For each segment the first 8 bytes of the digests, sorted, and their rows."""
        return [_sorted(segment) for segment in self._segments]


def _sorted(segment: Segment) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    rows = segment.rows
    starts = np.empty(rows.passages, np.uint64)
    for start in range(0, rows.passages, _CHUNK):
        count = min(_CHUNK, rows.passages - start)
        digests = np.frombuffer(rows.digests(start, count), np.uint64).reshape(count, DIGEST // 8)
        starts[start : start + count] = digests[:, 0]
    order = np.argsort(starts, kind="stable").astype(np.int32)
    return starts[order], order
