"""The terms of several segments made those of one: vocabularies and postings, some stretch of the terms at a time.

A term that no live passage holds is left out. The numbers of the terms of a segment stay in order, so the postings of a
stretch of the new terms stand together in each of the segments.
"""

from bisect import bisect_right
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index import vocabulary
from index.columns import bounds
from index.inverted import Inverted, Out, Postings
from index.likeness import Facts
from index.merging import Merging, batches, copy
from index.numbers import Mask, Numbers, Places
from index.sections import Section, Sink
from index.vocabulary import Vocabulary

_AT_ONCE, _TERMS = 1 << 21, 1 << 13
"""Postings that are held, and terms of each segment."""
_NO_TERMS: tuple[Places, list[bytes]] = np.zeros(0, np.int64), []


def merge(merging: Merging, sink: Sink) -> None:
    """Write the vocabulary, the postings and the terms of passages of segments that are being merged."""
    segments = merging.segments
    live = [_frequencies(one.passages, of.passages) for one, of in zip(segments, merging.live, strict=True)]
    names = _vocabulary(merging, live, sink)
    count = max((int(one.max(initial=-1)) for one in names), default=-1) + 1
    small = np.zeros(count, np.bool_)
    for side, numbers in (("passages", merging.passages), ("documents", merging.documents)):
        held = [one.passages if side == "passages" else one.documents for one in segments]
        out = Out(side, sink)
        for first, postings in _merged(held, names, numbers, count):
            small[first + postings.terms()[postings.small]] = True
            out.write(postings)
        lengths = np.concatenate([np.zeros(0, np.int32), *(one.lengths for one in held)])
        out.end(lengths[numbers.order])
    _facts(merging, names, small).write(sink)
    _copy_held(merging, names, sink)


def _frequencies(passages: Inverted, live: Mask | None) -> Places:
    """For each term of a segment, how many live passages hold it."""
    starts = passages.starts
    if live is None:
        return np.diff(starts)
    found = [np.zeros(0, np.int64)]
    for first, last in batches(np.diff(starts), _AT_ONCE):
        rows, _, _ = passages.stretch(first, last)
        kept = np.append(0, np.cumsum(live[rows]))
        found.append(np.diff(kept[starts[first : last + 1] - starts[first]]))
    return np.concatenate(found)


def _vocabulary(merging: Merging, live: list[Places], sink: Sink) -> list[NDArray[np.int32]]:
    """Write the terms that are live; for each segment the new numbers of its terms, -1 for those that are not."""
    names = [np.full(len(one), -1, np.int32) for one in live]
    streams = [_Stream(one.vocabulary, kept) for one, kept in zip(merging.segments, live, strict=True)]

    def numbered() -> Iterator[bytes]:
        count = 0
        while lasts := [one.terms[-1] for one in streams if one.terms]:
            taken = [one.take(min(lasts)) for one in streams]
            terms = sorted(set[bytes]().union(*(some for _, some in taken)))
            places = dict(zip(terms, range(count, count + len(terms)), strict=True))
            for new, (held, some) in zip(names, taken, strict=True):
                new[held] = list(map(places.__getitem__, some))
            count += len(terms)
            yield from terms

    vocabulary.write(numbered(), sink)
    return names


class _Stream:
    """The live terms of a segment, in order; `terms` are the next ones that are read."""

    def __init__(self, vocabulary: Vocabulary, live: Places) -> None:
        self._batches = _batches(vocabulary, live)
        self._numbers, self.terms = next(self._batches, _NO_TERMS)

    def take(self, last: bytes) -> tuple[Places, list[bytes]]:
        """The terms up to this one, which is not after all that are read, and their numbers."""
        end = bisect_right(self.terms, last)
        taken = self._numbers[:end], self.terms[:end]
        self._numbers, self.terms = self._numbers[end:], self.terms[end:]
        if not self.terms:
            self._numbers, self.terms = next(self._batches, _NO_TERMS)
        return taken


def _batches(vocabulary: Vocabulary, live: Places) -> Iterator[tuple[Places, list[bytes]]]:
    first = 0
    for terms in vocabulary.batches(_TERMS):
        numbers = first + np.flatnonzero(live[first : first + len(terms)])
        kept = terms if len(numbers) == len(terms) else [terms[number] for number in (numbers - first).tolist()]
        if kept:
            yield numbers, kept
        first += len(terms)


def _merged(
    held: list[Inverted], names: list[NDArray[np.int32]], numbers: Numbers, count: int
) -> Iterator[tuple[int, Postings]]:
    """The postings of one side, stretch after stretch of the new terms, each with the first of them."""
    sizes = np.zeros(count, np.int64)
    for one, new in zip(held, names, strict=True):
        np.add.at(sizes, new[new >= 0], np.diff(one.starts)[new >= 0])
    for first, last in batches(sizes, _AT_ONCE):
        found = [
            _renumbered(part, one, (new, first, last), numbers)
            for part, (one, new) in enumerate(zip(held, names, strict=True))
        ]
        keys, counts, small = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(keys, kind="stable")
        frequencies = np.bincount(keys >> 32, minlength=last - first)
        rows = (keys[order] & 0xFFFFFFFF).astype(np.int32)
        yield first, Postings(frequencies, rows, counts[order].astype(np.int64), small[order])


def _renumbered(
    part: int, inverted: Inverted, terms: tuple[NDArray[np.int32], int, int], numbers: Numbers
) -> tuple[Places, NDArray[np.uint16], Mask]:
    """The live postings of a segment for a stretch of new terms: term and row in one number, counts, and the bits."""
    new, first, last = terms
    known = np.flatnonzero((new >= first) & (new < last))
    if not len(known):
        return np.zeros(0, np.int64), np.zeros(0, np.uint16), np.zeros(0, np.bool_)
    start, end = int(known[0]), int(known[-1]) + 1
    rows, counts, small = inverted.stretch(start, end)
    held = np.repeat(new[start:end] - first, np.diff(inverted.starts[start : end + 1]))
    into = numbers.join(part, rows.astype(np.int64))
    kept = (into >= 0) & (held >= 0)
    return held[kept].astype(np.int64) << 32 | into[kept], counts[kept], small[kept]


def _facts(merging: Merging, names: list[NDArray[np.int32]], small: Mask) -> Facts:
    """What is known of the new terms."""
    count = len(small)
    found = Facts(np.zeros(count, np.int32), np.zeros(count, np.uint32), np.zeros(count, np.uint32), small)
    for one, new in zip(merging.segments, names, strict=True):
        held, kept = one.terms.facts(small), new >= 0
        for into, of in ((found.rows, held.rows), (found.marks, held.marks), (found.codes, held.codes)):
            into[new[kept]] = of[kept]
    return found


def _copy_held(merging: Merging, names: list[NDArray[np.int32]], sink: Sink) -> None:
    """Write the terms of each passage, by their new numbers."""
    pairs = list(zip(merging.segments, names, strict=True))
    ends = [bounds(one.sections["held.end"]) for one in merging.segments]
    held = [
        (_Renumbered(one.sections["held.terms"], new), 4 * end[one.rows.firsts])
        for (one, new), end in zip(pairs, ends, strict=True)
    ]
    copy(merging.documents, held, sink.section("held.terms").write)
    lengths = np.concatenate([np.zeros(0, np.int64), *map(np.diff, ends)])[merging.passages.order]
    sink.section("held.end").write(np.cumsum(lengths))


class _Renumbered:
    """A section of the numbers of terms, read as their new numbers."""

    def __init__(self, section: Section, names: NDArray[np.int32]) -> None:
        self.size, self._section, self._names = section.size, section, names

    def read(self, start: int, size: int) -> bytes:
        return self._names[np.frombuffer(self._section.read(start, size), np.int32)].tobytes()
