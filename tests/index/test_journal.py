import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import generations, making
from index.build import build, rebuild
from index.embedders.hashing import Hashing
from index.errors import IndexFault
from index.files import FileRecord
from index.index import Index
from index.journal import Left, left, usable
from index.opened import unpack
from index.places import FileState
from index.plan import Plan
from index.refresh import refresh
from index.runs import Part, stamp
from index.sweep import loose
from index.types import Progress, Source
from index.vectors import Vectors
from tests.store.faulty import Died, Faulty, die, refuse

LINES = 60
"""Documents of the long file, each of one passage."""


class Counting:
    """The hashing embedder, which keeps the texts that it was given; it is interrupted after so many calls."""

    def __init__(self, name: str = "counting", calls: int = 1_000) -> None:
        self.name, self.texts = name, list[str]()
        self._calls = calls

    def documents(self, texts: list[str]) -> Vectors:
        if not self._calls:
            raise KeyboardInterrupt
        self._calls -= 1
        self.texts += texts
        return Hashing(16).documents(texts)

    def query(self, text: str) -> Vectors:
        return Hashing(16).query(text)


def never(progress: Progress) -> None:
    """A report that nobody reads."""


@pytest.fixture
def long(plan: Plan, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """A plan with a file of many passages, for which a run is written at every opportunity."""
    monkeypatch.setattr(making, "EVERY", 0.0)
    lines = (f"Line {number} " + "of prose that fills a whole passage " * 14 + "is here." for number in range(LINES))
    (corpus / "zebra.jsonl").write_text("\n".join(json.dumps({"text": line}) for line in lines))
    return plan


def opened(plan: Plan) -> Index:
    generation = generations.read(plan.folder)
    assert generation
    return unpack(generation)


def contents(plan: Plan) -> tuple[object, ...]:
    index = opened(plan)
    records = [(record.state.source.id, record.sha256, record.notes) for record in index.files.files()]
    numbers = np.arange(index.about.passages)
    texts = [index.passage(number) for number in numbers.tolist()]
    found = [index.matching([term], 9) for term in ("line", "5", "harbour")]
    return records, texts, index.vectors(numbers).tobytes(), found


def interrupted(plan: Plan, calls: int, name: str = "counting") -> None:
    """Index, and be interrupted after so many calls of the embedder: one for each document."""
    with pytest.raises(KeyboardInterrupt):
        build(plan, Counting(name, calls), never)


def kept(plan: Plan, name: str = "counting") -> dict[str, tuple[Part, ...]]:
    """What an interrupted indexing has left of each file."""
    return usable(left(plan.folder, plan.disk, stamp(plan, name)))


def test_what_was_embedded_before_an_interruption_is_not_embedded_again(long: Plan) -> None:
    interrupted(long, 40)
    embedder = Counting()
    build(long, embedder, never)
    resumed, again = contents(long), Counting()
    assert len(embedder.texts) == LINES + 3 - 40
    rebuild(long, again, never)
    assert len(again.texts) == LINES + 3
    assert contents(long) == resumed
    assert loose(long.folder) == []


def test_what_was_read_before_an_interruption_is_taken_over_if_its_bytes_are_the_same(long: Plan, corpus: Path) -> None:
    interrupted(long, 3)
    assert {id: [(one.first, one.count) for one in parts] for id, parts in kept(long).items()} == {
        "harbour.txt": [(0, 1)], "north/railway.txt": [(0, 1)], "orchard.txt": [(0, 1)],
    }  # fmt: skip
    (corpus / "orchard.txt").write_text("The frost was mild this year.")
    embedder = Counting()
    build(long, embedder, never)
    assert embedder.texts[0] == "The frost was mild this year."
    assert len(embedder.texts) == LINES + 1
    assert [one.text for one in opened(long).records.documents()][2] == "The frost was mild this year."


def test_an_interruption_may_be_followed_by_another(long: Plan, corpus: Path) -> None:
    interrupted(long, 20)
    (corpus / "orchard.txt").write_text("The frost was mild this year.")
    interrupted(long, 20)
    (corpus / "orchard.txt").unlink()
    embedder = Counting()
    build(long, embedder, never)
    resumed = contents(long)
    assert embedder.texts[0].startswith("Line 36 ")
    assert len(embedder.texts) == LINES - 36
    rebuild(long, Counting(), never)
    assert contents(long) == resumed


def test_parts_are_used_from_the_first_document_on_without_gaps_and_once() -> None:
    def part(first: int, count: int, last: bool, digest: str = "a") -> Part:
        return Part(FileRecord(FileState(Source("f", "/f")), digest), first, count, last)

    runs = [
        [part(5, 2, False), part(0, 3, False)], [part(0, 5, False), part(9, 1, True)], [part(0, 5, False)],
        [part(0, 1, True, "b"), part(0, 0, True, "")], [part(7, 0, True)],
    ]  # fmt: skip
    found = usable([Left(None, tuple(parts)) for parts in runs])  # type: ignore[arg-type]
    assert {id: [(one.first, one.count, one.last) for one in parts] for id, parts in found.items()} == {
        "f": [(0, 5, False), (5, 2, False), (7, 0, True), (0, 1, True)]
    }


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "folder"])
def test_a_damaged_journal_is_of_no_use_and_does_no_harm(long: Plan, damage: str) -> None:
    interrupted(long, 40)
    for path in sorted((long.folder / "segments").iterdir()):
        data = path.read_bytes()
        path.unlink()
        if damage == "folder":
            path.mkdir()
        else:
            changed = {"flip": data[:-1] + bytes([data[-1] ^ 1]), "cut": data[:-1], "empty": b""}[damage]
            path.write_bytes(changed)
    assert kept(long) == {}
    embedder = Counting()
    build(long, embedder, never)
    assert len(embedder.texts) == LINES + 3
    assert loose(long.folder) == []


def test_runs_made_in_another_way_are_not_taken_over(long: Plan) -> None:
    interrupted(long, 40)
    assert (len(kept(long)), kept(long, "another"), kept(replace(long, words=50))) == (4, {}, {})
    assert usable(left(long.folder, long.disk, replace(stamp(long, "counting"), format=3))) == {}
    embedder = Counting("another")
    build(long, embedder, never)
    assert len(embedder.texts) == LINES + 3


def test_an_interrupted_update_goes_on_too(long: Plan, corpus: Path) -> None:
    refresh(long, Counting(), never)
    before = contents(long)
    (corpus / "yak.jsonl").write_text((corpus / "zebra.jsonl").read_text().replace("Line", "Verse"))
    with pytest.raises(KeyboardInterrupt):
        refresh(long, Counting(calls=30), never)
    assert contents(long) == before
    embedder = Counting()
    refresh(long, embedder, never)
    assert len(embedder.texts) == LINES - 30
    assert opened(long).about.passages == 2 * LINES + 3


def test_equal_passages_are_embedded_once(plan: Plan, corpus: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (corpus / name).write_text("The growers wrote a line of prose that is the same in both.")
    embedder = Counting()
    build(plan, embedder, never)
    index = opened(plan)
    assert (len(embedder.texts), index.about.passages) == (4, 5)
    wanted = Hashing(16).documents([embedder.texts[0], *embedder.texts])
    assert index.vectors(np.arange(5)).tobytes() == wanted.tobytes()


def test_a_run_that_cannot_be_written_ends_the_work_with_the_reason(long: Plan) -> None:
    disk = Faulty(10_000, die)
    with pytest.raises(KeyboardInterrupt):
        build(replace(long, disk=disk), Counting(calls=5), never)
    writing = disk.made.index("write")
    with pytest.raises(IndexFault, match="cannot be written: No space left on device"):
        build(replace(long, disk=Faulty(writing + 1, refuse(28))), Counting(), never)
    with pytest.raises(Died):
        build(replace(long, disk=Faulty(writing + 1, die)), Counting(), never)
    build(long, Counting(), never)
    assert opened(long).about.passages == LINES + 3
