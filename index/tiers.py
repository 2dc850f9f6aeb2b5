"""Which segments are made one, and when.

As Lucene does it (its TieredMergePolicy), segments of like size are merged once there are several, so that a passage
is written again only when its segment grows eightfold, and there are never many segments. Small ones are made one
before an update is published, since that takes no time; others afterwards, so that what is new can be found first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from index import merge
from index.blocks import Blocks, Writer
from index.generations import SEGMENTS, write_segment
from index.manifest import segment_name
from index.opened import Piece, piece
from index.plan import Plan
from index.types import Progress, Report

SMALL = 4096
"""Segments of fewer passages are made one at every update."""
FEW = 8
"""So many segments of like size, of which the largest has at most eight times the passages of the smallest, are made
one."""
LARGEST = 250_000
"""No more passages than that are brought together in a segment: merging takes as long as it is large."""


@dataclass(frozen=True, slots=True)
class Merger:
    """What merging needs: the plan, `publish`, which takes segments and the name of the generation in whose place they
    come, and who is told."""

    plan: Plan
    publish: Callable[[Sequence[Piece], str], str]
    report: Report


def settle(merger: Merger, pieces: Sequence[Piece], anew: bool) -> None:
    """Publish an index of these segments, and make those one that should be; `anew` says that there was no index.

    Raises IndexDamaged when a segment is damaged, IndexFault when one cannot be written, and what the report raises.
    """
    now = list(pieces)
    small = [one for one in now if one.live()[1] < SMALL]
    if len(small) > 1:
        now = _merged(merger, now, small)
    name = merger.publish(now, "")
    chosen = list(consecutive(now) if anew else like(now))
    for done, group in enumerate(chosen):
        merger.report(Progress("merging", done, len(chosen)))
        now = _merged(merger, now, group)
        name = merger.publish(now, name)


def like(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Segments to be made one: of like size, where there are many, and alone those of which more than half is dead."""
    levels: dict[int, list[Piece]] = {}
    for one in pieces:
        live = one.live()[1]
        levels.setdefault(int(log(max(live, 1) / SMALL, FEW)) if live >= SMALL else -1, []).append(one)
    chosen = [group for level in levels.values() if len(level) >= FEW for group in consecutive(level)]
    yield from chosen
    grouped = {id(one) for group in chosen for one in group}
    yield from ([one] for one in pieces if id(one) not in grouped and 2 * one.live()[1] < one.segment.rows.passages)


def consecutive(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Segments to be made one: as many at a time as may be."""
    group, size = list[Piece](), 0
    for one in pieces:
        live = one.live()[1]
        if group and size + live > LARGEST:
            yield from [group] if len(group) > 1 else []
            group, size = [], 0
        group, size = [*group, one], size + live
    if len(group) > 1:
        yield group


def _merged(merger: Merger, pieces: Sequence[Piece], group: Sequence[Piece]) -> list[Piece]:
    """The segments after some of them were made one, which stands where the first of them did."""
    plan, chosen = merger.plan, {id(one) for one in group}

    def fill(writer: Writer) -> None:
        merge.merge([(one.segment, one.dead) for one in group], plan.store, writer)

    seal = write_segment(plan.folder, fill, plan.disk, sum(one.seal.size for one in group))
    made = piece(Blocks(plan.folder / SEGMENTS / segment_name(seal), seal, plan.disk), plan.store)
    return [made if one is group[0] else one for one in pieces if one is group[0] or id(one) not in chosen]
