"""The lexical side of the index: BM25 over an inverted file of numpy arrays."""

from collections import Counter
from collections.abc import Iterable, Mapping
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
        scores = self.scores(self.numbers(terms))
        if allowed is not None:
            scores[~allowed] = 0
        return [(int(row), float(scores[row])) for row in top(scores, k)]

    def scores(self, numbers: Mapping[int, int]) -> NDArray[np.float32]:
        """The score of every passage, shape (n passages,), for terms by number and how often each is asked for."""
        scores = np.zeros(self.passages, dtype=np.float32)
        for number, times in sorted(numbers.items()):
            found = self._postings(number)
            scores[self.rows[found]] += np.float32(times) * self.impacts[found]
        return scores

    def number(self, term: str) -> int | None:
        """The place of a term among the sorted terms; None for an unknown one."""
        place = self._place(term.encode())
        return place if place < len(self.bounds) - 1 and self._term(place) == term.encode() else None

    def numbers(self, terms: Iterable[str]) -> dict[int, int]:
        """The numbers of those terms that are known, and how often each is among them."""
        times = Counter(terms)
        return {number: times[term] for term in times if (number := self.number(term)) is not None}

    def term(self, number: int) -> str:
        """The term at a place."""
        return self._term(number).decode()

    def terms(self) -> list[str]:
        """All terms, sorted."""
        return [self.term(number) for number in range(len(self.bounds) - 1)]

    def idf(self, number: int | None) -> float:
        """The inverse document frequency of a term over the passages, in nats; highest for one that is nowhere."""
        return _idf(0 if number is None else int(self.starts[number + 1] - self.starts[number]), self.passages)

    def frequency(self, term: str) -> int:
        """The number of passages that hold a term."""
        number = self.number(term)
        return 0 if number is None else int(self.starts[number + 1] - self.starts[number])

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

    def _postings(self, number: int) -> slice:
        """Where the postings of a term stand."""
        return slice(int(self.starts[number]), int(self.starts[number + 1]))

    def _place(self, wanted: bytes) -> int:
        """How many terms sort before this one."""
        low, high = 0, len(self.bounds) - 1
        while low < high:
            middle = (low + high) // 2
            if self._term(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def _term(self, number: int) -> bytes:
        return self.vocabulary[self.bounds[number] : self.bounds[number + 1]].tobytes()


def top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """The places of the k best scores above 0, best first; those of equal score in order."""
    found = np.flatnonzero(scores > 0)
    if len(found) > k > 0:
        floor = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= floor]
    return found[np.argsort(-scores[found], kind="stable")][:k]


def load(data: bytes) -> Lexical:
    """The index that `save` wrote."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        fields = {name: arrays[name] for name in arrays.files}
    return Lexical(**{**fields, "passages": int(fields["passages"])})


@dataclass(frozen=True, slots=True)
class _Counted:
    """How often each term stands in each text: `pairs` holds term << 32 | text, sorted; terms are sorted UTF-8."""

    terms: list[bytes]
    pairs: NDArray[np.int64]
    counts: NDArray[np.int64]
    lengths: NDArray[np.float64]


def build(texts: Iterable[list[str]]) -> Lexical:
    """Index texts, each given as its search terms."""
    return _weighted(_counted(texts))


def build_both(passages: Iterable[list[str]], owners: NDArray[np.int32], documents: int) -> tuple[Lexical, Lexical]:
    """Index passages, and the documents that they make up: passage p is of document `owners[p]`, ascending from 0."""
    counted = _counted(passages)
    return _weighted(counted), _weighted(_grouped(counted, owners, documents))


def _counted(texts: Iterable[list[str]]) -> _Counted:
    ids: dict[str, int] = {}
    keys: list[NDArray[np.int64]] = []
    lengths: list[int] = []
    for row, terms in enumerate(texts):
        found = np.fromiter((ids.setdefault(term, len(ids)) for term in terms), dtype=np.int64, count=len(terms))
        keys.append(found << 32 | row)
        lengths.append(len(terms))
    order = sorted(ids)
    place = np.empty(len(ids), dtype=np.int64)
    place[[ids[term] for term in order]] = np.arange(len(ids))
    postings = np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64)
    postings = place[postings >> 32] << 32 | postings & 0xFFFFFFFF
    pairs, counts = np.unique(postings, return_counts=True)
    return _Counted([term.encode() for term in order], pairs, counts, np.array(lengths, dtype=np.float64))


def _grouped(counted: _Counted, owners: NDArray[np.int32], documents: int) -> _Counted:
    """The same counts for the documents that the passages make up."""
    pairs = counted.pairs >> 32 << 32 | owners[counted.pairs & 0xFFFFFFFF]
    firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
    counts = np.add.reduceat(counted.counts, firsts) if len(firsts) else counted.counts
    return _Counted(
        counted.terms, pairs[firsts], counts, np.bincount(owners, counted.lengths, documents).astype(np.float64)
    )


def _weighted(counted: _Counted) -> Lexical:
    term, rows = counted.pairs >> 32, (counted.pairs & 0xFFFFFFFF).astype(np.int32)
    frequency, lengths = np.bincount(term, minlength=len(counted.terms)), counted.lengths
    idf = np.array([_idf(int(n), len(lengths)) for n in frequency])
    norm = K1 * (1 - B + B * lengths / max(1.0, float(lengths.mean()) if len(lengths) else 1.0))
    impacts = idf[term] * counted.counts / (counted.counts + norm[rows])
    return Lexical(
        vocabulary=np.frombuffer(b"".join(counted.terms), dtype=np.uint8),
        bounds=np.concatenate(([0], np.cumsum([len(one) for one in counted.terms]))).astype(np.int64),
        starts=np.concatenate(([0], np.cumsum(frequency))).astype(np.int64),
        rows=rows,
        impacts=impacts.astype(np.float32),
        passages=len(lengths),
    )


def _idf(frequency: int, passages: int) -> float:
    return float(np.log1p((passages - frequency + 0.5) / (frequency + 0.5)))
