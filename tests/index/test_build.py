import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from index import generations, lexical, manifest, places
from index.build import build, rebuild
from index.embedders import static
from index.embedders.hashing import Hashing
from index.errors import Code, CorpusError, IndexBusy, Note
from index.files import table
from index.generations import lock
from index.index import Index
from index.looking import is_current, look
from index.making import BATCH
from index.opened import unpack
from index.places import FILES, MAX_BYTES
from index.plan import Change, Plan, seen_text
from index.types import Document, Progress, Report, Span
from index.vectors import Vectors
from index.words import terms
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


def built(plan: Plan) -> Index:
    build(plan, Counting(), quiet)
    return current(plan)


def embedded(plan: Plan, name: str = "counting", anew: bool = False) -> list[str]:
    """The texts that a build gives to its embedder."""
    embedder = Counting(name)
    (rebuild if anew else build)(plan, embedder, quiet)
    return [text for batch in embedder.batches for text in batch]


def vectors(index: Index) -> Vectors:
    """The vectors of all passages, in order."""
    return index.vectors(np.arange(index.about.passages))


def skipped(plan: Plan, report: Report = quiet) -> dict[str, tuple[str, ...]]:
    changes = build(plan, Counting(), report)
    return {change.file: tuple(map(str, change.notes)) for change in changes if change.status == "skipped"}


def digests(index: Index) -> list[bytes]:
    """The digests of all passages, in order."""
    entries = (entry for id in index.files.ids() for entry in index.records.entries(id))
    return [digest for entry in entries for digest in entry.digests]


def owners(index: Index) -> list[int]:
    """The number of each passage's document."""
    found: list[int] = index.owners(np.arange(index.about.passages)).tolist()
    return found


def as_on_disk(plan: Plan, built: int) -> Index:
    """The index as if its files had been, when it was built, in the state that they are in now."""
    generation = generations.read(plan.folder)
    assert generation
    states = places.scan(plan.corpus, plan.folder)
    records = zip(current(plan).files.files(), states, strict=True)
    files = table(str(plan.corpus.home), [replace(record, state=state) for record, state in records])
    about, seals = replace(generation.about, built=built), tuple(one.seal for one in generation.segments)
    generations.publish(plan.folder, manifest.Content(about, {**generation.files, FILES: files}, seals))
    return current(plan)


def test_a_first_build_adds_every_file_in_order_of_id(plan: Plan) -> None:
    assert build(plan, Counting(), quiet) == [
        Change(file, "added") for file in ("harbour.txt", "north/railway.txt", "orchard.txt")
    ]


def test_the_index_holds_the_passages_of_every_file_in_order(plan: Plan) -> None:
    index = built(plan)
    assert [index.passage(number).text.split()[:3] for number in range(3)] == [
        ["The", "harbour", "of"], ["The", "railway", "will"], ["Growers", "in", "the"],
    ]  # fmt: skip
    assert [index.passage(number).document.date for number in range(3)] == ["2024-03-05", "2023-11-20", None]
    assert vectors(index).tobytes() == Hashing(64).documents(embedded(plan, anew=True)).tobytes()
    assert [row for row, _ in index.matching(["railway"], 5)] == [1]


def test_the_index_tells_what_it_was_made_of(plan: Plan, corpus: Path) -> None:
    about = built(plan).about
    assert about == manifest.About(
        "counting", shipped().name, "exact", 120, (str(corpus),), about.built, 3, 3, "2024-03-05"
    )


def test_documents_without_a_date_have_no_newest_one(plan: Plan, corpus: Path) -> None:
    (corpus / "harbour.txt").unlink()
    assert built(plan).about.newest == "2023-11-20"
    (corpus / "north" / "railway.txt").unlink()
    assert built(plan).about.newest == ""


def test_the_word_vectors_of_an_index_are_the_shipped_ones_whatever_embeds(plan: Plan) -> None:
    model = static.load("")
    build(plan, model, quiet)
    assert (current(plan).about.embedder, current(plan).about.word_model) == (model.name, shipped().name)


def test_every_side_of_the_index_is_that_of_its_passages(plan: Plan, corpus: Path) -> None:
    (corpus / "orchard.txt").write_text("\n\n".join(["The growers wrote a line of prose here. " * 12] * 3))
    index = built(plan)
    seen = [seen_text(one.document, one.sentences) for one in map(index.passage, range(5))]
    assert owners(index) == [0, 1, 2, 2, 2]
    of_terms = lexical.build(map(terms, seen))
    for word in ("grower", "railway", "the", "prose"):
        assert index.matching([word], 9) == of_terms.search([word], 9)
    whole = ["\n".join(seen[first:end]) for first, end in ((0, 1), (1, 2), (2, 5))]
    assert index.documents.search(["prose"], 9) == lexical.build(map(terms, whole)).search(["prose"], 9)


def test_passages_that_come_to_stand_in_other_documents_are_grouped_anew(plan: Plan, corpus: Path) -> None:
    long = [f"The {word} wrote a line of prose here. " * 12 for word in ("growers", "insurers")]
    (corpus / "orchard.txt").write_text("\n\n".join(long))
    previous = built(plan)
    for name, text in zip(("orchard.txt", "plums.txt"), long, strict=True):
        (corpus / name).write_text(text)
    index = built(plan)
    assert digests(index) == digests(previous)
    assert (owners(previous), owners(index)) == ([0, 1, 2, 2], [0, 1, 2, 3])
    assert [index.documents.search(["insur"], 9)[0][0], index.about.documents] == [3, 4]


def test_an_update_tells_what_became_of_each_file(plan: Plan, corpus: Path) -> None:
    built(plan)
    (corpus / "harbour.txt").unlink()
    (corpus / "new.txt").write_text("A new line of prose is written here today.")
    (corpus / "orchard.txt").write_text("The growers wrote another line of prose here.")
    assert build(plan, Counting(), quiet) == [
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
    built(plan)
    (corpus / "late.txt").write_text("A new line of prose is written here today.")
    (corpus / "orchard.txt").write_text("")
    changes = build(plan, Counting(), quiet)
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
    changes = build(plan, Counting(), quiet)
    assert sorted(change.status for change in changes) == ["skipped", *["unchanged"] * 4]
    assert digests(current(plan)) == digests(previous)


@any_name
def test_a_folder_whose_name_is_not_utf_8_is_an_error_that_says_so(corpus: Path, tmp_path: Path) -> None:
    folder = corpus.rename(tmp_path / os.fsdecode(b"caf\xe9"))
    with pytest.raises(CorpusError, match="its name is not valid UTF-8"):
        build(Plan(places.corpus([folder]), tmp_path / "index", "exact", 120), Counting(), quiet)


@not_root
def test_a_file_without_permission_is_skipped_until_it_has_it(plan: Plan, corpus: Path) -> None:
    (corpus / "harbour.txt").chmod(0)
    assert skipped(plan) == {"harbour.txt": ("permission: it cannot be read: Permission denied",)}
    (corpus / "harbour.txt").chmod(0o600)
    assert build(plan, Counting(), quiet)[0] == Change("harbour.txt", "added")


def test_a_file_that_changes_after_it_was_listed_is_indexed_as_it_was_read(plan: Plan, corpus: Path) -> None:
    def report(progress: Progress) -> None:
        if progress == Progress("reading", 0, 3):
            (corpus / "harbour.txt").write_text("Other words of another length stand here now.")

    build(plan, Counting(), report)
    index = current(plan)
    assert index.passage(0).text == "Other words of another length stand here now."
    assert index.files.files()[0].state.size == 45


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
    assert not is_current(look(plan).files.columns(), current(plan))


def test_an_index_inside_its_corpus_does_not_read_itself(corpus: Path) -> None:
    plan = Plan(places.corpus([corpus]), corpus / "index", "exact", 120)
    built(plan)
    assert [change.file for change in build(plan, Counting(), quiet)] == [
        "harbour.txt", "north/railway.txt", "orchard.txt",
    ]  # fmt: skip


def test_an_embedder_sees_the_title_the_date_in_words_and_the_text(plan: Plan) -> None:
    assert embedded(plan, anew=True)[0] == (
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
    built(plan)
    (corpus / "orchard.txt").write_text("The growers wrote another line of prose here.")
    assert embedded(plan) == ["The growers wrote another line of prose here."]


def test_passages_that_are_known_keep_their_place_among_those_that_are_not(plan: Plan, corpus: Path) -> None:
    lines = [f"Line {number} " + "of prose that fills a whole passage " * 14 + "is here." for number in range(3)]
    (corpus / "long.txt").write_text(lines[1])
    built(plan)
    (corpus / "long.txt").write_text("\n\n".join(lines))
    index = built(plan)
    texts = [seen_text(one.document, one.sentences) for one in map(index.passage, range(6))]
    assert vectors(index).tobytes() == Hashing(64).documents(texts).tobytes()


def test_of_a_changed_file_only_the_changed_passages_are_embedded(plan: Plan, corpus: Path) -> None:
    lines = [f"Line {number} " + "of prose that fills a whole passage " * 14 + "is here." for number in range(5)]
    (corpus / "long.txt").write_text("\n\n".join(lines))
    built(plan)
    lines[3] = lines[3].replace("Line", "Verse")
    (corpus / "long.txt").write_text("\n\n".join(lines))
    assert embedded(plan) == [lines[3]]


def test_a_file_that_moved_is_read_but_not_embedded(plan: Plan, corpus: Path) -> None:
    previous = built(plan)
    (corpus / "orchard.txt").rename(corpus / "a.txt")
    assert embedded(plan) == []
    index = current(plan)
    assert index.passage(0).document.path == str(corpus / "a.txt")
    assert vectors(index)[0].tobytes() == vectors(previous)[2].tobytes()


def test_another_embedder_sees_every_passage_again(plan: Plan) -> None:
    built(plan)
    assert embedded(plan, "another") == embedded(plan, anew=True)


def test_passages_are_embedded_in_batches_in_order(plan: Plan, corpus: Path) -> None:
    lines = [f"Line {number} " + "of prose that fills a whole passage " * 14 + "is here." for number in range(BATCH)]
    (corpus / "long.txt").write_text("\n\n".join(lines))
    embedder, stages = Counting(), list[Progress]()
    build(plan, embedder, stages.append)
    assert [len(batch) for batch in embedder.batches] == [BATCH, 3]
    assert next(batch[-1] for batch in embedder.batches) == lines[BATCH - 2]
    assert stages == [Progress("reading", done, 4) for done in (0, 1, 1, 2, 3)]


def test_a_file_in_the_same_state_as_long_before_the_build_is_not_read(plan: Plan, corpus: Path) -> None:
    previous = built(plan)
    (corpus / "orchard.txt").write_text("Secret words that nobody may see stand here.")
    settled = as_on_disk(plan, (corpus / "orchard.txt").stat().st_ctime_ns + 2 * SECOND + 1)
    assert is_current(look(plan).files.columns(), settled)
    assert {change.status for change in build(plan, Counting(), quiet)} == {"unchanged"}
    assert digests(current(plan)) == digests(previous)


def test_a_file_in_the_same_state_as_just_before_the_build_is_read_again(plan: Plan, corpus: Path) -> None:
    built(plan)
    (corpus / "orchard.txt").write_text("Other words of prose are written down here.")
    racy = as_on_disk(plan, (corpus / "orchard.txt").stat().st_ctime_ns + 2 * SECOND)
    assert not is_current(look(plan).files.columns(), racy)
    assert build(plan, Counting(), quiet)[2] == Change("orchard.txt", "changed")


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell when a file's state changed")
@pytest.mark.usefixtures("hour_later")
def test_a_change_that_keeps_size_and_time_is_noticed(plan: Plan, corpus: Path) -> None:
    path = corpus / "orchard.txt"
    previous, before = built(plan), path.stat()
    path.write_text(path.read_text().replace("apple", "peach"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert not is_current(look(plan).files.columns(), previous)
    assert build(plan, Counting(), quiet)[2] == Change("orchard.txt", "changed")


@pytest.mark.usefixtures("hour_later")
def test_an_index_is_current_until_a_file_comes_goes_or_changes(plan: Plan, corpus: Path) -> None:
    index = built(plan)
    assert is_current(look(plan).files.columns(), index)
    (corpus / "orchard.txt").rename(corpus / "plum.txt")
    assert not is_current(look(plan).files.columns(), index)
    (corpus / "plum.txt").unlink()
    assert not is_current(look(plan).files.columns(), index)
    assert is_current(look(plan).files.columns(), built(plan))
    (corpus / "more.bin").touch()
    assert not is_current(look(plan).files.columns(), current(plan))
    (corpus / "more.bin").unlink()
    os.utime(corpus / "harbour.txt", ns=(0, 0))
    assert not is_current(look(plan).files.columns(), current(plan))


@pytest.mark.parametrize("stage", [("reading", 0), ("reading", 2), ("reading", 3)])
def test_an_error_in_the_report_leaves_the_old_index(plan: Plan, corpus: Path, stage: tuple[str, int]) -> None:
    previous = built(plan)
    (corpus / "new.txt").write_text("A new line of prose is written here today.")

    def report(progress: Progress) -> None:
        if (progress.stage, progress.done) == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(plan, Counting(), report)
    assert current(plan).about == previous.about
    assert embedded(plan) == ["A new line of prose is written here today."]


def test_an_emptied_folder_is_an_error_and_keeps_the_index(plan: Plan, corpus: Path) -> None:
    previous = built(plan)
    for path in corpus.rglob("*.txt"):
        path.unlink()
    with pytest.raises(
        CorpusError, match=f"there is nothing to read in {corpus}: put documents there .*\\.md, .*\\.txt"
    ):
        build(plan, Counting(), quiet)
    assert current(plan).about == previous.about


def test_a_folder_of_bad_files_is_an_error_that_names_the_first_reason(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.bin").touch()
    (tmp_path / "docs" / "b.txt").touch()
    plan = Plan(places.corpus([tmp_path / "docs"]), tmp_path / "index", "exact", 120)
    with pytest.raises(CorpusError, match=r"docs \(a\.bin: no-reader: there is no reader for \.bin; 1 more\): put"):
        build(plan, Counting(), quiet)
    assert generations.read(plan.folder) is None


def test_what_was_seen_before_another_build_is_looked_at_again(plan: Plan, corpus: Path) -> None:
    seen = look(plan)
    (corpus / "new.txt").write_text("A new line of prose is written here today.")
    built(plan)
    assert [change.status for change in build(plan, Counting(), quiet, seen)] == ["unchanged"] * 4


def test_two_builds_at_once_are_refused(plan: Plan) -> None:
    with lock(plan.folder), pytest.raises(IndexBusy):
        build(plan, Counting(), quiet)
    assert len(build(plan, Counting(), quiet)) == 3
