"""The index of a corpus: one object that finds passages by meaning and by words."""

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np

from index import likeness, numbers
from index.files import FileTable
from index.lexical import Lexical, Part, Sweep
from index.likeness import Asked, Compared, WordModel, heard
from index.manifest import About
from index.numbers import Live, Mask, Places
from index.records import Records
from index.segment import Segment
from index.types import Passage
from index.vectors import Scores, Vectors

EXACT = 85_000
"""So many passages are all compared by their vectors; of more, those that sketches say may be the nearest."""


class Index:
    """An immutable snapshot of a corpus, made of segments; safe to use from several threads.

    Passages and documents are known by their numbers, from 0 in the order of the files, whatever segment they are in.
    """

    def __init__(self, about: About, files: FileTable, segments: Sequence[tuple[Segment, Mask | None]]) -> None:
        """`segments` are those of the index, each with the mask of its documents that are dead, None when none is."""
        self.about, self.files = about, files
        self._segments = [segment for segment, _ in segments]
        self._live = [Live(segment.rows, dead) for segment, dead in segments]
        self._numbers = numbers.numbered(self._live)
        self.records = Records(files, self._live, self._numbers)
        documents, passages = self._numbers
        pairs = list(zip(self._segments, self._live, strict=True))
        words = [Part(one.vocabulary, one.passages, live.passages) for one, live in pairs]
        self.lexical, whole = Lexical(words, passages), [(one.documents, live.documents) for one, live in pairs]
        self.documents = Lexical([Part(one.vocabulary, *two) for one, two in zip(words, whole, strict=True)], documents)
        self.spellings = lru_cache(maxsize=1 << 12)(self._spellings)
        """The terms that sound as a name does, itself among them, and stand nowhere without a capital."""

    def near(self, vector: Vectors, k: int, allowed: Mask | None = None) -> list[tuple[int, float]]:
        """The k passages whose vectors are nearest, as (number, cosine), best first."""
        found, scores = self.nearest(vector, k, allowed)
        return list(zip(found.tolist(), scores.tolist(), strict=True))

    def nearest(self, vector: Vectors, k: int, allowed: Mask | None = None) -> tuple[Places, Scores]:
        """The numbers of the k passages whose vectors are nearest, best first, ties in order, and their cosines."""
        passages = self._numbers[1]
        masks = [live.passages for live in self._live] if allowed is None else passages.scatter(allowed)
        numbers, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
        for part, rows, near in self._compared(vector, k, masks):
            numbers.append(passages.join(part, rows))
            scores.append(near)
        found, cosines = np.concatenate(numbers), np.concatenate(scores)
        best = np.lexsort((found, -cosines))[:k]
        return found[best], cosines[best]

    def _compared(self, vector: Vectors, k: int, masks: Sequence[Mask | None]) -> Iterator[tuple[int, Places, Scores]]:
        """The rows of each segment that may be among the nearest, and their cosines."""
        guessed, many = list[tuple[int, Places, Scores]](), self._numbers[1].count > EXACT
        for part, (segment, mask) in enumerate(zip(self._segments, masks, strict=True)):
            if many and segment.store.likely:
                guessed.append((part, *segment.store.guess(vector, k, mask)))
            else:
                yield part, *segment.store.search(vector, k, mask)
        if guessed:  # as many as of one segment alone, and some more, since there is more that seems near
            every = np.sort(np.concatenate([near for _, _, near in guessed]))
            most = max(len(rows) for _, rows, _ in guessed) * 5 // 4
            floor = every[-min(most, len(every))] if len(every) else np.inf
            for part, rows, near in guessed:
                kept = np.sort(rows[near >= floor])
                yield part, kept, self._segments[part].store.among(vector, kept)

    def prepare(self) -> None:
        """Read now what would take the first question long to read."""
        if self.likely:
            for segment in self._segments:
                segment.store.prepare()

    @property
    def likely(self) -> int:
        """How many vectors of a segment are compared as they are, after sketches of all; 0 where all are."""
        many = self._numbers[1].count > EXACT
        return max((segment.store.likely for segment in self._segments), default=0) if many else 0

    def matching(self, terms: list[str], k: int, allowed: Mask | None = None) -> list[tuple[int, float]]:
        """The k passages that match search terms best, as (number, BM25 score), best first."""
        return self.lexical.search(terms, k, allowed)

    def passage(self, number: int) -> Passage:
        """The passage with this number."""
        return self.records.passage(number)

    def vectors(self, passages: Places) -> Vectors:
        """The vectors of some passages, in the order given."""
        found = np.zeros((len(passages), self._width), np.float32)
        for part, places, rows in self._numbers[1].split(passages):
            found[places] = self._segments[part].store.take(rows)
        return found

    def compare(self, model: WordModel, asked: Asked, passages: Places) -> Compared:
        """How near the terms of some passages come to words."""
        split = self._numbers[1].split(passages)
        held = [(self._segments[part].terms, places, rows) for part, places, rows in split]
        return likeness.compare(model, asked, held)

    def owners(self, passages: Places) -> Places:
        """The numbers of the documents that some passages stand in."""
        found = np.zeros(len(passages), np.int64)
        for part, places, rows in self._numbers[1].split(passages):
            found[places] = self._numbers[0].join(part, self._live[part].rows.owners(rows))
        return found

    def leads(self, passages: Places) -> Places:
        """How many passages stand before each of some in its document."""
        found = np.zeros(len(passages), np.int64)
        for part, places, rows in self._numbers[1].split(passages):
            of = self._live[part].rows
            found[places] = rows - of.firsts[of.owners(rows)]
        return found

    def heads(self, documents: Places, sweep: Sweep) -> Places:
        """The passage of each document, of those that have some, that a sweep scores best, the first among equals."""
        found = np.full(len(documents), -1, np.int64)
        for part, places, rows in self._numbers[0].split(documents):
            firsts, scores = self._live[part].rows.firsts, sweep.scores[part]
            ranges = zip(firsts[rows].tolist(), firsts[rows + 1].tolist(), strict=True)
            best = [first + int(scores[first:end].argmax()) for first, end in ranges]
            found[places] = self._numbers[1].join(part, np.array(best, np.int64))
        return found

    def owning(self, allowed: Mask) -> Mask:
        """For each document, whether one of its passages is allowed."""
        documents, passages = self._numbers
        found = []
        for live, mask in zip(self._live, passages.scatter(allowed), strict=True):
            before = np.append(0, np.cumsum(mask))
            found.append(np.diff(before[live.rows.firsts]) > 0)
        return documents.gather(found)

    def knows(self, stem: str, name: bool) -> bool:
        """Whether a term stands somewhere in the documents, that of a name in whatever spelling."""
        return self.lexical.frequency(stem) > 0 or (name and bool(self.spellings(stem)))

    def _spellings(self, stem: str) -> tuple[str, ...]:
        code = heard(stem)
        pairs = zip(self._segments, self._live, strict=True) if code else ()
        heard_as = (segment.terms.sounding(code, live.passages is None) for segment, live in pairs)
        found = set(chain.from_iterable(heard_as))
        return tuple(sorted(one for one in found if self.lexical.frequency(one) and not self._small(one)))

    def _small(self, term: str) -> bool:
        """Whether a live passage has a term without a capital."""
        for segment, live in zip(self._segments, self._live, strict=True):
            number = segment.vocabulary.number(term)
            if number is None or not segment.terms.small.read(number, 1)[0]:
                continue
            if live.passages is None:
                return True
            here = segment.passages.small(number)
            if live.passages[segment.passages.rows(number)[here]].any():
                return True
        return False

    @cached_property
    def _width(self) -> int:
        """The numbers of a vector."""
        return max((segment.store.shape[1] for segment in self._segments), default=0)
