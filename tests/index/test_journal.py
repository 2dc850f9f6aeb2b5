from collections.abc import Callable
from pathlib import Path

import pytest

from index import generations, journal
from index.build import Plan, build
from index.disk import DISK
from index.embedders.hashing import Hashing
from index.errors import IndexFault
from index.index import unpack
from index.journal import Journal, Stamp
from index.places import scan
from index.refresh import refresh
from index.types import Progress
from index.vectors import Vectors
from tests.store.faulty import Died, Faulty, die, refuse

LINES = 600
"""Passages of the long file: more than two batches of the embedder."""


class Counting:
    """The hashing embedder, which keeps the texts that it was given."""

    def __init__(self, name: str = "counting") -> None:
        self.name, self.texts = name, list[str]()

    def documents(self, texts: list[str]) -> Vectors:
        self.texts += texts
        return Hashing(16).documents(texts)

    def query(self, text: str) -> Vectors:
        return Hashing(16).query(text)


def stopping(stage: str, done: int) -> Callable[[Progress], None]:
    def report(progress: Progress) -> None:
        if (progress.stage, progress.done) == (stage, done):
            raise KeyboardInterrupt

    return report


def never(progress: Progress) -> None:
    """A report that nobody reads."""


@pytest.fixture
def long(plan: Plan, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """A plan with a file of many passages, whose journal is written at every opportunity."""
    monkeypatch.setattr(journal, "EVERY", 0.0)
    lines = (f"Line {number} " + "of prose that fills a whole passage " * 14 + "is here." for number in range(LINES))
    (corpus / "zebra.txt").write_text("\n\n".join(lines))
    return plan


def contents(plan: Plan) -> tuple[object, ...]:
    generation = generations.read(plan.folder)
    assert generation
    index = unpack(generation)
    records = [(record.state.source.id, record.sha256, record.notes) for record in index.records.files()]
    texts = [index.passage(number) for number in range(index.about.passages)]
    return records, texts, index.store.rows().tobytes(), index.lexical.save(), index.sides.likeness.save()


def interrupted(plan: Plan, stage: str, done: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        build(plan, Counting(), None, stopping(stage, done))


def test_what_was_embedded_before_an_interruption_is_not_embedded_again(long: Plan) -> None:
    interrupted(long, "embedding", 512)
    embedder = Counting()
    build(long, embedder, None, never)
    resumed, again = contents(long), Counting()
    assert len(embedder.texts) == LINES + 3 - 512
    build(long, again, None, never)
    assert len(again.texts) == LINES + 3
    assert contents(long) == resumed
    assert not (long.folder / "journal").exists()


def test_what_was_read_before_an_interruption_is_taken_over_if_its_bytes_are_the_same(long: Plan, corpus: Path) -> None:
    interrupted(long, "reading", 3)
    (corpus / "orchard.txt").write_text("The frost was mild this year.")
    found = Journal(long.folder, DISK, Stamp(long.words, "counting"))
    states = list(scan(long.corpus, long.folder))
    kept = {state.source.id: found.file(state) for state in states}
    assert [name for name, one in kept.items() if one] == ["harbour.txt", "north/railway.txt"]
    build(long, Counting(), None, never)
    index = unpack(generations.read(long.folder) or pytest.fail("there is no index"))
    assert [list(index.records.entries(name)) for name in ("harbour.txt", "north/railway.txt")] == [
        one[1] for one in kept.values() if one
    ]
    assert [one.text for one in index.records.documents()][2] == "The frost was mild this year."


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "folder"])
def test_a_damaged_journal_is_of_no_use_and_does_no_harm(long: Plan, damage: str) -> None:
    interrupted(long, "embedding", 512)
    for path in sorted((long.folder / "journal").iterdir()):
        data = path.read_bytes()
        path.unlink()
        if damage == "folder":
            path.mkdir()
        else:
            changed = {"flip": data[:-1] + bytes([data[-1] ^ 1]), "cut": data[:-1], "empty": b""}[damage]
            path.write_bytes(changed)
    embedder = Counting()
    build(long, embedder, None, never)
    assert len(embedder.texts) == LINES + 3
    assert not (long.folder / "journal").exists()


def test_vectors_of_another_embedder_are_not_taken_over(long: Plan) -> None:
    interrupted(long, "embedding", 512)
    embedder = Counting("another")
    build(long, embedder, None, never)
    assert len(embedder.texts) == LINES + 3


def test_an_interrupted_update_goes_on_too(long: Plan, corpus: Path) -> None:
    refresh(long, Hashing(16), never)
    (corpus / "yak.txt").write_text((corpus / "zebra.txt").read_text().replace("Line", "Verse"))
    with pytest.raises(KeyboardInterrupt):
        refresh(long, Hashing(16), stopping("embedding", 256))
    assert len(contents(long)[1]) == LINES + 3  # type: ignore[arg-type]
    seen = list[Progress]()
    refresh(long, Hashing(16), seen.append)
    assert [one for one in seen if one.stage == "embedding"] == [
        Progress("embedding", 0, LINES - 256), Progress("embedding", 256, LINES - 256),
    ]  # fmt: skip


def test_equal_passages_are_embedded_once(plan: Plan, corpus: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (corpus / name).write_text("The growers wrote a line of prose that is the same in both.")
    embedder = Counting()
    build(plan, embedder, None, never)
    index = unpack(generations.read(plan.folder) or pytest.fail("there is no index"))
    assert (len(embedder.texts), index.about.passages) == (4, 5)
    assert index.store.rows().tobytes() == Hashing(16).documents([embedder.texts[0], *embedder.texts]).tobytes()


def test_a_journal_that_cannot_be_written_ends_the_work_with_the_reason(long: Plan) -> None:
    disk = Faulty(10_000, die)
    counted = Plan(long.corpus, long.folder, long.store, long.words, disk)
    with pytest.raises(KeyboardInterrupt):
        build(counted, Counting(), None, stopping("embedding", 0))
    full = Plan(long.corpus, long.folder, long.store, long.words, Faulty(len(disk.made), refuse(28)))
    with pytest.raises(IndexFault, match="cannot be written: No space left on device"):
        build(full, Counting(), None, never)
    with pytest.raises(Died):
        build(Plan(long.corpus, long.folder, long.store, long.words, Faulty(9, die)), Counting(), None, never)
    build(long, Counting(), None, never)
    assert len(contents(long)[1]) == LINES + 3  # type: ignore[arg-type]
