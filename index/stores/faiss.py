"""Vectors in FAISS (Douze et al., “The Faiss library”, 2024), kept as float16. FAISS is given numbers, never a path.

Half precision takes half the memory of float32 and moves a cosine by no more than 0.001. Where all vectors are compared
they are held in memory. Many have a sketch beside them: a product quantizer of four bits for every two numbers, which
is compared 64 vectors at a time (Jégou, Douze and Schmid, 2011; André et al., “Quicker ADC”, 2019).
The likeliest by their sketches are then read and compared as they are. How many that must be is measured when the store
is written, on some of its own vectors. Inverted lists are not used: a question lies far from all passages, and would
have to look through a quarter of the lists to find nine tenths of what is nearest to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.columns import Column
from index.errors import DossierError
from index.sections import Section, Sections, Sink
from index.vectors import Given, Scores, Vectors

SKETCHED = 1 << 14
"""More vectors than that have a sketch."""
POOL = 64
"""So many of the nearest are looked for when a sketch is measured; the ranking asks for as many."""
RECALL = 0.997
"""What part of these a sketch must find."""
_FEW = 1_024
"""So few that are allowed are all compared, whatever there is."""
_AT_ONCE, _TRAINED, _HELD_OUT, _MOST = 1 << 13, 4_096, 64, 2_048
_PIECE, _BLOCK = 1 << 20, 64  # bytes read, and vectors compared, at a time

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Faiss:
    """Float16 rows of d numbers. Safe to use from several threads."""

    def __init__(self, sections: Sections) -> None:
        width, self.likely = Column(sections["vectors.shape"], np.int32).whole.tolist()
        self._numbers, self._sketched = Column(sections["vectors.half"], np.float16), sections.get("vectors.sketch")
        self.shape = (self._numbers.size // max(1, width), width)

    def prepare(self) -> None:
        """Read the sketch, if there is one."""
        if self.likely:
            self._sketch  # noqa: B018

    def search(self, query: Vectors, k: int, allowed: Mask | None) -> tuple[Rows, Scores]:
        """The k rows with the highest inner product and their scores, best first; ties in order of row."""
        return _nearest(self._whole, query, k, allowed)

    def guess(self, query: Vectors, k: int, allowed: Mask | None) -> tuple[Rows, Scores]:
        """The rows that may be the k nearest by their sketches, and about what their inner products are."""
        count = self.shape[0] if allowed is None else int(np.count_nonzero(allowed))
        wanted = self.likely * max(k, POOL) // POOL
        if allowed is not None and count <= max(_FEW, wanted):
            return np.flatnonzero(allowed), np.full(count, np.inf, np.float32)
        asked = wanted * self.shape[0] // count
        while True:
            asked = min(asked, self.shape[0])
            scores, rows = _searched(self._sketch, query, asked)
            kept = rows >= 0 if allowed is None else (rows >= 0) & allowed[rows]
            if np.count_nonzero(kept) >= wanted * 0.9 or asked == self.shape[0]:
                return rows[kept], scores[kept]
            asked *= 2

    def among(self, query: Vectors, rows: Rows) -> Scores:
        """The inner products of some rows."""
        index = _flat(self.shape[1])
        index.add_sa_codes(self._codes(rows).view(np.uint8))
        found, scores = _nearest(index, query, len(rows), None)
        products = np.empty(len(rows), np.float32)
        products[found] = scores
        return products

    def take(self, rows: Rows) -> Vectors:
        """The vectors of some rows, in the order given."""
        if "_whole" not in self.__dict__:
            return self._codes(rows).astype(np.float32)
        found: Vectors = self._whole.reconstruct_batch(rows)
        return found

    def _codes(self, rows: Rows) -> NDArray[np.float16]:
        width = self.shape[1]
        return self._numbers.ranges(rows * width, np.full(len(rows), width)).reshape(len(rows), width)

    @cached_property
    def _whole(self) -> Any:
        """FAISS's index of all vectors, which keeps numbers as they are kept here."""
        index = _flat(self.shape[1])
        for first in range(0, self.shape[0], _AT_ONCE):
            rows = np.arange(first, min(self.shape[0], first + _AT_ONCE))
            index.add_sa_codes(np.ascontiguousarray(self._codes(rows)).view(np.uint8))
        return index

    @cached_property
    def _sketch(self) -> Any:
        if self._sketched is None:
            raise TypeError("so few vectors have no sketch")
        return _loaded(self._sketched)


def _loaded(section: Section) -> Any:
    """An index of FAISS from a section, which is never in memory a second time."""
    place, failed = 0, list[DossierError]()

    def read(most: int) -> bytes:
        nonlocal place
        size = min(most, section.size - place)
        try:
            data = section.read(place, size)
        except DossierError as error:
            failed.append(error)  # FAISS would tell of an end that came too soon
            return b""
        place += size
        return data

    try:
        return faiss.read_index(faiss.PyCallbackIOReader(read, _PIECE))  # type: ignore[attr-defined]
    except RuntimeError:
        if failed:
            raise failed[0] from None
        raise


def write(given: Given, sink: Sink) -> None:
    """Write a store of these vectors."""
    count, width = given.shape
    out, flat = sink.section("vectors.half"), _flat(width)
    sketch = _Sketch(given) if count > SKETCHED else None
    for first in range(0, count, _AT_ONCE):
        vectors = np.ascontiguousarray(given.take(np.arange(first, min(count, first + _AT_ONCE))))
        out.write(flat.sa_encode(vectors))
        if sketch:
            sketch.add(vectors, first)
    sink.section("vectors.shape").write(np.array([width, sketch.likely() if sketch else 0], np.int32))
    if sketch:
        sink.section("vectors.sketch").write(faiss.serialize_index(sketch.index))


class _Sketch:
    """A sketch that is being made, and what is nearest to some of its vectors by all their numbers."""

    def __init__(self, given: Given) -> None:
        count, width = given.shape
        rows = np.sort(np.random.default_rng(0).choice(count, min(count, _TRAINED), replace=False))
        sample = np.ascontiguousarray(given.take(rows))
        together = 2 - width % 2  # of three numbers each, four times as many would have to be read and compared
        self.index = faiss.IndexPQFastScan(width, width // together, 4, faiss.METRIC_INNER_PRODUCT, _BLOCK)
        self.index.pq.cp.niter = 10
        with _one_thread():  # several would wait for each other at every step of some hundred small problems
            self.index.train(sample)
        self._asked = sample[:: max(1, len(sample) // _HELD_OUT)]
        self._rows = np.zeros((len(self._asked), 0), np.int64)
        self._scores = np.zeros((len(self._asked), 0), np.float32)

    def add(self, vectors: Vectors, first: int) -> None:
        """Add the vectors of the rows from `first` on."""
        self.index.add(vectors)
        scores = np.concatenate([self._scores, self._asked @ vectors.T], axis=1)
        rows = np.broadcast_to(np.arange(first, first + len(vectors)), (len(scores), len(vectors)))
        rows = np.concatenate([self._rows, rows], axis=1)
        best = np.argpartition(-scores, min(POOL, scores.shape[1] - 1), axis=1)[:, :POOL]
        self._rows, self._scores = (np.take_along_axis(one, best, axis=1) for one in (rows, scores))

    def likely(self) -> int:
        """How many of the best by their sketches hold enough of the nearest."""
        found = self.index.search(self._asked, min(self.index.ntotal, _MOST))[1]
        places = [np.flatnonzero(np.isin(one, nearest)) for one, nearest in zip(found, self._rows, strict=True)]
        missing = self._rows.size - sum(map(len, places))
        ranks = np.sort(np.concatenate([*places, np.full(missing, self.index.ntotal - 1)]))
        return max(2 * POOL, int(ranks[int(np.ceil(RECALL * len(ranks))) - 1]) + 1)


def _nearest(index: Any, query: Vectors, k: int, allowed: Mask | None) -> tuple[Rows, Scores]:
    """The k nearest that an index holds and their scores, best first; ties in order of row."""
    selector = None
    if allowed is not None:
        bitmap = np.packbits(allowed, bitorder="little")
        selector = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bitmap))  # type: ignore[call-arg,arg-type]
    asked = min(k + 1, index.ntotal)
    while asked > 0:
        scores, rows = _searched(index, query, asked, selector)
        rows, scores = rows[rows >= 0], scores[rows >= 0]
        if len(rows) <= k or scores[-1] < scores[k - 1] or asked == index.ntotal:
            best = np.lexsort((rows, -scores))[:k]
            return rows[best], scores[best]
        asked = min(2 * asked, index.ntotal)  # the last ones are equal: which of them are first is not told
    return np.zeros(0, np.int64), np.zeros(0, np.float32)


def _searched(index: Any, query: Vectors, k: int, selector: Any = None) -> tuple[Scores, Rows]:
    """What FAISS finds for one question, in one thread: to divide it among several takes longer than to answer it."""
    with _one_thread():
        scores, rows = index.search(query.reshape(1, -1), k, params=selector)
    return scores[0], rows[0]


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS works in one thread meanwhile, when this thread calls it; what others call is as it was."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


def _flat(width: int) -> Any:
    return faiss.IndexScalarQuantizer(width, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)


load = Faiss
