"""From a file to its bytes and articles: what changes while it is read, and what lies within it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import places, reading
from index.errors import Code, FileSkipped
from index.places import corpus, scan
from index.reading import articles, load
from index.sandbox import Sandbox
from index.types import Article, Source
from tests import made
from tests.bad import nested


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


def read(name: str, data: bytes, box: Sandbox) -> list[Article | FileSkipped]:
    return list(articles(Source(name, f"/corpus/{name}"), data, box))


def told(found: list[Article | FileSkipped]) -> list[str]:
    return [one.document.id if isinstance(one, Article) else str(one.note) for one in found]


def code(name: str, data: bytes, box: Sandbox) -> Code:
    with pytest.raises(FileSkipped) as caught:
        read(name, data, box)
    return caught.value.code


def test_a_file_that_changes_each_time_it_is_read_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, before = tmp_path / "a.txt", places.read_bytes
    path.write_text("0")

    def read_and_append(file: Path, most: int) -> tuple[bytes, os.stat_result]:
        found = before(file, most)
        with open(file, "a") as end:
            end.write("more")
        return found[0], os.stat(file)

    monkeypatch.setattr(reading, "read_bytes", read_and_append)
    (state,) = scan(corpus([path]), Path("/nowhere"))
    with pytest.raises(FileSkipped, match="it changed each time that it was read") as caught:
        load(state)
    assert caught.value.code == Code.CHANGING
    assert path.read_text() == "0" + "more" * 3


def test_the_state_of_a_file_is_that_in_which_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("0")
    (state,) = scan(corpus([path]), Path("/nowhere"))
    path.write_text("Longer than before.")
    assert (load(state)[0].size, load(state)[1]) == (19, b"Longer than before.")


def test_a_file_of_no_known_suffix_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_text("0")
    (state,) = scan(corpus([path]), Path("/nowhere"))
    path.unlink()
    with pytest.raises(FileSkipped, match=r"^there is no reader for \.bin$"):
        load(state)


def test_documents_within_files_are_named_by_where_they_lie(box: Sandbox) -> None:
    mail = made.mail("The letter itself.", {"notes.txt": b"The notes of the letter."})
    data = made.zipped({"in/letter.eml": mail, "list.txt.gz": made.gzipped(b"A list of things.")})
    found = [one.document for one in read("a.zip", data, box) if isinstance(one, Article)]
    assert [(one.id, one.inside, one.path, one.text.strip()) for one in found] == [
        ("a.zip/in/letter.eml", "in/letter.eml", "/corpus/a.zip", "The letter itself."),
        (
            "a.zip/in/letter.eml/notes.txt",
            "in/letter.eml/notes.txt",
            "/corpus/a.zip",
            "The notes of the letter.",
        ),
        ("a.zip/list.txt.gz/list.txt", "list.txt.gz/list.txt", "/corpus/a.zip", "A list of things."),
    ]


def test_a_member_that_cannot_be_read_is_told_with_its_place_and_the_others_are_read(box: Sandbox) -> None:
    inner = made.zipped({"c.pdf": b"no", "d.txt": b"Words of d."})
    assert told(read("a.zip", made.zipped({"a.exe": b"x", "b.zip": inner, "e.txt": b"Words of e."}), box)) == [
        "no-reader: a.exe: there is no reader for .exe",
        "damaged: b.zip: c.pdf: it is not a sound PDF file (PdfStreamError)",
        "a.zip/b.zip/d.txt",
        "a.zip/e.txt",
    ]


def test_archives_are_read_three_deep_and_no_deeper(box: Sandbox) -> None:
    assert told(read("a.zip", nested(3), box)) == ["a.zip/in.zip/in.zip/a.txt"]
    assert [line.partition(": ")[0] for line in told(read("a.zip", nested(4), box))] == ["limit"]


def test_files_within_a_file_are_counted_over_all_depths(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    left = reading._Left
    monkeypatch.setattr(reading, "_Left", lambda: left(files=2))
    data = made.zipped({"a.zip": made.zipped({"1.txt": b"One.", "2.txt": b"Two."}), "b.txt": b"Three."})
    assert told(read("x.zip", data, box)) == [
        "x.zip/a.zip/1.txt",
        "limit: a.zip: it holds more than 2,000 files",
        "limit: it holds more than 2,000 files",
    ]


@pytest.mark.parametrize("data", [b"", b"  ", b"\n"])
@pytest.mark.parametrize("name", sorted(made.one_of_each()))
def test_an_empty_file_is_empty_whatever_its_form(name: str, data: bytes, box: Sandbox) -> None:
    assert code(name, data, box) == Code.EMPTY


def test_text_never_starts_the_process_for_parsing() -> None:
    with Sandbox() as box:
        for name in ("a.txt", "a.md", "a.jsonl", "a.csv"):
            assert isinstance(read(name, made.one_of_each()[name], box)[0], Article)
        assert box.starts == 0
