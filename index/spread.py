"""Runs made by several processes: files are divided into batches, and each process makes runs of one batch after the
other. Only the names of files go to a process, and only what a run is known by comes back.

A large file of many documents is read by all processes, each of which goes on with a share of the documents. Should it
change meanwhile, so that they read different bytes, it is read once more by this process alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import PurePosixPath

from index.blocks import Blocks, Seal
from index.generations import SEGMENTS
from index.known import Known
from index.making import Maker
from index.manifest import segment_name
from index.opened import Piece, piece
from index.plan import Plan
from index.readers import READERS, SHARED
from index.runs import Run, Wanted
from index.sandbox import Sandbox
from index.terms import Terms
from index.types import Progress, Report
from index.vectors import Embedder
from index.workers import Tell, Workers

FEW, LITTLE = 500, 4 << 20
"""Fewer files than that with fewer bytes are read by this process: starting others takes longer."""
BATCH = 6 << 20
"""Bytes of files in a batch, at most, of which a process makes a run."""
_PARTS = 4
"""Batches a process, at least, so that none waits long for the last one."""


def made(plan: Plan, by: tuple[Embedder, Report], pieces: Sequence[Piece], wanted: Sequence[Wanted]) -> Iterator[Run]:
    """The runs of the files that are wanted; `pieces` have the vectors that are known already.

    Raises IndexFault when runs cannot be written, and what the report raises.
    """
    embedder, report = by
    if plan.processes < 2 or (len(wanted) < FEW and sum(one.state.size for one in wanted) < LITTLE):
        yield from _alone(plan, by, pieces, wanted)
        return
    done = 0

    def told(files: int | None) -> None:
        nonlocal done
        done += files or 0
        report(Progress("reading", done, len(wanted)))

    tasks = list(batches(wanted, plan.processes))
    with Workers(plan.processes, partial(_Post, plan, embedder, tuple(one.seal for one in pieces))) as workers:
        results = workers.over(_make, tasks, told)
        for batch in tasks:
            if batch[0].share[0] == 0:
                runs = list(chain.from_iterable(islice(results, batch[0].share[1])))
                changed = batch[0].share[1] > 1 and len({part.record.sha256 for run in runs for part in run.parts}) > 1
                yield from _alone(plan, by, pieces, [replace(batch[0], share=(0, 1))]) if changed else runs


def _alone(plan: Plan, by: tuple[Embedder, Report], pieces: Sequence[Piece], wanted: Sequence[Wanted]) -> Iterator[Run]:
    """The runs that this process makes."""
    embedder, report = by
    with Sandbox() as box:
        yield from Maker(plan, embedder, Known([one.segment for one in pieces]), box, report).runs(wanted)


def batches(wanted: Sequence[Wanted], processes: int) -> Iterator[list[Wanted]]:
    """Files that are read by one process, in order: of about the same size together, or one alone. A large one of many
    documents comes as many times as there are processes, once for each share."""
    most = min(BATCH, sum(one.state.size for one in wanted) // (_PARTS * processes))
    batch, size = list[Wanted](), 0
    for one in wanted:
        if batch and (size + one.state.size > most or len(batch) == FEW):
            yield batch
            batch, size = [], 0
        if one.state.size > most and READERS.get(PurePosixPath(one.state.source.id).suffix.lower()) in SHARED:
            yield from ([replace(one, share=(number, processes))] for number in range(processes))
            continue
        batch.append(one)
        size += one.state.size
    if batch:
        yield batch


class _Post:
    """What a process works with."""

    def __init__(self, plan: Plan, embedder: Embedder, seals: Sequence[Seal]) -> None:
        self.plan, self.embedder, self.box, self.terms = plan, embedder, Sandbox(), Terms()
        places = [plan.folder / SEGMENTS / segment_name(seal) for seal in seals]
        opened = [Blocks(place, seal, plan.disk) for place, seal in zip(places, seals, strict=True)]
        self.known = Known([piece(one, plan.store).segment for one in opened])


def _make(post: _Post, files: list[Wanted], tell: Tell) -> list[Run]:
    """The runs of a batch of files."""
    told = 0

    def report(progress: Progress) -> None:
        nonlocal told
        if progress.done > told:
            tell(progress.done - told)
            told = progress.done

    runs = list(Maker(post.plan, post.embedder, post.known, post.box, report, post.terms).runs(files))
    tell(sum(file.share[0] == 0 for file in files) - told)
    return runs
