import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from index import manifest
from index.disk import DISK, FileSystem
from index.errors import IndexBusy, IndexDamaged, IndexDenied, IndexFault
from index.generations import lock, publish, read
from index.manifest import Content
from index.sweep import loose, sweep
from tests.store.faulty import ERRNOS, Died, Faulty, die, refuse
from tests.store.power import ABOUT, Held, held, put

FILES = {"files.bin": b"\x00\x01files", "empty.bin": b"", "0": b"the same in all" * 1000, "1": b"segment"}
HOLDER = (
    "import sys, pathlib; from index.generations import lock\n"
    "with lock(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
)


def numbered(number: int) -> Held:
    return {**FILES, "files.bin": b"files %d" % number, "1": b"segment %d" % number}


def published(folder: Path, *numbers: int) -> Path:
    for number in numbers:
        put(folder, numbered(number))
    return folder


def current(folder: Path) -> Held:
    """What the current generation holds."""
    return held(read(folder))


def void(value: object) -> None:
    """The value does not matter."""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "gens").iterdir())


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two generations, of which tests take copies."""
    return published(tmp_path_factory.mktemp("two"), 1, 2)


@pytest.fixture(scope="module")
def steps(two: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many calls to the file system the next publication makes."""
    disk = Faulty(10_000, die)
    put(copied(two, tmp_path_factory.mktemp("steps") / "index"), numbered(3), disk)
    return len(disk.made)


def copied(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to))


def killed(folder: Path, number: int, step: int) -> Path:
    """The folder after a writer was killed there, at the last step if there are fewer."""
    with suppress(Died):
        put(folder, numbered(number), Faulty(step, die))
    return folder


def test_what_was_published_is_read_back(tmp_path: Path) -> None:
    published(tmp_path, 1)
    generation = read(tmp_path)
    assert generation
    assert (generation.name, generation.about, held(generation)) == ("gen-00000001", ABOUT, numbered(1))


def test_there_is_nothing_to_read_before_the_first_publication(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    assert read(tmp_path / "nowhere") is None


def test_the_last_of_many_publications_is_current_and_two_are_kept(tmp_path: Path) -> None:
    published(tmp_path, *range(1, 6))
    assert current(tmp_path) == numbered(5)
    assert names(tmp_path) == ["gen-00000004", "gen-00000005"]


def test_the_pointer_holds_the_name_and_the_checksum_of_the_manifest(tmp_path: Path) -> None:
    published(tmp_path, 1, 2)
    manifest = (tmp_path / "gens/gen-00000002/MANIFEST.json").read_bytes()
    assert (tmp_path / "CURRENT").read_text() == f"gen-00000002 {sha256(manifest).hexdigest()}\n"
    assert json.loads(manifest)["files"]["empty.bin"] == {"size": 0, "root": sha256(b"").hexdigest()}
    names = [seal["root"][:32] for seal in json.loads(manifest)["segments"]]
    assert set(names) < {path.name for path in (tmp_path / "segments").iterdir()}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_the_owner_may_read_an_index(tmp_path: Path) -> None:
    with lock(tmp_path / "index"):
        published(tmp_path / "index", 1)
    files = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o077 for path in files} == {0}
    assert (tmp_path / "index").stat().st_mode & 0o077 == 0


def test_all_is_synced_before_it_is_renamed_and_every_renaming_too(two: Path, tmp_path: Path) -> None:
    disk = Faulty(10_000, die)
    put(copied(two, tmp_path / "index"), numbered(3), disk)
    segment_and_folder, files_and_folder = ["sync", "rename", "sync"], ["sync"] * 4
    assert [name for name in disk.made if name in ("sync", "rename")] == [
        *segment_and_folder, *files_and_folder, "rename", "sync", "sync", "rename", "sync", "rename",
    ]  # fmt: skip


def test_a_writer_killed_at_any_step_leaves_the_old_index_or_the_new_one(two: Path, steps: int, tmp_path: Path) -> None:
    seen = []
    for step in range(1, steps + 1):
        folder = killed(copied(two, tmp_path / str(step)), 3, step)
        seen.append(current(folder))
        published(folder, 4)
        assert current(folder) == numbered(4)
    switched = seen.index(numbered(3))
    assert seen == [numbered(2)] * switched + [numbered(3)] * (steps - switched)
    assert steps - switched > 2  # after the pointer is replaced: its folder is synced, and the oldest one removed


def test_readers_see_the_old_index_until_the_writer_after_a_killed_one_is_done(two: Path, tmp_path: Path) -> None:
    class Watched(FileSystem):
        def rename(self, old: Path, new: Path) -> None:
            seen.append(current(folder))
            super().rename(old, new)
            seen.append(current(folder))

    folder, seen = killed(copied(two, tmp_path / "index"), 3, 20), list[Held]()
    put(folder, numbered(4), Watched())
    assert seen == [numbered(2)] * 5 + [numbered(4)] * 3


@pytest.mark.parametrize("number", ERRNOS)
def test_an_error_of_the_disk_at_any_step_of_reading_is_reported(two: Path, number: int) -> None:
    disk = Faulty(10_000, die)
    assert read(two, disk)
    for step in range(1, len(disk.made) + 1):
        with pytest.raises(IndexFault) as caught:
            read(two, Faulty(step, refuse(number)))
        assert caught.value.exit_code in (4, 6, 7)
    assert current(two) == numbered(2)


def test_what_an_interrupted_writer_left_is_swept_away(two: Path, steps: int, tmp_path: Path) -> None:
    folder = killed(copied(two, tmp_path / "index"), 3, steps // 2)
    assert names(folder) == [".tmp-gen-00000003", "gen-00000001", "gen-00000002"]
    published(folder, 4)
    assert names(folder) == ["gen-00000002", "gen-00000003"]


def segments(folder: Path) -> list[str]:
    """The names of all segments, those of the current generation first."""
    generation = read(folder)
    named = [segment.path.name for segment in generation.segments] if generation else []
    return named + sorted(path.name for path in (folder / "segments").iterdir() if path.name not in named)


def test_segments_are_shared_until_no_generation_that_is_kept_has_them(tmp_path: Path) -> None:
    first, second = segments(published(tmp_path, 1))
    assert segments(published(tmp_path, 2))[::2] == [first, second]
    third = segments(tmp_path)[1]
    found = segments(published(tmp_path, 3))
    assert (found[0], found[2:], len({first, second, third, found[1]})) == (first, [third], 4)


def test_a_generation_that_another_takes_the_place_of_is_swept_away(tmp_path: Path) -> None:
    published(tmp_path, 1, 2)
    generation = read(tmp_path)
    assert generation
    seals = tuple(segment.seal for segment in generation.segments)
    assert publish(tmp_path, Content(ABOUT, {"files.bin": b"files 3"}, seals[:1])) == "gen-00000003"
    sweep(tmp_path, but="gen-00000002")
    assert (names(tmp_path), len(segments(tmp_path))) == (["gen-00000001", "gen-00000003"], 2)


def test_segments_of_a_generation_whose_manifest_is_damaged_are_swept_away(tmp_path: Path) -> None:
    published(tmp_path, 1, 2)
    (tmp_path / "gens/gen-00000002/MANIFEST.json").write_bytes(b"")
    (tmp_path / "CURRENT").write_text("gen-00000001 " + manifest.manifest_digest(tmp_path / "gens/gen-00000001"))
    assert len(segments(published(tmp_path, 3))) == 2
    assert current(tmp_path) == numbered(3)


def test_what_an_interrupted_writer_had_finished_is_told(tmp_path: Path) -> None:
    before = set(segments(published(tmp_path, 1)))
    published(tmp_path, 2)
    (tmp_path / "segments/.tmp-1").touch()
    shutil.rmtree(tmp_path / "gens/gen-00000002")
    assert set(loose(tmp_path)) == {path.name for path in (tmp_path / "segments").iterdir()} - before - {".tmp-1"}


@pytest.mark.parametrize("whole", [True, False])
def test_a_segment_that_is_there_is_left_if_it_is_whole_and_mended_if_it_is_not(tmp_path: Path, whole: bool) -> None:
    path = tmp_path / "segments" / segments(published(tmp_path, 1))[1]
    data, before = path.read_bytes(), path.stat().st_ino
    if not whole:
        path.write_bytes(b"damage" + data[6:])
    (tmp_path / "CURRENT").unlink()
    published(tmp_path, 1)
    assert (path.read_bytes(), path.stat().st_ino == before) == (data, whole)
    assert ".tmp" not in "".join(segments(tmp_path))


@pytest.mark.parametrize("name", ["MANIFEST.json", "files.bin", "empty.bin"])
@pytest.mark.parametrize("damage", ["flip", "cut", "grow", "zero", "remove"])
def test_damage_to_any_file_is_noticed(tmp_path: Path, name: str, damage: str) -> None:
    path = published(tmp_path, 1) / "gens/gen-00000001" / name
    data = path.read_bytes()
    middle = len(data) // 2
    made = {
        "flip": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :] if data else b"\1",
        "cut": data[:-1] if data else b"\1",
        "grow": data + b"\0",
        "zero": bytes(len(data)) or b"\0",
    }
    path.write_bytes(made[damage]) if damage != "remove" else path.unlink()
    with pytest.raises(IndexDamaged, match=r"the index is damaged: .*gen-00000001.* Run: dossier repair"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["extra.bin", ".hidden", "files.bin~"])
def test_a_file_that_does_not_belong_there_is_noticed(tmp_path: Path, name: str) -> None:
    (published(tmp_path, 1) / "gens/gen-00000001" / name).write_bytes(b"")
    with pytest.raises(IndexDamaged, match="does not belong there"):
        read(tmp_path)


def test_files_swapped_between_generations_are_noticed(tmp_path: Path) -> None:
    gens = published(tmp_path, 1, 2) / "gens"
    (gens / "gen-00000001/files.bin").replace(gens / "gen-00000002/files.bin")
    with pytest.raises(IndexDamaged, match=r"files\.bin: its checksum is wrong"):
        read(tmp_path)


@pytest.mark.parametrize(
    "pointer",
    [b"", b"gen-00000001", b"gen-00000001 0000\n", b"gen-00000009 " + b"0" * 64, b"\xff\xfe a", b"a b c", b"\0" * 80],
)
def test_a_damaged_pointer_is_noticed(tmp_path: Path, pointer: bytes) -> None:
    (published(tmp_path, 1) / "CURRENT").write_bytes(pointer)
    with pytest.raises(IndexDamaged, match="Run: dossier repair"):
        read(tmp_path)


def test_a_pointer_with_the_checksum_of_another_generation_is_noticed(tmp_path: Path) -> None:
    digest = (published(tmp_path, 1) / "CURRENT").read_text().split()[1]
    (published(tmp_path, 2) / "CURRENT").write_text(f"gen-00000002 {digest}\n")
    with pytest.raises(IndexDamaged, match=r"MANIFEST\.json: its checksum is wrong"):
        read(tmp_path)


def test_a_pointer_that_is_a_folder_is_noticed(tmp_path: Path) -> None:
    (published(tmp_path, 1) / "CURRENT").unlink()
    (tmp_path / "CURRENT").mkdir()
    with pytest.raises(IndexDamaged, match="CURRENT: it is not a regular file"):
        read(tmp_path)


def test_a_damaged_index_can_be_written_anew(tmp_path: Path) -> None:
    (published(tmp_path, 1) / "gens/gen-00000001/files.bin").unlink()
    assert current(published(tmp_path, 2)) == numbered(2)


def test_an_index_of_another_form_is_none_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published(tmp_path, 1)
    monkeypatch.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
    assert read(tmp_path) is None
    assert current(published(tmp_path, 2)) == numbered(2)


class Interrupted(FileSystem):
    """Calls `then` once before the file with this name is opened."""

    def __init__(self, name: str, then: Callable[[], None]) -> None:
        self._name, self._then = name, [then]

    def open(self, path: Path) -> int:
        if path.name == self._name and self._then:
            self._then.pop()()
        return super().open(path)


@pytest.mark.parametrize("name", ["MANIFEST.json", "files.bin", "segment"])
def test_a_reader_goes_on_with_the_new_index_when_the_old_one_is_swept_away(tmp_path: Path, name: str) -> None:
    own = segments(published(tmp_path, 1))[1]
    disk = Interrupted(own if name == "segment" else name, lambda: void(published(tmp_path, 2, 20, 3, 30, 4, 40)))
    assert held(read(tmp_path, disk)) == numbered(40)


def test_a_reader_that_has_opened_its_files_reads_on_while_they_are_removed(tmp_path: Path) -> None:
    class Slow(FileSystem):
        def read(self, handle: int, most: int) -> bytes:
            if most == len(numbered(1)["files.bin"]) + 1:
                void(published(tmp_path, 2, 3, 4))
            return super().read(handle, most)

    published(tmp_path, 1)
    generation = read(tmp_path, Slow())
    assert generation
    assert (generation.name, held(generation)) == ("gen-00000001", numbered(1))


@pytest.mark.parametrize("stray", ["gen-old", "notes"])
def test_a_stray_folder_among_the_generations_does_no_harm(tmp_path: Path, stray: str) -> None:
    (published(tmp_path, 1) / "gens" / stray).mkdir()
    assert current(published(tmp_path, 2)) == numbered(2)


def test_the_lock_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with (
        lock(tmp_path),
        pytest.raises(
            IndexBusy, match=rf"another process \(process {os.getpid()}\) is updating the index at {tmp_path}: "
        ),
    ):
        lock(tmp_path).__enter__()
    with lock(tmp_path):
        assert (tmp_path / "LOCK").exists()


def test_the_lock_is_free_after_an_error_in_it(tmp_path: Path) -> None:
    with pytest.raises(KeyError), lock(tmp_path):
        raise KeyError
    with lock(tmp_path):
        published(tmp_path, 1)
    assert current(tmp_path) == numbered(1)


def test_a_lock_held_by_another_process_is_busy_until_that_is_killed(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline().split() == [b"held"]
        with pytest.raises(IndexBusy), lock(tmp_path):
            pass
        holder.kill()
        holder.wait()
        with lock(tmp_path):
            published(tmp_path, 1)
    assert current(tmp_path) == numbered(1)


def test_a_folder_below_a_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    below = tmp_path / "file" / "index"
    with pytest.raises(IndexFault, match=f"the index at {below} cannot be written: Not a directory"), lock(below):
        pass
    with pytest.raises(IndexFault, match="cannot be written: Not a directory"):
        published(below, 1)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_a_fault(tmp_path: Path) -> None:
    published(tmp_path / "index", 1)
    (tmp_path / "index").chmod(0o500)
    with pytest.raises(IndexDenied, match="cannot be written: Permission denied"), lock(tmp_path / "index"):
        pass
    assert current(tmp_path / "index") == numbered(1)
    (tmp_path / "index").chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no such owners and permissions")
@pytest.mark.parametrize(
    "path", [".", "gens", "gens/gen-00000001", "CURRENT", "gens/gen-00000001/files.bin", "segments", "segment", "LOCK"]
)
def test_an_index_that_everybody_may_write_to_is_refused(tmp_path: Path, path: str) -> None:
    with lock(tmp_path):
        published(tmp_path, 1)
    place = tmp_path / (path if path != "segment" else f"segments/{segments(tmp_path)[0]}")
    place.chmod(place.stat().st_mode | 0o002)
    with pytest.raises(IndexDenied, match="everybody may write to it"), lock(tmp_path):
        read(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("path", [".", "gens", "CURRENT", "gens/gen-00000001/files.bin"])
def test_an_index_of_another_user_is_refused(tmp_path: Path, path: str) -> None:
    os.chown(published(tmp_path, 1) / path, 4321, -1)
    with pytest.raises(IndexDenied, match="it belongs to another user"):
        read(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize("name", ["CURRENT", "gens/gen-00000001/MANIFEST.json", "gens/gen-00000001/files.bin"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "link"])
def test_what_is_no_regular_file_is_damage_and_keeps_nobody_waiting(tmp_path: Path, name: str, kind: str) -> None:
    path = published(tmp_path, 1) / name
    elsewhere = path.rename(tmp_path / "elsewhere")
    {"pipe": os.mkfifo, "folder": os.mkdir, "link": lambda path: path.symlink_to(elsewhere)}[kind](path)
    with pytest.raises(IndexDamaged):
        read(tmp_path)


def test_a_disk_without_room_is_told_before_anything_is_written(tmp_path: Path) -> None:
    class Full(FileSystem):
        def free(self, path: Path) -> int:
            return 5 << 20

    with pytest.raises(IndexFault, match=r"cannot be written: 12 MB more are needed on its disk\. .* Make room"):
        publish(tmp_path, Content(ABOUT, {"files.bin": b"files"}), Full())
    assert names(tmp_path) == []


def test_the_lock_of_a_file_that_was_removed_meanwhile_is_not_taken(tmp_path: Path) -> None:
    held = DISK.lock(tmp_path / "LOCK")
    (tmp_path / "LOCK").unlink()
    again = DISK.lock(tmp_path / "LOCK")
    assert os.fstat(again).st_ino == (tmp_path / "LOCK").stat().st_ino
    with pytest.raises(BlockingIOError):
        DISK.lock(tmp_path / "LOCK")
    DISK.close(held)
    DISK.close(again)
    DISK.close(DISK.lock(tmp_path / "LOCK"))


FORKING = (
    "import os, sys, pathlib, time; from index.generations import lock\n"
    "with lock(pathlib.Path(sys.argv[1])):\n"
    "    if os.fork() == 0:\n"
    "        print('child', os.getpid(), flush=True); time.sleep(60)\n"
    "    os.kill(os.getpid(), 9)"
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_the_lock_of_a_killed_writer_is_free_although_its_child_lives_on(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", FORKING, str(tmp_path)], cwd=root, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        child = int(writer.stdout.readline().split()[1])
        writer.wait()
        try:
            os.kill(child, 0)
            with lock(tmp_path):
                published(tmp_path, 1)
        finally:
            os.kill(child, 9)
    assert current(tmp_path) == numbered(1)
