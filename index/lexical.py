"""BM25 over the inverted files of one or several segments.

As Lucene computes it (Robertson and Zaragoza, 2009, without the constant factor k1 + 1):
idf = ln(1 + (N - n + 0.5) / (n + 0.5)), tf / (tf + k1 * (1 - b + b * length / average length)), where N, n and the
average are of all live texts, whatever segment they are in. So no weight can be kept with a posting; they are made when
they are asked for, in double precision, and added up in single precision in the order of the terms.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index import vocabulary
from index.inverted import Counts, Inverted, Out, counted_terms, invert, ordered
from index.numbers import Mask, Numbers, Places
from index.sections import Memory
from index.vectors import Scores
from index.vocabulary import Vocabulary

K1 = 1.2
B = 0.75
_SET = 64
"""Texts in a set, of which only the highest score is looked at first."""


@dataclass(frozen=True, slots=True)
class Part:
    """The inverted file of a segment, and which of its texts are live; None when all are."""

    vocabulary: Vocabulary
    inverted: Inverted
    live: Mask | None


@dataclass(frozen=True, slots=True)
class Sweep:
    """The score of every text, by segment and row."""

    scores: Sequence[Scores]
    numbers: Numbers

    def top(self, k: int) -> Places:
        """The numbers of the k texts with the highest scores above 0, best first, ties in order of number."""
        best = [top(scores, k) for scores in self.scores]
        if len(best) == 1:
            return self.numbers.join(0, best[0])
        numbers = np.concatenate([self.numbers.join(part, rows) for part, rows in enumerate(best)])
        scores = np.concatenate([scores[rows] for scores, rows in zip(self.scores, best, strict=True)])
        return numbers[np.lexsort((numbers, -scores))[:k]]

    def at(self, numbers: Places) -> Scores:
        """The scores of some texts by number."""
        found = np.zeros(len(numbers), np.float32)
        for part, places, rows in self.numbers.split(numbers):
            found[places] = self.scores[part][rows]
        return found


class Lexical:
    """The passages of an index, or its documents, found by their terms. Safe to use from several threads."""

    def __init__(self, parts: Sequence[Part], numbers: Numbers) -> None:
        self._parts, self.numbers = parts, numbers
        self.frequency = lru_cache(maxsize=1 << 14)(self._frequency)
        """How many live texts hold a term."""

    def search(self, terms: list[str], k: int, allowed: Mask | None = None) -> list[tuple[int, float]]:
        """The k best texts as (number, score), best first, ties in order of number.

        A term that is asked for twice counts twice. With `allowed` (a value for each number) only those are found.
        """
        sweep = self.sweep(Counter(terms), allowed)
        best = sweep.top(k)
        return list(zip(best.tolist(), sweep.at(best).tolist(), strict=True))

    def sweep(self, times: Mapping[str, int], allowed: Mask | None = None) -> Sweep:
        """The score of every text for terms, each with how often it is asked for; -1 for what is not allowed."""
        scores = [np.zeros(part.inverted.texts, np.float32) for part in self._parts]
        for term in sorted(times):  # in the order of their UTF-8
            for number, (part, one) in enumerate(zip(self._parts, scores, strict=True)):
                self._add(number, part, (term, times[term]), one)
        masks = [part.live for part in self._parts] if allowed is None else self.numbers.scatter(allowed)
        for one, mask in zip(scores, masks, strict=True):
            if mask is not None:
                np.copyto(one, np.float32(-1), where=~mask)
        return Sweep(scores, self.numbers)

    def idf(self, term: str) -> float:
        """The inverse document frequency of a term, in nats; highest for one that is nowhere."""
        return _idf(self.frequency(term), self.numbers.count)

    def _add(self, number: int, part: Part, asked: tuple[str, int], scores: Scores) -> None:
        known = part.vocabulary.number(asked[0])
        if known is None:
            return
        rows, counts = part.inverted.postings(known)
        places = rows.astype(np.intp)  # which numpy would otherwise make of them three times
        impacts = _impacts(self.idf(asked[0]), counts, (self._norms[number], part.inverted.lengths.take(places)))
        if asked[1] != 1:
            impacts *= np.float32(asked[1])
        impacts += scores.take(places)
        scores[places] = impacts

    def _frequency(self, term: str) -> int:
        found = 0
        for part in self._parts:
            number = part.vocabulary.number(term)
            if number is None:
                continue
            if part.live is None:
                found += part.inverted.frequency(number)
            else:
                found += int(np.count_nonzero(part.live[part.inverted.rows(number)]))
        return found

    @cached_property
    def _norms(self) -> list[NDArray[np.float64]]:
        """For each segment, what is added to the count of a term in a text, by the length of the text."""
        lengths = [part.inverted.lengths for part in self._parts]
        live = [one if part.live is None else one[part.live] for part, one in zip(self._parts, lengths, strict=True)]
        total = sum(int(one.sum(dtype=np.int64)) for one in live)
        average = max(1.0, total / self.numbers.count if self.numbers.count else 1.0)
        return [K1 * (1 - B + B * np.arange(one.max(initial=0) + 1.0) / average) for one in lengths]


def _impacts(idf: float, counts: Counts, norms: tuple[NDArray[np.float64], NDArray[np.int32]]) -> Scores:
    """What a term adds to each text; `norms` are the summands by length, and the lengths."""
    by_length, lengths = norms
    most = int(counts.max(initial=0)) + 1
    if most * len(by_length) > len(counts):
        return (idf * counts / (counts + by_length[lengths])).astype(np.float32)
    each = np.arange(most, dtype=np.float64)[:, None]  # each pair of count and length is met often: work it out once
    table = (idf * each / (each + by_length)).astype(np.float32)
    pairs = np.multiply(counts, len(by_length), dtype=np.intp)
    pairs += lengths
    impacts: Scores = table.take(pairs)
    return impacts


def top(scores: Scores, k: int) -> Places:
    """The rows of the k highest scores above 0, best first; those of equal score in order."""
    found = np.flatnonzero(scores >= _floor(scores, k))
    if len(found) > k > 0:
        floor = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= floor]
    return found[np.argsort(-scores[found], kind="stable")][:k]


def _floor(scores: Scores, k: int) -> np.float32:
    """A score above 0 that the k highest reach, if as many are above 0: k sets of texts hold one that does."""
    whole = len(scores) // _SET
    least: np.float32 = np.nextafter(np.float32(0), np.float32(1))
    if not 0 < k < whole:
        return least
    highest = scores[: whole * _SET].reshape(_SET, whole).max(axis=0)
    return np.float32(max(float(least), float(np.partition(highest, whole - k)[whole - k])))


def build(texts: Iterable[list[str]]) -> Lexical:
    """An index in memory of texts, each given as its search terms."""
    memory, words = Memory(), counted_terms(texts)
    stems, places = ordered(words.vocabulary)
    vocabulary.write(stems, memory)
    out = Out("passages", memory)
    out.write(invert(places, words))
    out.end(words.lengths)
    part = Part(Vocabulary(memory.sections), Inverted("passages", memory.sections), None)
    return Lexical([part], Numbers([len(words.lengths)], None))


def _idf(frequency: int, texts: int) -> float:
    return float(np.log1p((texts - frequency + 0.5) / (frequency + 0.5)))
