import zipfile
from io import BytesIO

import pytest

from index import zips
from index.errors import Code, FileSkipped
from index.readers.zipped import label
from index.zips import opened, unpacked
from tests import bad, made


def test_a_member_comes_back_as_it_was() -> None:
    archive = opened(made.zipped({"a.txt": b"words", "b.bin": bytes(range(256)) * 9}))
    assert (unpacked(archive, "a.txt"), unpacked(archive, "b.bin")) == (b"words", bytes(range(256)) * 9)


def test_a_part_that_is_missing_is_named() -> None:
    with pytest.raises(FileSkipped, match=r"^its part word/document\.xml is missing$"):
        unpacked(opened(made.zipped({})), "word/document.xml")


def test_no_more_is_unpacked_than_the_directory_says() -> None:
    archive = opened(bad.lying(made.zipped({"a.txt": b"x" * 5_000_000}), 9))
    with pytest.raises(FileSkipped) as caught:
        unpacked(archive, "a.txt")
    assert caught.value.code == Code.DAMAGED


def test_an_archive_with_a_large_directory_is_refused_before_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_MEMBERS", 2)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(41):
            archive.writestr(f"{number}.txt", b"")
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(FileSkipped, match=r"^it holds more than 2 files$") as caught:
        opened(out.getvalue())
    assert caught.value.code == Code.LIMIT


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a/b.txt", "a/b.txt"),
        ("/etc/passwd", "etc/passwd"),
        ("../../a.txt", "a.txt"),
        ("a/../../b.txt", "b.txt"),
        ("C:\\Windows\\a.txt", "C:/Windows/a.txt"),
        ("a\nb\x1b.txt", "a b\x1b.txt"),
        ("..", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_member_leads_nowhere(name: str, shown: str) -> None:
    assert label(name) == shown
