"""The lexical side of the index: BM25 over an inverted file of numpy arrays."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class Lexical:
    """An inverted file: for each term, the passages that hold it and what it adds to their score.

    `vocabulary` is the sorted terms as UTF-8 without gaps; `bounds` (int64, n terms + 1) cuts it. Those of term t are
    `rows[starts[t] : starts[t + 1]]` (int32, ascending) with their weights in `impacts` (float32). The weights are
    BM25's as Lucene computes it (Robertson and Zaragoza, 2009, without the constant factor k1 + 1):
    idf = ln(1 + (N - n + 0.5) / (n + 0.5)), tf / (tf + k1 * (1 - b + b * length / average length)).
    """

    vocabulary: NDArray[np.uint8]
    bounds: NDArray[np.int64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    impacts: NDArray[np.float32]
    passages: int

    def search(self, terms: list[str], k: int, allowed: NDArray[np.bool_] | None) -> list[tuple[int, float]]:
        """The k best passages as (number, score), best first, ties in order of number.

        A term that is asked for twice counts twice. With `allowed` (one truth value a passage) only those are found.
        """
        scores = np.zeros(self.passages, dtype=np.float32)
        for term, times in sorted(Counter(terms).items()):
            found = self._slice(term)
            scores[self.rows[found]] += np.float32(times) * self.impacts[found]
        if allowed is not None:
            scores[~allowed] = 0
        matching = np.flatnonzero(scores)
        if len(matching) > k > 0:
            floor = np.partition(scores[matching], len(matching) - k)[len(matching) - k]
            matching = matching[scores[matching] >= floor]
        best = matching[np.lexsort((matching, -scores[matching]))][:k]
        return [(int(row), float(scores[row])) for row in best]

    def idf(self, term: str) -> float:
        """The inverse document frequency of a term over the passages, in nats; highest for one that is nowhere."""
        found = self._slice(term)
        return _idf(found.stop - found.start, self.passages)

    def frequency(self, term: str) -> int:
        """The number of passages that hold a term."""
        found = self._slice(term)
        return int(found.stop - found.start)

    def save(self) -> bytes:
        """The index as one npz file, for `load`."""
        buffer = BytesIO()
        np.savez(
            buffer,
            vocabulary=self.vocabulary,
            bounds=self.bounds,
            starts=self.starts,
            rows=self.rows,
            impacts=self.impacts,
            passages=np.array(self.passages),
        )
        return buffer.getvalue()

    def _slice(self, term: str) -> slice:
        """Where the postings of a term stand; an empty slice for an unknown term."""
        wanted = term.encode()
        low, high = 0, len(self.bounds) - 1
        while low < high:
            middle = (low + high) // 2
            if self.vocabulary[self.bounds[middle] : self.bounds[middle + 1]].tobytes() < wanted:
                low = middle + 1
            else:
                high = middle
        known = low < len(self.bounds) - 1 and (
            self.vocabulary[self.bounds[low] : self.bounds[low + 1]].tobytes() == wanted
        )
        return slice(int(self.starts[low]), int(self.starts[low + 1])) if known else slice(0, 0)


def load(data: bytes) -> Lexical:
    """The index that `save` wrote."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        fields = {name: arrays[name] for name in arrays.files}
    return Lexical(**{**fields, "passages": int(fields["passages"])})


def build(passages: Iterable[list[str]]) -> Lexical:
    """Index passages, each given as its search terms."""
    ids: dict[str, int] = {}
    keys: list[NDArray[np.int64]] = []
    lengths: list[int] = []
    for row, terms in enumerate(passages):
        found = np.fromiter((ids.setdefault(term, len(ids)) for term in terms), dtype=np.int64, count=len(terms))
        keys.append(found << 32 | row)
        lengths.append(len(terms))
    order = sorted(ids)
    place = np.empty(len(ids), dtype=np.int64)
    place[[ids[term] for term in order]] = np.arange(len(ids))
    postings = np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64)
    postings = place[postings >> 32] << 32 | postings & 0xFFFFFFFF
    pairs, counts = np.unique(postings, return_counts=True)
    return _weighted([term.encode() for term in order], pairs, counts, np.array(lengths, dtype=np.float64))


def _weighted(
    terms: list[bytes], pairs: NDArray[np.int64], counts: NDArray[np.intp], lengths: NDArray[np.float64]
) -> Lexical:
    """The inverted file of (term, passage) pairs, sorted, that stand `counts` times each."""
    term, rows = pairs >> 32, (pairs & 0xFFFFFFFF).astype(np.int32)
    frequency = np.bincount(term, minlength=len(terms))
    idf = np.array([_idf(int(n), len(lengths)) for n in frequency])
    norm = K1 * (1 - B + B * lengths / max(1.0, float(lengths.mean()) if len(lengths) else 1.0))
    impacts = idf[term] * counts / (counts + norm[rows])
    return Lexical(
        vocabulary=np.frombuffer(b"".join(terms), dtype=np.uint8),
        bounds=np.concatenate(([0], np.cumsum([len(one) for one in terms]))).astype(np.int64),
        starts=np.concatenate(([0], np.cumsum(frequency))).astype(np.int64),
        rows=rows,
        impacts=impacts.astype(np.float32),
        passages=len(lengths),
    )


def _idf(frequency: int, passages: int) -> float:
    return float(np.log1p((passages - frequency + 0.5) / (frequency + 0.5)))
