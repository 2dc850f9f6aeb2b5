"""From a folder of documents to an index: what is new or changed is read into runs (`index.making`), which join the
segments that are there; then small segments are made one (`index.tiers`).

What did not change since the index before is taken over from it: a file that is the same is not read again, and a
passage whose text the embedder has seen is not embedded again. The result is the same as that of a build from nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index import generations, journal, tiers
from index.blocks import Blocks
from index.errors import CorpusError
from index.faults import reading
from index.files import FileRecord, FileTable, table
from index.journal import Left
from index.ledger import Ledger
from index.looking import Seen, fits, look
from index.manifest import About, Content, segment_name
from index.opened import DEAD, Piece, pack, piece, segments
from index.places import FILES, Corpus
from index.plan import Change, Plan
from index.readers import READERS
from index.runs import Run, Wanted, stamp
from index.spread import made
from index.sweep import sweep
from index.types import Report
from index.vectors import Embedder
from index.wordvectors import shipped


@dataclass(frozen=True, slots=True)
class _Base:
    """What there is to build upon: the files and segments of the index before, none where there is no such index."""

    files: FileTable
    pieces: list[Piece]
    built: int


def build(plan: Plan, embedder: Embedder, report: Report, seen: Seen | None = None) -> list[Change]:
    """Build the index of a corpus upon the current one; returns what became of each file, in order of id.

    A current index that was made in another way is left aside. `seen` are the files, where somebody has looked already.
    Raises CorpusError when no file can be read, IndexBusy when another process is building, IndexDamaged when the
    current index is damaged, and whatever `report` raises; the current index then stays as it is.
    """
    with generations.lock(plan.folder, plan.disk):
        base = _base(plan, embedder)
        if seen is None or base.built > seen.at:  # another process has looked since, and may have found more
            seen = look(plan)
        return _built(plan, base, (embedder, report), seen)


def rebuild(plan: Plan, embedder: Embedder, report: Report) -> list[Change]:
    """As `build`, but from nothing, whatever there is. Raises no IndexDamaged."""
    with generations.lock(plan.folder, plan.disk):
        return _built(plan, _nothing(plan), (embedder, report), look(plan))


def _built(plan: Plan, base: _Base, by: tuple[Embedder, Report], seen: Seen) -> list[Change]:
    embedder, report = by
    left = journal.left(plan.folder, plan.disk, stamp(plan, embedder.name))
    ledger = Ledger(seen, base.files, base.built)
    wanted = ledger.wanted(journal.usable(left))
    runs = list(made(plan, (embedder, report), base.pieces, wanted))
    read = {part.record.state.source.id: part.record for run in runs for part in run.parts if part.last}
    ledger.enter(read.values())
    resumed = _resumed(plan, left, _used(wanted, read))
    joined = (*_aged(base.pieces, ledger.stale()), *resumed, *_new(plan, runs))
    pieces = [one for one in joined if one.live()[0]]
    files = ledger.table()
    if not any(one.live()[1] for one in pieces):
        raise CorpusError(_nothing_to_read(plan.corpus, FileTable(files).files()))
    publication = _Publication(plan, embedder, seen.at, files)
    tiers.settle(tiers.Merger(plan, publication.publish, report), pieces, anew=not base.pieces)
    return ledger.changes()


@dataclass(frozen=True, slots=True)
class _Publication:
    """What a generation says beside its segments."""

    plan: Plan
    embedder: Embedder
    built: int
    files: bytes

    def publish(self, pieces: Sequence[Piece], instead_of: str) -> str:
        """Publish a generation of these segments, which takes the place of another one if that has a name."""
        counts = [one.live() for one in pieces]
        about = About(
            embedder=self.embedder.name,
            word_model=shipped().name,
            store=self.plan.store,
            words=self.plan.words,
            roots=tuple(str(root) for root in self.plan.corpus.roots),
            built=self.built,
            documents=sum(documents for documents, _ in counts),
            passages=sum(passages for _, passages in counts),
            newest=_newest(pieces),
        )
        dead = pack([(one.segment.rows.documents, one.dead) for one in pieces])
        content = Content(about, {FILES: self.files, DEAD: dead}, tuple(one.seal for one in pieces))
        name = generations.publish(self.plan.folder, content, self.plan.disk)
        sweep(self.plan.folder, instead_of, self.plan.disk)
        return name


def _base(plan: Plan, embedder: Embedder) -> _Base:
    generation = generations.read(plan.folder, plan.disk)
    if generation is None or not fits(plan, embedder, generation.about):
        return _nothing(plan)
    with reading(generation.place / FILES):
        files = FileTable(generation.files[FILES])
    return _Base(files, segments(generation), generation.about.built)


def _nothing(plan: Plan) -> _Base:
    return _Base(FileTable(table(str(plan.corpus.home), [])), [], 0)


def _aged(pieces: Iterable[Piece], stale: list[str]) -> Iterator[Piece]:
    """The segments of the index before, in which the documents of files that are stale are dead."""
    for one in pieces:
        rows = one.segment.rows
        dead = np.zeros(rows.documents, np.bool_) if one.dead is None else one.dead.copy()
        for id in stale:
            here = rows.within(id)
            dead[here.start : here.stop] = True
        yield replace(one, dead=dead if dead.any() else None)


def _resumed(plan: Plan, left: list[Left], used: set[int]) -> Iterator[Piece]:
    """The runs that an interrupted indexing left, in which all is dead but the parts that are used."""
    for run in left:
        one = piece(run.blocks, plan.store)
        dead = np.ones(one.segment.rows.documents, np.bool_)
        for part in run.parts:
            if id(part) in used:
                here = one.segment.rows.within(part.record.state.source.id)
                places = one.segment.rows.place.read(here.start, len(here))
                dead[here.start : here.stop] &= (places < part.first) | (places >= part.first + part.count)
        yield replace(one, dead=dead if dead.any() else None)


def _used(wanted: Iterable[Wanted], read: dict[str, FileRecord]) -> set[int]:
    """The parts that were taken over from runs, each by its identity, for the same may be in two runs."""
    return {
        id(part)
        for file in wanted
        for part in file.parts
        if file.sha256 != part.record.sha256 == read[file.state.source.id].sha256
    }


def _new(plan: Plan, runs: Iterable[Run]) -> Iterator[Piece]:
    for run in runs:
        if run.seal:
            path = plan.folder / generations.SEGMENTS / segment_name(run.seal)
            yield piece(Blocks(path, run.seal, plan.disk), plan.store)


def _newest(pieces: Iterable[Piece]) -> str:
    """The latest day of publication of a document; empty when none has one."""
    columns = [(one.segment.rows.days.whole, one.dead) for one in pieces]
    latest = max(int((days if dead is None else days[~dead]).max(initial=0)) for days, dead in columns)
    return f"{latest // 10_000:04}-{latest // 100 % 100:02}-{latest % 100:02}" if latest else ""


def _nothing_to_read(place: Corpus, files: list[FileRecord]) -> str:
    where = ", ".join(str(root) for root in place.roots)
    skipped = [one for one in files if one.notes]
    first = f"{skipped[0].state.source.id}: {skipped[0].notes[0]}" if skipped else ""
    others = f"; {len(skipped) - 1} more" if len(skipped) > 1 else ""
    because = f" ({first}{others})" if skipped else ""
    return f"there is nothing to read in {where}{because}: put documents there ({', '.join(sorted(READERS))})"
