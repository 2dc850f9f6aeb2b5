"""Whatever lies in a folder, the run completes, the good files are in the index, and each other has its code."""

import os
import re
import socket
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from index import generations, places, sandbox
from index.build import build
from index.embedders.hashing import Hashing
from index.errors import Code
from index.index import Index
from index.opened import unpack
from index.plan import Plan
from index.readers import READERS
from index.types import Progress
from qa.inspect import reading
from tests.bad import bad_inputs
from tests.made import one_of_each, pdf


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


def built(folder: Path) -> Index:
    plan = Plan(places.corpus([folder / "docs"]), folder / "index", "exact", 120)
    build(plan, Hashing(32), quiet)
    generation = generations.read(plan.folder)
    assert generation
    return unpack(generation)


def codes(index: Index) -> dict[str, list[Code]]:
    """The codes of the files that are not in the index."""
    files = index.files.files()
    return {one.state.source.id: [note.code for note in one.notes] for one in files if not one.sha256}


def test_each_bad_input_has_its_code_and_the_good_files_are_indexed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "SILENCE", 3.0)
    docs = tmp_path / "docs"
    docs.mkdir()
    expected = {}
    for number, (suffix, data, code) in enumerate(bad_inputs()):
        (docs / f"{number:03}{suffix}").write_bytes(data)
        expected[f"{number:03}{suffix}"] = code
    good = one_of_each()
    for name, data in good.items():
        (docs / f"good-{name}").write_bytes(data)
    began = time.monotonic()
    index = built(tmp_path)
    assert {name: found[0] for name, found in codes(index).items()} == expected
    assert len(expected) >= 150
    assert {one.state.source.id for one in index.files.files() if one.sha256} == {f"good-{name}" for name in good}
    counts = Counter(expected.values())
    told = ", ".join(f"{counts[code]} {code}" for code in sorted(counts))
    seen = len(expected) + len(good)
    assert next(reading(index.files.files())) == (
        f"files:     {seen} = {len(good)} indexed + {len(expected)} skipped ({told})"
    )
    assert time.monotonic() - began < 25 * len(expected)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other kinds of files")
def test_what_is_no_readable_file_has_its_code_and_is_never_opened(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "good.txt").write_text("A line of prose is written here today.")
    (docs / "link.pdf").symlink_to("good.txt")
    (docs / "loop").symlink_to(".")
    (docs / "nowhere.txt").symlink_to("gone.txt")
    os.mkfifo(docs / "pipe.pdf")
    os.mkdir(docs / "folder.pdf")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(docs / "socket.txt"))
    with open(docs / "large.pdf", "wb") as file:
        file.truncate(300 << 20)
    (docs / Path(*["d"] * 70)).mkdir(parents=True)
    assert codes(built(tmp_path)) == {
        "/".join(["d"] * 65): [Code.TOO_DEEP],
        "large.pdf": [Code.TOO_LARGE],
        "link.pdf": [Code.LINK],
        "loop": [Code.LINK],
        "nowhere.txt": [Code.LINK],
        "pipe.pdf": [Code.NOT_A_FILE],
        "socket.txt": [Code.NOT_A_FILE],
    }


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are not UTF-8")
def test_a_name_that_is_not_utf_8_has_its_code(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "good.txt").write_text("A line of prose is written here today.")
    (tmp_path / "docs" / os.fsdecode(b"caf\xe9.txt")).write_text("A name in an old encoding.")
    assert list(codes(built(tmp_path)).values()) == [[Code.NAME]]


def test_parts_that_cannot_be_read_are_told_of_a_file_that_is_indexed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "half.pdf").write_bytes(pdf().replace(b" >>\nstream", b" /Filter /None >>\nstream", 1))
    index = built(tmp_path)
    told = list(reading(index.files.files()))
    assert told[0] == "files:     1 = 1 indexed + 0 skipped"
    assert told[1:] == ["in part: half.pdf: damaged: page 1: it cannot be parsed (NotImplementedError)"]
    assert index.passage(0).document.line(0) == 2


def test_the_documentation_names_every_code_and_every_suffix() -> None:
    text = (Path(__file__).parents[2] / "docs" / "readers.md").read_text("utf-8")
    codes_told = re.findall(r"^\| `([a-z-]+)` \|", text.partition("## Codes")[2], re.MULTILINE)
    assert codes_told == sorted(Code)
    formats = text.partition("| suffix |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"`(\.[a-z]+)`", formats)) == sorted(READERS)
