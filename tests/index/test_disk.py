import os
from pathlib import Path

import pytest

from index.disk import DISK, clear, make_folders, put, settle

here = pytest.mark.skipif(os.name == "nt", reason="Windows cannot sync folders, and has other links")


@here
def test_the_real_disk_syncs_the_file_and_the_folder_that_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, fsync = [], os.fsync

    def watched(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    put(DISK, tmp_path / "file", b"data")
    settle(DISK, tmp_path)
    assert synced == [(tmp_path / "file").stat().st_ino, tmp_path.stat().st_ino]


@here
@pytest.mark.parametrize("there", ["file", "link", "folder", "pipe"])
def test_a_file_is_not_written_over_anything(tmp_path: Path, there: str) -> None:
    path, other = tmp_path / "file", tmp_path / "other"
    other.write_bytes(b"other")
    makers = {"file": path.touch, "link": lambda: path.symlink_to(other), "folder": path.mkdir}
    makers.get(there, lambda: os.mkfifo(path))()
    with pytest.raises(FileExistsError):
        put(DISK, path, b"data")
    assert other.read_bytes() == b"other"


@pytest.mark.parametrize("size", [0, 1, 1 << 16])
def test_what_is_put_is_read_as_far_as_is_asked_for(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    put(DISK, tmp_path / "file", data)
    handle = DISK.open(tmp_path / "file")
    assert DISK.read(handle, size + 1) == data
    DISK.close(handle)


def test_a_file_is_read_at_a_place_and_its_size_is_told(tmp_path: Path) -> None:
    put(DISK, tmp_path / "file", b"0123456789")
    handle = DISK.open(tmp_path / "file")
    assert [DISK.read_at(handle, start, 4) for start in (6, 0, 8, 10, 99)] == [b"6789", b"0123", b"89", b"", b""]
    assert (DISK.size(handle), DISK.read(handle, 3)) == (10, b"012")
    DISK.close(handle)


@here
def test_clearing_a_folder_removes_links_and_not_what_they_lead_to(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/file").write_text("kept")
    make_folders(DISK, tmp_path / "gone" / "deep")
    (tmp_path / "gone/deep/file").write_text("gone")
    (tmp_path / "gone/link").symlink_to(tmp_path / "kept")
    clear(DISK, tmp_path / "gone")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "kept"]


@here
def test_kinds_are_told_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    names = ("file", ".", "link", "pipe", "none", "file/none")
    assert [DISK.kind(tmp_path / name) for name in names] == ["file", "folder", "other", "other", "", ""]


def test_handles_are_not_inherited_by_child_programs(tmp_path: Path) -> None:
    lock = DISK.lock(tmp_path / "LOCK")
    made = DISK.create(tmp_path / "file")
    assert [os.get_inheritable(handle) for handle in (lock, made)] == [False, False]
    DISK.close(made)
    DISK.close(lock)
