"""Indexing by several processes gives the index that one gives."""

import json
import sys
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from index import generations, making, places, spread
from index.build import build
from index.embedders.hashing import Hashing
from index.errors import Code
from index.known import Known
from index.making import Maker
from index.places import FileState
from index.plan import Change, Plan
from index.runs import SECTION, Wanted
from index.sandbox import Sandbox
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


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of many documents, one of which is none, that is large enough to be shared."""
    monkeypatch.setattr(spread, "LITTLE", 1)
    records = [{"_id": str(number), "text": f"Ship {number} came in. The pilots met it."} for number in range(600)]
    path = tmp_path / "docs" / "many.jsonl"
    path.parent.mkdir()
    path.write_text("".join(json.dumps(one) + "\n" for one in [*records[:20], [], *records[20:]]))
    return path


def test_a_large_file_of_many_documents_is_shared(lines: Path, tmp_path: Path) -> None:
    assert len(list(batches(wanted(lines.stat().st_size, name="many.jsonl"), 3))) == 3
    changes, segments = indexed(by(3, lines, tmp_path / "three"))
    assert (changes, segments) == indexed(by(1, lines, tmp_path / "one"))
    assert [str(note) for note in changes[0].notes] == ["no-document: line 21: it is not a JSON object"]


@pytest.mark.parametrize("share", [0, 1])
def test_what_an_interrupted_indexing_has_of_one_share_is_used(
    lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    monkeypatch.setattr(making, "MOST", 100)
    plan = by(1, lines, tmp_path / "index")
    with generations.lock(plan.folder), Sandbox() as box:
        files = [replace(one, share=(share, 2)) for one in map(Wanted, places.scan(plan.corpus, plan.folder))]
        runs = list(Maker(plan, Hashing(16), Known([]), box, quiet).runs(files))
    assert [part.first for run in runs for part in run.parts if part.count][:2] == [256 * share, 256 * share + 100]
    assert indexed(plan) == indexed(by(1, lines, tmp_path / "one"))


MEDDLING = """
import time
from pathlib import Path
from index.embedders.hashing import Hashing

HERE = Path(__file__).parent

class Meddling:
    "The first one that embeds changes the file; others are there only after that."
    name = "hashing:16"

    def __init__(self, first):
        self.first = first

    def documents(self, texts):
        if self.first and not (HERE / "changed").exists():
            path = HERE / "docs" / "many.jsonl"
            path.write_text(path.read_text().replace("Ship", "Boat"))
            (HERE / "changed").touch()
        return Hashing(16).documents(texts)

def load():
    try:
        (HERE / "first").touch(exist_ok=False)
    except FileExistsError:
        while not (HERE / "changed").exists():
            time.sleep(0.01)
        return Meddling(False)
    return Meddling(True)
"""


class Sent(AtHome):
    """An embedder that is another one in another process."""

    def __reduce__(self) -> Any:
        return sys.modules["meddling"].load, ()


def test_a_file_that_changes_while_it_is_shared_is_read_once_more(
    lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "meddling.py").write_text(MEDDLING)
    monkeypatch.syspath_prepend(tmp_path)
    import_module("meddling")
    plan = by(2, lines, tmp_path / "index")
    build(plan, Sent(), quiet)
    assert (tmp_path / "changed").exists()
    changes, segments = indexed(by(1, lines, tmp_path / "one"))
    assert indexed(plan)[1] == segments
    assert {change.status for change in changes} == {"added"}
    del sys.modules["meddling"]


def wanted(*sizes: int, name: str = "") -> list[Wanted]:
    names = [name or f"{number}.txt" for number in range(len(sizes))]
    return [Wanted(FileState(Source(one, f"/{one}"), size)) for one, size in zip(names, sizes, strict=True)]


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
