"""From a folder of documents to an index, page by page: reader, date, passages, vectors, stores.

What did not change since the previous index is taken over from it: a file that is the same is not read again, and a
passage whose text the embedder has seen is not embedded again. The result is the same as that of a build from nothing.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index import generations, lexical, likeness
from index.chunk import passages
from index.dates import dated, in_words
from index.disk import DISK, Disk
from index.embed import Means, embed
from index.errors import CorpusError, FileSkipped, Note
from index.generations import About
from index.index import Index, Sides, Store, pack
from index.journal import Journal, Stamp
from index.parts import part
from index.places import Corpus, FileState, scan
from index.readers import READERS
from index.reading import articles, load
from index.records import Entry, FileRecord, write
from index.sandbox import Sandbox
from index.types import Article, Document, Progress, Report, Span
from index.vectors import Embedder
from index.words import STOP, term, words
from index.wordvectors import shipped

_RACY = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What to build: the corpus, the folder of its index, the vector store's name and the words of a passage; and the
    disk that the folder is on, which only tests have another one for."""

    corpus: Corpus
    folder: Path
    store: str
    words: int
    disk: Disk = DISK


NEWS = ("added", "changed", "removed")
"""The statuses of a Change that make an index another one."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one file: `status` is added, changed, unchanged, removed or skipped.

    `notes` say why a file, or single lines of it, were skipped.
    """

    file: str
    status: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """The ids of the files that are new, changed or gone since an index was built, by size and time of writing."""

    new: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read: its record and its documents, cut into passages."""

    record: FileRecord
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class _Reading:
    """How files are read: the words of a passage, and where those are parsed that nobody should trust."""

    words: int
    box: Sandbox


def build(plan: Plan, embedder: Embedder, previous: Index | None, report: Report) -> list[Change]:
    """Build the index of a corpus and make it the current one; returns what became of each file, in order of id.

    `previous` is the current index when it may be built upon. Raises CorpusError when no file can be read, IndexBusy
    when another process is building, and whatever `report` raises; the current index then stays as it is.
    """
    started = time.time_ns()
    with generations.lock(plan.folder, plan.disk):
        states = list(scan(plan.corpus, plan.folder))
        before = {record.state.source.id: record for record in previous.records.files()} if previous else {}
        journal = Journal(plan.folder, plan.disk, Stamp(plan.words, embedder.name))
        read: list[_Read] = []
        with Sandbox() as box:
            reading = _Reading(plan.words, box)
            for done, state in enumerate(states):
                report(Progress("reading", done, len(states)))
                known = before.get(state.source.id)
                resumed = journal.file(state)
                read.append(_Read(*resumed) if resumed else _read_or_reuse(state, known, previous, reading))
                if not resumed and read[-1].record.sha256 != (known.sha256 if known else ""):
                    journal.read(read[-1].record, read[-1].entries)
        entries = [(number, entry) for number, one in enumerate(read) for entry in one.entries]
        if not any(entry.passages for _, entry in entries):
            raise CorpusError(_nothing_to_read(plan.corpus, read))
        records = write([one.record for one in read], entries)
        sides = _sides([entry for _, entry in entries], plan, Means(embedder, previous, report, journal))
        about = About(
            embedder=embedder.name,
            word_model=shipped().name,
            store=plan.store,
            words=plan.words,
            roots=tuple(str(root) for root in plan.corpus.roots),
            built=started,
            documents=len(entries),
            passages=len(sides.owners),
            newest=max((entry.document.date or "" for _, entry in entries), default=""),
        )
        generations.publish(plan.folder, about, pack(records, sides), plan.disk)
        journal.remove()
        return _changes(read, before)


def is_current(plan: Plan, index: Index) -> bool:
    """Whether the files of the corpus are those that the index was built of, by their state on disk."""
    states = list(scan(plan.corpus, plan.folder))
    records = index.records.files()
    return len(states) == len(records) and all(
        state.source.id == record.state.source.id and same(state, record, index.about.built)
        for state, record in zip(states, records, strict=True)
    )


def compare(plan: Plan, index: Index) -> Differences:
    """What has changed on disk since an index was built; no file is read."""
    before = {record.state.source.id: record.state for record in index.records.files()}
    now = {state.source.id: state for state in scan(plan.corpus, plan.folder)}
    both = now.keys() & before.keys()
    changed = {name for name in both if (now[name].size, now[name].mtime) != (before[name].size, before[name].mtime)}
    return Differences(frozenset(now.keys() - before.keys()), frozenset(changed), frozenset(before.keys() - now.keys()))


def seen_text(document: Document, sentences: tuple[Span, ...]) -> str:
    """What the embedder and the word index see of a passage: the document's title and date, then the passage."""
    text = document.text[sentences[0].start : sentences[-1].end]
    return "\n".join(part for part in (document.title, in_words(document.date), text) if part)


def _read_or_reuse(state: FileState, before: FileRecord | None, previous: Index | None, reading: _Reading) -> _Read:
    if before and previous and same(state, before, previous.about.built):
        return _Read(before, list(previous.records.entries(state.source.id)))
    found: list[Article | FileSkipped] = []
    digest = ""
    try:
        state, data = load(state)
        digest = hashlib.sha256(data).hexdigest()
        if before and previous and before.sha256 == digest:
            return _Read(replace(before, state=state), list(previous.records.entries(state.source.id)))
        found.extend(articles(state.source, data, reading.box))
    except FileSkipped as skipped:
        found.append(skipped)
    notes = tuple(one.note for one in found if isinstance(one, FileSkipped))
    entries = [_entry(dated(one), reading.words) for one in found if isinstance(one, Article)]
    return _Read(FileRecord(state, digest if entries else "", notes), entries)


def _entry(article: Article, words: int) -> Entry:
    document, found = article.document, tuple(passages(article, words))
    return Entry(document, found, tuple(_digest(seen_text(document, passage)) for passage in found))


def _sides(entries: list[Entry], plan: Plan, means: Means) -> Sides:
    """What a search goes by. Where no passage changed, it is that of the previous index."""
    digests = [digest for entry in entries for digest in entry.digests]
    owners = np.repeat(np.arange(len(entries), dtype=np.int32), [len(entry.passages) for entry in entries])
    old = means.previous
    alike = old and old.about.store == plan.store and means.knows_vectors and old.records.digests() == digests
    if old and alike and np.array_equal(old.sides.owners, owners):
        return old.sides
    store: Store = part("index.stores", plan.store).build(embed(_seen(entries), digests, means))
    means.report(Progress("indexing", 0, 1))
    found: set[str] = set()
    passages, documents = lexical.build_both((_terms(text, found) for text in _seen(entries)), owners, len(entries))
    return Sides(store, passages, documents, likeness.build(passages, found, shipped()), owners)


def _seen(entries: list[Entry]) -> Iterator[str]:
    """What is seen of each passage, one after the other, since together they are as large as the corpus."""
    return (seen_text(entry.document, passage) for entry in entries for passage in entry.passages)


def _terms(text: str, found: set[str]) -> list[str]:
    """The search terms of a text, whose words are put among those found."""
    here = words(text)
    found.update(here)
    return [one for word in here if (one := term(word)) not in STOP]


def _digest(seen: str) -> bytes:
    return hashlib.sha256(seen.encode()).digest()


def same(state: FileState, record: FileRecord, built: int) -> bool:
    """Whether a file is as it was. One written within two seconds of the build may have changed unseen, so is not."""
    then = record.state
    unchanged = (state.size, state.mtime, state.ctime) == (then.size, then.mtime, then.ctime)
    last_change = state.mtime if os.name == "nt" else state.ctime  # on Windows ctime is when the file was made
    return unchanged and last_change < built - _RACY


def _changes(read: list[_Read], before: dict[str, FileRecord]) -> list[Change]:
    changes = []
    for one in read:
        file = one.record.state.source.id
        old = before.get(file)
        if not one.entries:
            status = "skipped"
        elif old is None or not old.sha256:
            status = "added"
        else:
            status = "unchanged" if old.sha256 == one.record.sha256 else "changed"
        changes.append(Change(file, status, one.record.notes))
    gone = before.keys() - {one.record.state.source.id for one in read}
    return sorted([*changes, *(Change(file, "removed") for file in gone)], key=lambda change: change.file)


def _nothing_to_read(place: Corpus, read: list[_Read]) -> str:
    where = ", ".join(str(root) for root in place.roots)
    skipped = [one.record for one in read if one.record.notes]
    first = f"{skipped[0].state.source.id}: {skipped[0].notes[0]}" if skipped else ""
    others = f"; {len(skipped) - 1} more" if len(skipped) > 1 else ""
    because = f" ({first}{others})" if skipped else ""
    return f"there is nothing to read in {where}{because}: put documents there ({', '.join(sorted(READERS))})"
