import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from index import generations, lexical, likeness, places
from index.build import Change, Plan, build, is_current, seen_text
from index.embed import BATCH
from index.embedders import static
from index.embedders.hashing import Hashing
from index.errors import Code, CorpusError, IndexBusy, Note
from index.generations import lock
from index.index import Index, unpack
from index.reading import MAX_BYTES
from index.records import Records, write
from index.types import Document, Progress, Report, Span
from index.vectors import Vectors
from index.words import terms, words
from index.wordvectors import shipped

not_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
any_name = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are not UTF-8")
SECOND = 1_000_000_000


@dataclass
class Counting:
    """The hashing embedder, which keeps the batches of texts that it was given."""

    name: str = "counting"
    batches: list[list[str]] = field(default_factory=list)

    def documents(self, texts: list[str]) -> Vectors:
        self.batches.append(texts)
        return Hashing(64).documents(texts)

    def query(self, text: str) -> Vectors:
        return Hashing(64).query(text)


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


def current(plan: Plan) -> Index:
    generation = generations.read(plan.folder)
    assert generation
    return unpack(generation)


def built(plan: Plan, previous: Index | None = None) -> Index:
    build(plan, Counting(), previous, quiet)
    return current(plan)


def embedded(plan: Plan, previous: Index | None, name: str = "counting") -> list[str]:
    """The texts that a build gives to its embedder."""
    embedder = Counting(name)
    build(plan, embedder, previous, quiet)
    return [text for batch in embedder.batches for text in batch]


def skipped(plan: Plan, report: Report = quiet) -> dict[str, tuple[str, ...]]:
    changes = build(plan, Counting(), None, report)
    return {change.file: tuple(map(str, change.notes)) for change in changes if change.status == "skipped"}


def as_on_disk(plan: Plan, index: Index, built: int) -> Index:
    """The index as if its files had been, when it was built, in the state that they are in now."""
    records = index.records.files()
    entries = [(row, entry) for row, one in enumerate(records) for entry in index.records.entries(one.state.source.id)]
    states = places.scan(plan.corpus, plan.folder)
    files = [replace(record, state=state) for record, state in zip(records, states, strict=True)]
    return replace(index, about=replace(index.about, built=built), records=Records(write(files, entries)))


def test_a_first_build_adds_every_file_in_order_of_id(plan: Plan) -> None:
    assert build(plan, Counting(), None, quiet) == [
        Change(file, "added") for file in ("harbour.txt", "north/railway.txt", "orchard.txt")
    ]


def test_the_index_holds_the_passages_of_every_file_in_order(plan: Plan) -> None:
    index = built(plan)
    assert [index.passage(number).text.split()[:3] for number in range(3)] == [
        ["The", "harbour", "of"], ["The", "railway", "will"], ["Growers", "in", "the"],
    ]  # fmt: skip
    assert [index.passage(number).document.date for number in range(3)] == ["2024-03-05", "2023-11-20", None]
    assert index.store.rows().tobytes() == Hashing(64).documents(embedded(plan, None)).tobytes()
    assert [row for row, _ in index.matching(["railway"], 5)] == [1]


def test_the_index_tells_what_it_was_made_of(plan: Plan, corpus: Path) -> None:
    about = built(plan).about
    assert about == generations.About(
        "counting", shipped().name, "exact", 120, (str(corpus),), about.built, 3, 3, "2024-03-05"
    )


def test_documents_without_a_date_have_no_newest_one(plan: Plan, corpus: Path) -> None:
    (corpus / "harbour.txt").unlink()
    assert built(plan).about.newest == "2023-11-20"
    (corpus / "north" / "railway.txt").unlink()
    assert built(plan).about.newest == ""


def test_the_word_vectors_of_an_index_are_the_shipped_ones_whatever_embeds(plan: Plan) -> None:
    model = static.load("")
    build(plan, model, None, quiet)
    assert (current(plan).about.embedder, current(plan).about.word_model) == (model.name, shipped().name)


def test_every_side_of_the_index_is_that_of_its_passages(plan: Plan, corpus: Path) -> None:
    (corpus / "orchard.txt").write_text("\n\n".join(["The growers wrote a line of prose here. " * 12] * 3))
    index = built(plan)
    seen = [seen_text(one.document, one.sentences) for one in map(index.passage, range(5))]
    owners = np.array([0, 1, 2, 2, 2], dtype=np.int32)
    assert (index.sides.owners.dtype.name, index.sides.owners.tolist()) == ("int32", owners.tolist())
    passages, documents = lexical.build_both(map(terms, seen), owners, index.about.documents)
    assert (index.lexical.save(), index.sides.documents.save()) == (passages.save(), documents.save())
    found = likeness.build(passages, [word for text in seen for word in words(text)], shipped())
    assert index.sides.likeness.save() == found.save()


def test_passages_that_come_to_stand_in_other_documents_are_grouped_anew(plan: Plan, corpus: Path) -> None:
    long = [f"The {word} wrote a line of prose here. " * 12 for word in ("growers", "insurers")]
    (corpus / "orchard.txt").write_text("\n\n".join(long))
    previous = built(plan)
    for name, text in zip(("orchard.txt", "plums.txt"), long, strict=True):
        (corpus / name).write_text(text)
    index = built(plan, previous)
    assert index.records.digests() == previous.records.digests()
    assert (previous.sides.owners.tolist(), index.sides.owners.tolist()) == ([0, 1, 2, 2], [0, 1, 2, 3])
    assert [index.sides.documents.search(["insur"], 9, None)[0][0], index.sides.documents.passages] == [3, 4]


def test_an_update_tells_what_became_of_each_file(plan: Plan, corpus: Path) -> None:
    previous = built(plan)
    (corpus / "harbour.txt").unlink()
    (corpus / "new.txt").write_text("A new line of prose is written here today.")
    (corpus / "orchard.txt").write_text("The growers wrote another line of prose here.")
    assert build(plan, Counting(), previous, quiet) == [
        Change("harbour.txt", "removed"),
        Change("new.txt", "added"),
        Change("north/railway.txt", "unchanged"),
        Change("orchard.txt", "changed"),
    ]
    assert [current(plan).passage(number).document.id for number in range(3)] == [
        "new.txt", "north/railway.txt", "orchard.txt",
    ]  # fmt: skip


def test_a_file_that_turns_bad_is_skipped_and_one_that_turns_good_is_added(plan: Plan, corpus: Path) -> None:
    (corpus / "late.txt").write_text("")
    previous = built(plan)
    (corpus / "late.txt").write_text("A new line of prose is written here today.")
    (corpus / "orchard.txt").write_text("")
    changes = build(plan, Counting(), previous, quiet)
    assert changes[1:] == [
        Change("late.txt", "added"), Change("north/railway.txt", "unchanged"),
        Change("orchard.txt", "skipped", (Note(Code.EMPTY, "it is empty"),)),
    ]  # fmt: skip


def test_files_that_cannot_be_read_are_skipped_with_the_reason(plan: Plan, corpus: Path) -> None:
    files = {"binary.txt": b"a\0b\0\0" * 9, "blank.txt": b" \n\t\r\n", "empty.txt": b"", "mark.txt": b"\xef\xbb\xbf"}
    for name, data in {**files, "image.PNG": b"x", "LICENSE": b"x", ".hidden.txt": b"x", ".git/a.txt": b"x"}.items():
        (corpus / name).parent.mkdir(exist_ok=True)
        (corpus / name).write_bytes(data)
    assert skipped(plan) == {
        "LICENSE": ("no-reader: there is no reader for files without a suffix",),
        "binary.txt": ("binary: not text: it holds NUL bytes",),
        "blank.txt": ("empty: it is empty",),
        "empty.txt": ("empty: it is empty",),
        "image.PNG": ("no-reader: there is no reader for .PNG",),
        "mark.txt": ("empty: it is empty",),
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_links_and_pipes_are_skipped_and_never_opened(plan: Plan, corpus: Path) -> None:
    (corpus / "link.txt").symlink_to("harbour.txt")
    (corpus / "loop").symlink_to(".")
    os.mkfifo(corpus / "pipe.txt")
    assert skipped(plan) == {
        "link.txt": ("link: it is a link, and links are not followed",),
        "loop": ("link: it is a link, and links are not followed",),
        "pipe.txt": ("not-a-file: it is not a regular file",),
    }


def test_a_file_that_lies_too_deep_or_is_too_large_is_skipped(plan: Plan, corpus: Path) -> None:
    deep = corpus / Path(*["d"] * (places.MAX_DEPTH + 1))
    deep.mkdir(parents=True)
    (corpus / "large.txt").touch()
    os.truncate(corpus / "large.txt", MAX_BYTES + 1)
    assert skipped(plan) == {
        deep.relative_to(corpus).as_posix(): ("too-deep: it lies below 64 folders",),
        "large.txt": ("too-large: it is larger than 256 MB",),
    }


@any_name
def test_a_name_that_is_not_utf_8_is_skipped(plan: Plan, corpus: Path) -> None:
    (corpus / os.fsdecode(b"caf\xe9.txt")).write_text("A line of prose is written here today.")
    assert list(skipped(plan).values()) == [("name: its name is not valid UTF-8: rename it",)]


@any_name
def test_a_file_with_a_like_name_that_is_not_utf_8_takes_nothing_away(plan: Plan, corpus: Path) -> None:
    (corpus / "?.txt").write_text("A line of prose is written here today.")
    (corpus / os.fsdecode(b"\xff.txt")).write_text("")
    previous = built(plan)
    changes = build(plan, Counting(), previous, quiet)
    assert sorted(change.status for change in changes) == ["skipped", *["unchanged"] * 4]
    assert current(plan).records.digests() == previous.records.digests()


@any_name
def test_a_folder_whose_name_is_not_utf_8_is_an_error_that_says_so(corpus: Path, tmp_path: Path) -> None:
    folder = corpus.rename(tmp_path / os.fsdecode(b"caf\xe9"))
    with pytest.raises(CorpusError, match="its name is not valid UTF-8"):
        build(Plan(places.corpus([folder]), tmp_path / "index", "exact", 120), Counting(), None, quiet)


@not_root
def test_a_file_without_permission_is_skipped_until_it_has_it(plan: Plan, corpus: Path) -> None:
    (corpus / "harbour.txt").chmod(0)
    assert skipped(plan) == {"harbour.txt": ("permission: it cannot be read: Permission denied",)}
    previous = current(plan)
    (corpus / "harbour.txt").chmod(0o600)
    assert build(plan, Counting(), previous, quiet)[0] == Change("harbour.txt", "added")


def test_a_file_that_changes_after_it_was_listed_is_indexed_as_it_was_read(plan: Plan, corpus: Path) -> None:
    def report(progress: Progress) -> None:
        if progress == Progress("reading", 0, 3):
            (corpus / "harbour.txt").write_text("Other words of another length stand here now.")

    build(plan, Counting(), None, report)
    index = current(plan)
    assert index.passage(0).text == "Other words of another length stand here now."
    assert index.records.files()[0].state.size == 45


def remove_it(path: Path) -> None:
    path.unlink()


def make_it_a_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("orchard.txt")


def make_it_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other words for it")
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (remove_it, "vanished: it cannot be read: No such file or directory"),
        (make_it_a_link, "link: it is a link, and links are not followed"),
        (make_it_a_pipe, "not-a-file: it is not a regular file"),
    ],
)
def test_a_file_that_is_none_any_more_when_it_is_read_is_skipped(
    plan: Plan, corpus: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    def report(progress: Progress) -> None:
        if progress == Progress("reading", 0, 3):
            spoil(corpus / "harbour.txt")

    assert skipped(plan, report) == {"harbour.txt": (reason,)}
    assert not is_current(plan, current(plan))


def test_an_index_inside_its_corpus_does_not_read_itself(corpus: Path) -> None:
    plan = Plan(places.corpus([corpus]), corpus / "index", "exact", 120)
    previous = built(plan)
    assert [change.file for change in build(plan, Counting(), previous, quiet)] == [
        "harbour.txt", "north/railway.txt", "orchard.txt",
    ]  # fmt: skip


def test_an_embedder_sees_the_title_the_date_in_words_and_the_text(plan: Plan) -> None:
    assert embedded(plan, None)[0] == (
        "Harbour reopens after the storm\n5 March 2024\nThe harbour of Lisbon opened again on Tuesday. "
        "Ships had waited for three days.\n\nThe mayor thanked the pilots. Repairs cost $8.35 million."
    )


@pytest.mark.parametrize(
    ("title", "date", "head"), [(None, None, ""), ("T", None, "T\n"), (None, "2022-01-09", "9 January 2022\n")]
)
def test_what_a_document_does_not_tell_is_left_out(title: str | None, date: str | None, head: str) -> None:
    document = Document("a", "/a", "Some text. More text. Rest.", title, date)
    assert seen_text(document, (Span(0, 10), Span(11, 21))) == f"{head}Some text. More text."


def test_only_the_passages_that_are_new_are_embedded(plan: Plan, corpus: Path) -> None:
    previous = built(plan)
    (corpus / "orchard.txt").write_text("The growers wrote another line of prose here.")
    assert embedded(plan, previous) == ["The growers wrote another line of prose here."]


def test_of_a_changed_file_only_the_changed_passages_are_embedded(plan: Plan, corpus: Path) -> None:
    lines = [f"Line {number} " + "of prose that fills a whole passage " * 14 + "is here." for number in range(5)]
    (corpus / "long.txt").write_text("\n\n".join(lines))
    previous = built(plan)
    lines[3] = lines[3].replace("Line", "Verse")
    (corpus / "long.txt").write_text("\n\n".join(lines))
    assert embedded(plan, previous) == [lines[3]]


def test_a_file_that_moved_is_read_but_not_embedded(plan: Plan, corpus: Path) -> None:
    previous = built(plan)
    (corpus / "orchard.txt").rename(corpus / "a.txt")
    assert embedded(plan, previous) == []
    index = current(plan)
    assert index.passage(0).document.path == str(corpus / "a.txt")
    assert index.store.rows()[0].tobytes() == previous.store.rows()[2].tobytes()


def test_another_embedder_sees_every_passage_again(plan: Plan) -> None:
    previous = built(plan)
    assert embedded(plan, previous, "another") == embedded(plan, None)


def test_passages_are_embedded_in_batches_in_order(plan: Plan, corpus: Path) -> None:
    lines = [f"Line {number} " + "of prose that fills a whole passage " * 14 + "is here." for number in range(BATCH)]
    (corpus / "long.txt").write_text("\n\n".join(lines))
    embedder, stages = Counting(), list[Progress]()
    build(plan, embedder, None, stages.append)
    assert [len(batch) for batch in embedder.batches] == [BATCH, 3]
    assert embedder.batches[0][1] == lines[0]
    assert stages == [
        *(Progress("reading", done, 4) for done in range(4)),
        Progress("embedding", 0, BATCH + 3), Progress("embedding", BATCH, BATCH + 3), Progress("indexing", 0, 1),
    ]  # fmt: skip


def test_a_file_in_the_same_state_as_long_before_the_build_is_not_read(plan: Plan, corpus: Path) -> None:
    previous = built(plan)
    (corpus / "orchard.txt").write_text("Secret words that nobody may see stand here.")
    settled = as_on_disk(plan, previous, (corpus / "orchard.txt").stat().st_ctime_ns + 2 * SECOND + 1)
    assert is_current(plan, settled)
    assert {change.status for change in build(plan, Counting(), settled, quiet)} == {"unchanged"}
    assert current(plan).records.digests() == previous.records.digests()


def test_a_file_in_the_same_state_as_just_before_the_build_is_read_again(plan: Plan, corpus: Path) -> None:
    previous = built(plan)
    (corpus / "orchard.txt").write_text("Other words of prose are written down here.")
    racy = as_on_disk(plan, previous, (corpus / "orchard.txt").stat().st_ctime_ns + 2 * SECOND)
    assert not is_current(plan, racy)
    assert build(plan, Counting(), racy, quiet)[2] == Change("orchard.txt", "changed")


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell when a file's state changed")
@pytest.mark.usefixtures("hour_later")
def test_a_change_that_keeps_size_and_time_is_noticed(plan: Plan, corpus: Path) -> None:
    path = corpus / "orchard.txt"
    previous, before = built(plan), path.stat()
    path.write_text(path.read_text().replace("apple", "peach"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert not is_current(plan, previous)
    assert build(plan, Counting(), previous, quiet)[2] == Change("orchard.txt", "changed")


@pytest.mark.usefixtures("hour_later")
def test_an_index_is_current_until_a_file_comes_goes_or_changes(plan: Plan, corpus: Path) -> None:
    index = built(plan)
    assert is_current(plan, index)
    (corpus / "orchard.txt").rename(corpus / "plum.txt")
    assert not is_current(plan, index)
    (corpus / "plum.txt").unlink()
    assert not is_current(plan, index)
    assert is_current(plan, built(plan))
    (corpus / "more.bin").touch()
    assert not is_current(plan, current(plan))
    (corpus / "more.bin").unlink()
    os.utime(corpus / "harbour.txt", ns=(0, 0))
    assert not is_current(plan, current(plan))


@pytest.mark.parametrize("stage", [("reading", 0), ("reading", 2), ("embedding", 0), ("indexing", 0)])
def test_an_error_in_the_report_leaves_the_old_index(plan: Plan, corpus: Path, stage: tuple[str, int]) -> None:
    previous = built(plan)
    (corpus / "new.txt").write_text("A new line of prose is written here today.")

    def report(progress: Progress) -> None:
        if (progress.stage, progress.done) == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(plan, Counting(), previous, report)
    assert current(plan).about == previous.about
    assert embedded(plan, current(plan)) == ["A new line of prose is written here today."]


def test_an_emptied_folder_is_an_error_and_keeps_the_index(plan: Plan, corpus: Path) -> None:
    previous = built(plan)
    for path in corpus.rglob("*.txt"):
        path.unlink()
    with pytest.raises(
        CorpusError, match=f"there is nothing to read in {corpus}: put documents there .*\\.md, .*\\.txt"
    ):
        build(plan, Counting(), previous, quiet)
    assert current(plan).about == previous.about


def test_a_folder_of_bad_files_is_an_error_that_names_the_first_reason(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.bin").touch()
    (tmp_path / "docs" / "b.txt").touch()
    plan = Plan(places.corpus([tmp_path / "docs"]), tmp_path / "index", "exact", 120)
    with pytest.raises(CorpusError, match=r"docs \(a\.bin: no-reader: there is no reader for \.bin; 1 more\): put"):
        build(plan, Counting(), None, quiet)
    assert generations.read(plan.folder) is None


def test_two_builds_at_once_are_refused(plan: Plan) -> None:
    with lock(plan.folder), pytest.raises(IndexBusy):
        build(plan, Counting(), None, quiet)
    assert len(build(plan, Counting(), None, quiet)) == 3
