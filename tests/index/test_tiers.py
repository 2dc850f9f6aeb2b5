from dataclasses import dataclass
from pathlib import Path

import pytest

from index import generations, making, tiers
from index.blocks import Seal
from index.build import build
from index.embedders.hashing import Hashing
from index.index import Index
from index.opened import segments, unpack
from index.plan import Plan
from index.sweep import loose
from index.tiers import LARGEST, SMALL, consecutive, like
from index.types import Progress

pytestmark = pytest.mark.usefixtures("hour_later")


@dataclass
class _Rows:
    passages: int


@dataclass
class _Segment:
    rows: _Rows


class Sized:
    """As much of a piece as the choice needs."""

    def __init__(self, live: int, dead: int = 0) -> None:
        self.name, self._live = (live, dead), live
        self.segment, self.seal = _Segment(_Rows(live + dead)), Seal(0, "")

    def live(self) -> tuple[int, int]:
        return 1, self._live


def chosen(*sizes: int | tuple[int, int]) -> list[list[int]]:
    """Which of segments with so many live passages, or live and dead ones, are made one, by their live passages."""
    pieces = [Sized(size) if isinstance(size, int) else Sized(*size) for size in sizes]
    return [[one.live()[1] for one in group] for group in like(pieces)]  # type: ignore[arg-type]


def test_many_segments_of_like_size_are_made_one_and_few_are_not() -> None:
    seven = [SMALL + number for number in range(7)]
    assert chosen(*seven, 9 * SMALL, 200_000) == []
    assert chosen(*seven, 9 * SMALL, 7 * SMALL) == [[*seven, 7 * SMALL]]
    assert chosen(*[60_000] * 9) == [[60_000] * 4, [60_000] * 4]
    assert chosen(*[LARGEST] * 20) == []


def test_a_segment_of_which_more_than_half_is_dead_is_written_anew() -> None:
    assert chosen((5_000, 5_000), (5_000, 5_001), 100_000) == [[5_000]]
    assert chosen(*[(5_000, 9_000)] * 8) == [[5_000] * 8]


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([], []), ([9], []), ([1, 2, 3], [[1, 2, 3]]), ([200_000, 50_000, 1], [[200_000, 50_000]]),
        ([LARGEST, 5, LARGEST + 1, 6, 7], [[6, 7]]), ([5, LARGEST, 6], []),
    ],
)  # fmt: skip
def test_segments_that_follow_each_other_are_made_one_up_to_a_size(sizes: list[int], groups: list[list[int]]) -> None:
    found = consecutive([Sized(size) for size in sizes])  # type: ignore[misc]
    assert [[one.live()[1] for one in group] for group in found] == groups


def write(corpus: Path, *names: str) -> None:
    for name in names:
        (corpus / f"{name}.txt").write_text(f"The {name} line of prose is written here today.")


def indexed(plan: Plan, told: list[Progress] | None = None) -> tuple[Index, list[tuple[int, int]]]:
    """The index, and of each of its segments how many documents live and how many it has."""
    build(plan, Hashing(16), (told if told is not None else []).append)
    generation = generations.read(plan.folder)
    assert generation
    found = segments(generation)
    return unpack(generation), [(one.live()[0], one.segment.rows.documents) for one in found]


def test_an_update_makes_small_segments_one_before_it_is_published(plan: Plan, corpus: Path) -> None:
    assert indexed(plan)[1] == [(3, 3)]
    write(corpus, "first")
    assert indexed(plan)[1] == [(4, 4)]
    assert [path.name for path in sorted((plan.folder / "gens").iterdir())] == ["gen-00000001", "gen-00000002"]


def test_an_update_of_a_large_segment_leaves_it_and_marks_what_is_dead(
    plan: Plan, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "SMALL", 1)
    indexed(plan)
    before = {path: path.stat().st_mtime_ns for path in (plan.folder / "segments").iterdir()}
    write(corpus, "first", "orchard")
    index, sizes = indexed(plan)
    assert sizes == [(2, 3), (2, 2)]
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert [one.id for one in index.records.documents()] == [
        "first.txt", "harbour.txt", "north/railway.txt", "orchard.txt",
    ]  # fmt: skip
    assert index.passage(3).text == "The orchard line of prose is written here today."


def test_large_segments_are_made_one_after_the_update_is_published(
    plan: Plan, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "SMALL", 1)
    monkeypatch.setattr(tiers, "FEW", 3)
    told = list[Progress]()
    indexed(plan)
    for name in ("first", "second", "third"):
        write(corpus, name)
        index, sizes = indexed(plan, told)
    assert sizes == [(3, 3), (3, 3)]
    assert [one for one in told if one.stage == "merging"] == [Progress("merging", 0, 1)]
    assert [path.name for path in sorted((plan.folder / "gens").iterdir())] == ["gen-00000003", "gen-00000005"]
    assert (index.about.documents, loose(plan.folder)) == (6, [])


def test_an_interrupted_merging_leaves_the_update_and_is_done_with_the_next(
    plan: Plan, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(progress: Progress) -> None:
        if progress.stage == "merging":
            raise KeyboardInterrupt

    monkeypatch.setattr(making, "MOST", 1)
    monkeypatch.setattr(tiers, "SMALL", 1)
    monkeypatch.setattr(tiers, "FEW", 3)
    with pytest.raises(KeyboardInterrupt):
        build(plan, Hashing(16), stop)
    generation = generations.read(plan.folder)
    assert generation
    assert (len(generation.segments), generation.about.documents) == (3, 3)
    write(corpus, "first")
    assert indexed(plan)[1] == [(4, 4)]


def test_a_segment_without_anything_live_is_left_out(plan: Plan, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "SMALL", 1)
    indexed(plan)
    write(corpus, "first")
    for name in ("harbour.txt", "orchard.txt", "north/railway.txt"):
        (corpus / name).unlink()
    assert indexed(plan)[1] == [(1, 1)]
