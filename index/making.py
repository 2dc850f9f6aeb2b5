"""From files to runs: files are read one after the other, cut into passages and embedded, and every so often what was
done is written as a segment. Nothing of the corpus is held for longer than that."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from index import segment
from index.blocks import Writer
from index.chunk import passages
from index.dates import dated
from index.errors import FileSkipped, Note
from index.files import FileRecord
from index.generations import write_segment
from index.known import Known
from index.plan import Plan, seen_text
from index.reading import Box, articles, load
from index.rows import Entry, Placed
from index.runs import Part, Run, Wanted, stamp, write_parts
from index.segment import Kinds
from index.terms import Terms
from index.types import Article, Progress, Report
from index.vectors import Embedder, Vectors
from index.wordvectors import shipped

BATCH = 256
"""Passages that are embedded at a time."""
TURN = 256
"""Documents of a file that follow on each other in a share of it."""
MOST, LARGEST = 3 << 12, 64 << 20
"""A run ends with so many passages, fewer than a store makes sketches of, or so many characters of text."""
EVERY = 5.0
"""Seconds of work after which a run ends, and a twentieth more of the time that the work took until then, so that there
are not too many runs. As much is lost when an indexing is killed."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What runs are made with. `known` has the vectors of passages that were embedded before, `terms` remembers what
    the search terms of words are."""

    plan: Plan
    embedder: Embedder
    known: Known
    box: Box
    report: Report
    terms: Terms = field(default_factory=Terms)

    def runs(self, files: Sequence[Wanted]) -> Iterator[Run]:
        """Read files, given in order of id, and write what is in them as runs, each before it is yielded.

        Raises IndexFault when that is not possible, and what `report` raises.
        """
        pending = _Pending()
        for done, file in enumerate(files):
            self.report(Progress("reading", done, len(files)))
            reading = _Reading(file)
            for one, texts in reading.entries(self.plan.words, self.box):
                pending.parts += reading.ended()
                pending.add(one, texts)
                while pending.waiting >= BATCH:
                    self.report(Progress("reading", done, len(files)))
                    self._embed(pending)
                if pending.is_due():
                    yield self._written(pending, reading.part(last=False))
            pending.parts.append(reading.part(last=True))
            if pending.is_due():
                yield self._written(pending)
        if pending.parts:
            yield self._written(pending)

    def _embed(self, pending: "_Pending") -> None:
        """Embed a batch of what is pending, or take its vectors over; equal texts once."""
        texts, fresh = pending.batch()
        known = self.known.vectors(list(fresh))
        if known:
            pending.put(list(known), np.array(list(known.values())))
        if rest := [digest for digest in fresh if digest not in known]:
            pending.put(rest, self.embedder.documents([fresh[digest] for digest in rest]))
        self.terms.add(texts)  # now, for the last texts are cut already

    def _written(self, pending: "_Pending", *unfinished: Part) -> Run:
        """Embed what is left, and write a run; `pending` is empty after that."""
        while pending.waiting:
            self._embed(pending)
        entries, parts = pending.entries, (*pending.parts, *unfinished)
        run, size = segment.Run(entries, self.terms.taken(), pending.vectors()), pending.size
        pending.reset()
        if not entries:
            return Run(None, parts)

        def fill(writer: Writer) -> None:
            segment.write(run, Kinds(self.plan.store, shipped()), writer)
            write_parts(parts, stamp(self.plan, self.embedder.name), writer)

        return Run(write_segment(self.plan.folder, fill, self.plan.disk, size), parts)


class _Pending:
    """What was read since the last run: entries, the parts of files that are finished, and of the passages the texts,
    the first of which are embedded already. Of equal passages there is one vector."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self.reset()

    def reset(self) -> None:
        self.entries: list[Placed] = []
        self.parts: list[Part] = []
        self.texts: list[str] = []
        self._digests: list[bytes] = []
        self._places: dict[bytes, int] = {}
        self._vectors: list[Vectors] = []
        self._embedded = self._characters = 0
        self._since = time.monotonic()

    @property
    def size(self) -> int:
        """About as many bytes are needed for a run."""
        return 4 * self._characters

    @property
    def waiting(self) -> int:
        """How many passages are not embedded yet."""
        return len(self.texts) - self._embedded

    def add(self, one: Placed, texts: list[str]) -> None:
        """Add a document, and what the embedder sees of each of its passages."""
        self.entries.append(one)
        self.texts += texts
        self._digests += one.entry.digests
        self._characters += len(one.entry.document.text)

    def batch(self) -> tuple[list[str], dict[bytes, str]]:
        """The texts of the next passages, and by their digests those that have no vector yet."""
        here = slice(self._embedded, self._embedded + BATCH)
        self._embedded = min(here.stop, len(self.texts))
        texts = self.texts[here]
        found = zip(self._digests[here], texts, strict=True)
        return texts, {digest: text for digest, text in found if digest not in self._places}

    def put(self, digests: list[bytes], vectors: Vectors) -> None:
        """The vectors of passages with these digests, one a row."""
        self._places.update(zip(digests, range(len(self._places), len(self._places) + len(digests)), strict=True))
        self._vectors.append(vectors)

    def vectors(self) -> Vectors:
        """The vectors of all passages, in order."""
        if not self._vectors:
            return np.zeros((0, 0), np.float32)
        made: Vectors = np.concatenate(self._vectors)
        rows = list(map(self._places.__getitem__, self._digests))
        return made if rows == list(range(len(made))) else made[rows]

    def is_due(self) -> bool:
        """Whether it is time for a run."""
        full = len(self.texts) >= MOST or self._characters >= LARGEST
        return full or time.monotonic() - self._since >= EVERY * (1 + (self._since - self._begun) / 100)


class _Reading:
    """A file as it is read: its state and SHA-256, why it or parts of it are skipped, how many documents it has so far,
    and those of the present part, before which are `first`."""

    def __init__(self, file: Wanted) -> None:
        self._file, self._state, self._sha256, self._notes = file, file.state, "", tuple[Note, ...]()
        self._first = self._count = self._all = 0
        self._ended: list[Part] = []

    def entries(self, words: int, box: Box) -> Iterator[tuple[Placed, list[str]]]:
        """The documents of a share of the file that no run holds, in order, and what the embedder sees of their
        passages."""
        file = self._file
        try:
            self._state, data = load(file.state)
            self._sha256 = hashlib.sha256(data).hexdigest()
            if self._sha256 == file.sha256 or self._is_taken_over():
                return
            for number, one in enumerate(self._articles(data, box)):
                self._all = number + 1
                if self._is_next(number):
                    entry, texts = _entry(dated(one), words)
                    yield Placed(file.state.source.id, number, entry), texts
        except FileSkipped as skipped:
            self._notes += (skipped.note,)
        if not self._first + self._all:
            self._sha256 = ""

    def ended(self) -> list[Part]:
        """The parts that ended before the present one, each told once."""
        parts, self._ended = self._ended, []
        return parts

    def part(self, last: bool) -> Part:
        """What was read since the last part; with the last document of the file it is the last one."""
        whole = last and self._first + self._count >= self._all
        part = Part(FileRecord(self._state, self._sha256, self._notes), self._first, self._count, whole)
        self._first, self._count = self._first + self._count, 0
        return part

    def _is_next(self, number: int) -> bool:
        """Whether a document is the next one of the share; then it is counted."""
        mine, shares = self._file.share
        if number < self._first or number // TURN % shares != mine:
            return False
        if number > self._first + self._count:
            self._ended += [self.part(last=False)] if self._count else []
            self._first = number
        self._count += 1
        return True

    def _is_taken_over(self) -> bool:
        """Whether runs hold all of the file. Where they hold its beginning, that is counted."""
        held = [part for part in self._file.parts if part.record.sha256 == self._sha256]
        self._first = sum(part.count for part in held)
        if held and held[-1].last:
            self._notes = held[-1].record.notes
            return True
        return False

    def _articles(self, data: bytes, box: Box) -> Iterator[Article]:
        for one in articles(self._state.source, data, box):
            if isinstance(one, FileSkipped):
                self._notes += (one.note,)
            else:
                yield one


def _entry(article: Article, words: int) -> tuple[Entry, list[str]]:
    document, found = article.document, tuple(passages(article, words))
    texts = [seen_text(document, one) for one in found]
    return Entry(document, found, tuple(hashlib.sha256(text.encode()).digest() for text in texts)), texts
