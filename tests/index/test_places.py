import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import Code, CorpusError, Note
from index.places import MAX_DEPTH, Corpus, FileState, corpus, index_folder, scan

not_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
any_name = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are not UTF-8")


def written(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def found(folder: Path, leave_out: Path = Path("/nowhere")) -> list[FileState]:
    return list(scan(corpus([folder]), leave_out))


def ids(folder: Path, leave_out: Path = Path("/nowhere")) -> list[str]:
    return [state.source.id for state in found(folder, leave_out)]


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield


def test_a_folder_is_its_own_home(tmp_path: Path) -> None:
    written(tmp_path, "docs/a.txt")
    assert corpus([tmp_path / "docs"]) == Corpus((tmp_path / "docs",), tmp_path / "docs")
    assert corpus([tmp_path / "docs"]).name == "docs"


def test_several_roots_are_named_once_each_below_their_common_folder(tmp_path: Path) -> None:
    written(tmp_path, "a/one.txt", "b/two.txt")
    place = corpus([tmp_path / "a", tmp_path / "b" / "two.txt", tmp_path / "b" / ".." / "a"])
    assert place == Corpus((tmp_path / "a", tmp_path / "b" / "two.txt"), tmp_path)
    assert place.name == "a + two.txt"


@pytest.mark.parametrize("strange", [(), ("a/é.txt",), ("a/link",)])
def test_files_come_in_the_order_of_their_ids(tmp_path: Path, strange: tuple[str, ...]) -> None:
    names = ["a/b.txt", "a-b.txt", "a.txt", "a/c/d.txt", "a0.txt", "Z.txt", "a/b", "a/c.txt", *strange]
    written(tmp_path, *names)
    if "a/link" in strange:
        (tmp_path / "a/link").unlink()
        (tmp_path / "a/link").symlink_to(tmp_path / "a.txt")
    assert ids(tmp_path) == sorted(names)
    assert [state.source.id for state in found(tmp_path) if state.problem] == [one for one in strange if "link" in one]


def test_paths_may_be_relative_links_or_below_the_home_folder(tmp_path: Path, home: Path) -> None:
    written(tmp_path, "docs/a.txt")
    written(home, "mine/a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "docs")
    with working_in(tmp_path):
        assert corpus(["docs", "./docs/.", "link"]).roots == (tmp_path / "docs",)
    assert corpus(["~/mine"]).roots == (home / "mine",)


def test_no_paths_are_an_error_that_says_what_to_give() -> None:
    with pytest.raises(CorpusError, match="no documents were named: give a file or a folder with --docs"):
        corpus([])


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        CorpusError, match=f"there is no file or folder {tmp_path}/gone: check the path given to --docs"
    ):
        corpus([tmp_path, tmp_path / "gone"])


@pytest.mark.parametrize("path", ["a" * 300, "a\0b", "~nobody-of-this-name/docs"])
def test_a_path_that_cannot_exist_is_an_error_too(path: str) -> None:
    with pytest.raises(CorpusError):
        corpus([path])


@pytest.mark.parametrize("path", ["/", "~", "~/.", "/usr/.."])
def test_the_whole_disk_and_the_home_folder_are_refused(path: str, home: Path) -> None:
    with pytest.raises(CorpusError, match="is too wide: name a folder that holds only the documents"):
        corpus([path])


@pytest.mark.parametrize("target", ["/", "~"])
def test_a_link_to_the_disk_or_the_home_folder_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "link").symlink_to(Path(target).expanduser())
    with pytest.raises(CorpusError, match="is too wide"):
        corpus([tmp_path / "link"])


def test_files_come_in_order_of_id_without_the_hidden_ones(tmp_path: Path) -> None:
    written(tmp_path, "b.txt", "a/z.txt", "a.txt", "a-b.txt", "B.txt", "é.txt", ".hidden", ".git/config", "a/.cache/x")
    assert ids(tmp_path / ".") == ["B.txt", "a-b.txt", "a.txt", "a/z.txt", "b.txt", "é.txt"]


def test_a_hidden_folder_that_was_named_is_read(tmp_path: Path) -> None:
    assert ids(written(tmp_path / ".notes", "a.txt")) == ["a.txt"]


def test_a_file_is_described_as_the_file_system_does(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt") / "a.txt"
    os.utime(path, ns=(0, 1_234_567_890_123_456_789))
    state = found(tmp_path)[0]
    assert (state.source.id, state.source.path, state.problem) == ("a.txt", str(path), None)
    assert (state.size, state.mtime, state.ctime) == (5, path.stat().st_mtime_ns, path.stat().st_ctime_ns)


def test_a_file_that_is_named_twice_comes_once(tmp_path: Path) -> None:
    written(tmp_path, "docs/a.txt", "docs/deep/b.txt")
    place = corpus([tmp_path / "docs", tmp_path / "docs/deep", tmp_path / "docs/a.txt"])
    assert [state.source.id for state in scan(place, Path("/nowhere"))] == ["a.txt", "deep/b.txt"]


def test_a_single_file_is_a_corpus_even_with_a_hidden_name(tmp_path: Path) -> None:
    written(tmp_path, ".a.txt", "b.txt")
    assert ids(tmp_path / ".a.txt") == [".a.txt"]


def test_the_folder_of_the_index_is_left_out(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", "index/LOCK", "index/gens/x", "index2/b.txt")
    assert ids(tmp_path, tmp_path / "index") == ["a.txt", "index2/b.txt"]


def test_the_folder_of_the_index_is_left_out_when_the_documents_are_named_by_a_link(tmp_path: Path) -> None:
    written(tmp_path, "docs/a.txt", "docs/index/LOCK")
    (tmp_path / "link").symlink_to(tmp_path / "docs")
    place = corpus([tmp_path / "link"])
    chosen = index_folder(place, tmp_path / "link" / "index", tmp_path)
    assert [state.source.id for state in scan(place, chosen)] == ["a.txt"]


def test_links_are_told_and_not_followed(tmp_path: Path) -> None:
    written(tmp_path, "docs/a.txt", "outside/b.txt")
    (tmp_path / "docs/file").symlink_to(tmp_path / "outside/b.txt")
    (tmp_path / "docs/folder").symlink_to(tmp_path / "outside")
    (tmp_path / "docs/loop").symlink_to(tmp_path / "docs")
    (tmp_path / "docs/nothing").symlink_to("nowhere")
    link = Note(Code.LINK, "it is a link, and links are not followed")
    assert [(state.source.id, state.problem) for state in found(tmp_path / "docs")] == [
        ("a.txt", None), ("file", link), ("folder", link), ("loop", link), ("nothing", link),
    ]  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    no_file = Note(Code.NOT_A_FILE, "it is not a regular file")
    assert [(state.source.id, state.problem) for state in found(tmp_path)] == [("pipe.txt", no_file)]


def test_folders_are_entered_down_to_a_depth_and_the_next_one_is_told(tmp_path: Path) -> None:
    path = tmp_path
    for _ in range(MAX_DEPTH + 5):
        path = path / "d"
    written(path, "too-deep.txt")
    written(tmp_path / Path(*["d"] * MAX_DEPTH), "deep.txt")
    deepest = "/".join(["d"] * MAX_DEPTH)
    assert [(state.source.id, state.problem) for state in found(tmp_path)] == [
        (f"{deepest}/d", Note(Code.TOO_DEEP, "it lies below 64 folders")),
        (f"{deepest}/deep.txt", None),
    ]


@any_name
def test_a_name_that_is_not_utf_8_is_told_in_a_form_that_can_be_shown(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("")
    state = found(tmp_path)[0]
    assert state.source.id.encode().startswith(b"caf")
    assert state.problem == Note(Code.NAME, "its name is not valid UTF-8: rename it")


@any_name
def test_no_two_files_have_the_same_id_whatever_their_names(tmp_path: Path) -> None:
    written(tmp_path, "?.txt", "\ufffd.txt", "\\xff.txt", "%FF.txt")
    for name in (b"\xff.txt", b"\xfe.txt"):
        (tmp_path / os.fsdecode(name)).write_text("")
    assert len(set(ids(tmp_path))) == 6


@any_name
def test_a_file_below_a_folder_whose_name_is_not_utf_8_is_told(tmp_path: Path) -> None:
    folder = written(tmp_path / os.fsdecode(b"caf\xe9"), "a.txt")
    state = found(folder)[0]
    assert state.source.path.encode().endswith(b"a.txt")
    assert state.problem == Note(Code.NAME, "its name is not valid UTF-8: rename it")


@not_root
def test_a_folder_that_cannot_be_read_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    written(tmp_path, "closed/a.txt", "open/b.txt")
    (tmp_path / "closed").chmod(0)
    states = found(tmp_path)
    (tmp_path / "closed").chmod(0o700)
    assert [(state.source.id, state.problem) for state in states] == [
        ("closed", Note(Code.FOLDER, "the folder cannot be read")), ("open/b.txt", None),
    ]  # fmt: skip


@not_root
def test_a_path_below_a_folder_that_cannot_be_entered_is_an_error(tmp_path: Path) -> None:
    written(tmp_path, "closed/docs/a.txt")
    (tmp_path / "closed").chmod(0)
    try:
        with pytest.raises(CorpusError):
            corpus([tmp_path / "closed/docs"])
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_the_chosen_folder_is_used_as_it_is(tmp_path: Path, home: Path) -> None:
    place = Corpus((tmp_path,), tmp_path)
    with working_in(tmp_path):
        assert index_folder(place, Path("a/../b"), tmp_path) == tmp_path / "b"
    assert index_folder(place, Path("~/b"), tmp_path) == home / "b"


def test_each_corpus_has_a_folder_of_its_own_below_the_cache(tmp_path: Path) -> None:
    roots = [(Path("/a/my docs"),), (Path("/b/my docs"),), (Path("/a/my docs"), Path("/b")), (Path("/"),)]
    folders = [index_folder(Corpus(one, Path("/")), None, tmp_path) for one in roots]
    assert [folder.parent for folder in folders] == [tmp_path] * 4
    assert [folder.name[:-16] for folder in folders] == ["my-docs-", "my-docs-", "my-docs-", "corpus-"]
    assert len(set(folders)) == 4
    assert folders == [index_folder(Corpus(one, Path("/")), None, tmp_path) for one in roots]
