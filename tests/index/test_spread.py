"""Indexing by several processes gives the index that one gives."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from index import generations, places, spread
from index.build import build
from index.embedders.hashing import Hashing
from index.errors import Code
from index.places import FileState
from index.plan import Change, Plan
from index.runs import SECTION, Wanted
from index.spread import batches
from index.types import Progress, Report, Source
from index.vectors import Vectors

FILES = 24


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of some articles, one of them empty, so that there is something to divide."""
    folder = tmp_path / "many"
    for number in range(FILES):
        path = folder / f"{number % 3}" / f"{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Ship {number} came in on Tuesday, and the pilots of Lisbon met it.\n\n" * (number % 5 + 1))
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture
def spread_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few files are divided among processes as well."""
    monkeypatch.setattr(spread, "FEW", 2)


def by(processes: int, docs: Path, folder: Path) -> Plan:
    return Plan(places.corpus([docs]), folder, "exact", 20, processes=processes)


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


def indexed(plan: Plan, report: Report = quiet) -> tuple[list[Change], list[dict[str, bytes]]]:
    """What became of the files, and the sections of each segment, but that which says which run it was."""
    changes = build(plan, Hashing(16), report)
    generation = generations.read(plan.folder)
    assert generation
    held = [{name: one.read(0, one.size) for name, one in blocks.sections.items()} for blocks in generation.segments]
    return changes, [{name: data for name, data in one.items() if name != SECTION} for one in held]


@pytest.mark.usefixtures("spread_out")
def test_several_processes_make_the_index_that_one_makes(many: Path, tmp_path: Path) -> None:
    alone, together = by(1, many, tmp_path / "one"), by(3, many, tmp_path / "three")
    assert indexed(together) == indexed(alone)
    for number in range(0, FILES, 2):
        (many / f"{number % 3}" / f"{number:03}.txt").write_text(f"The ferry {number} was late.\n")
    (many / "1" / "001.txt").unlink()
    changes, segments = indexed(together)
    assert (changes, segments) == indexed(alone)
    assert [change.file for change in changes if change.status == "removed"] == ["1/001.txt"]
    assert [change.notes[0].code for change in changes if change.status == "skipped"] == [Code.EMPTY]


@pytest.mark.usefixtures("spread_out")
def test_progress_goes_up_to_the_number_of_files(many: Path, tmp_path: Path) -> None:
    told: list[Progress] = []
    indexed(by(2, many, tmp_path / "index"), told.append)
    read = [one for one in told if one.stage == "reading"]
    assert [one.done for one in read] == sorted(one.done for one in read)
    assert (read[-1].done, {one.total for one in read}) == (FILES + 1, {FILES + 1})


@pytest.mark.usefixtures("spread_out")
def test_an_indexing_that_is_cancelled_leaves_no_index_and_what_it_had_done_is_used(many: Path, tmp_path: Path) -> None:
    plan = by(2, many, tmp_path / "index")

    def stop(progress: Progress) -> None:
        if progress.done > FILES // 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        indexed(plan, stop)
    assert generations.read(plan.folder) is None
    assert indexed(plan) == indexed(by(1, many, tmp_path / "one"))


@dataclass(frozen=True)
class AtHome:
    """An embedder that cannot be taken to another process."""

    name: str = "hashing:16"

    def __reduce__(self) -> str:
        raise TypeError("it stays here")

    def documents(self, texts: list[str]) -> Vectors:
        return Hashing(16).documents(texts)

    def query(self, text: str) -> Vectors:
        return Hashing(16).query(text)


def test_a_few_files_are_read_by_this_process(many: Path, tmp_path: Path) -> None:
    plan = by(2, many, tmp_path / "index")
    assert {change.status for change in build(plan, AtHome(), quiet)} == {"added", "skipped"}


def wanted(*sizes: int) -> list[Wanted]:
    return [Wanted(FileState(Source(f"{number}.txt", f"/{number}.txt"), size)) for number, size in enumerate(sizes)]


def sizes(batched: list[list[Wanted]]) -> list[list[int]]:
    return [[one.state.size for one in batch] for batch in batched]


def test_batches_are_of_about_the_same_size_and_in_order() -> None:
    files = wanted(*[10] * 16)
    assert [len(batch) for batch in batches(files, 2)] == [2] * 8
    assert [one for batch in batches(files, 2) for one in batch] == files


def test_a_large_file_is_a_batch_alone() -> None:
    assert sizes(list(batches(wanted(1, 100, 1, 1), 1))) == [[1], [100], [1, 1]]


def test_a_batch_has_no_more_than_some_megabytes_and_some_hundred_files() -> None:
    large = wanted(*[spread.BATCH // 2] * 100)
    assert {len(batch) for batch in batches(large, 1)} == {2}
    assert [len(batch) for batch in batches(wanted(*[0] * (spread.FEW + 1)), 1)] == [spread.FEW, 1]
