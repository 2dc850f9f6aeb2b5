"""The vectors of passages: made in batches, or taken over where the text was embedded before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from index.index import Index
from index.journal import Journal
from index.types import Progress, Report
from index.vectors import Embedder, Vectors

BATCH = 256


@dataclass(frozen=True, slots=True)
class Means:
    """What an index is made with: the embedder, the index before, who is told of the progress, and the journal."""

    embedder: Embedder
    previous: Index | None
    report: Report
    journal: Journal

    @property
    def knows_vectors(self) -> bool:
        """Whether the vectors of the index before are this embedder's."""
        return self.previous is not None and self.previous.about.embedder == self.embedder.name


def embed(texts: Iterable[str], digests: list[bytes], means: Means) -> Vectors:
    """The vectors of passages, shape (n, d), for what the embedder sees of each and the digest of that.

    Equal texts are embedded once, and those not at all whose vectors the index before or the journal holds, made by the
    same embedder. No more texts are held than a batch.
    """
    places: dict[bytes, list[int]] = {}
    for row, digest in enumerate(digests):
        places.setdefault(digest, []).append(row)
    rows = _Rows(len(digests), places)
    for found, vectors in _known(places, means):
        rows.put(found, vectors)
    waiting = set(places) - rows.done
    total, done = len(waiting), 0
    for batch in _batches(texts, digests, waiting):
        means.report(Progress("embedding", done, total))
        found, seen = [digest for digest, _ in batch], [text for _, text in batch]
        vectors = means.embedder.documents(seen)
        rows.put(found, vectors)
        means.journal.embedded(found, vectors)
        done += len(batch)
    return rows.filled


class _Rows:
    """The rows that are being filled; their width is known with the first of them."""

    def __init__(self, count: int, places: dict[bytes, list[int]]) -> None:
        self.done: set[bytes] = set()
        self.filled: Vectors = np.zeros((count, 0), dtype=np.float32)
        self._places = places

    def put(self, digests: list[bytes], vectors: Vectors) -> None:
        """Fill the rows of these passages, one vector for each."""
        if not self.done:
            self.filled = np.zeros((len(self.filled), vectors.shape[1]), dtype=np.float32)
        self.done.update(digests)
        rows = [(row, place) for place, digest in enumerate(digests) for row in self._places[digest]]
        self.filled[[row for row, _ in rows]] = vectors[[place for _, place in rows]]


def _known(wanted: dict[bytes, list[int]], means: Means) -> Iterator[tuple[list[bytes], Vectors]]:
    """The vectors that are there already, by the digests of what they are of."""
    old: dict[bytes, int] = {}
    if means.previous and means.knows_vectors:
        old = {digest: row for row, digest in enumerate(means.previous.records.digests()) if digest in wanted}
        if old:
            yield list(old), means.previous.store.take(np.array(list(old.values()), dtype=np.int64))
    kept = [
        (digest, found)
        for digest in wanted
        if digest not in old and (found := means.journal.vector(digest)) is not None
    ]
    if kept:
        yield [digest for digest, _ in kept], np.stack([found for _, found in kept])


def _batches(texts: Iterable[str], digests: list[bytes], waiting: set[bytes]) -> Iterator[list[tuple[bytes, str]]]:
    """The texts that wait to be embedded, each once, with their digests."""
    batch: list[tuple[bytes, str]] = []
    for text, digest in zip(texts, digests, strict=True):
        if digest in waiting:
            waiting.discard(digest)
            batch.append((digest, text))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
