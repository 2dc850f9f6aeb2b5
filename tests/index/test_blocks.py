import os
from concurrent.futures import ThreadPoolExecutor
from errno import EACCES, EIO, EMFILE
from pathlib import Path

import numpy as np
import pytest

from index.blocks import BLOCK, EXTENT, Blocks, Seal, Writer, find_seal
from index.disk import FileSystem
from index.errors import IndexDamaged, IndexDenied, IndexFault
from index.sections import Memory, Sink, array

LONG = np.random.default_rng(1).bytes(3 * EXTENT + BLOCK + 7)
CONTENT = {"empty": b"", "short": b"abc", "long": LONG, "block": LONG[:BLOCK], "extent": LONG[-EXTENT:]}
SIZE = sum(map(len, CONTENT.values()))


class Counting(FileSystem):
    """Counts the bytes that are read, and fails with `error` when it is one."""

    def __init__(self) -> None:
        self.read_bytes, self.error = 0, 0

    def read_at(self, handle: int, start: int, size: int) -> bytes:
        if self.error:
            raise OSError(self.error, os.strerror(self.error))
        self.read_bytes += size
        return super().read_at(handle, start, size)


def fill(sink: Sink) -> None:
    """Write all sections in turn, in pieces of odd sizes."""
    outs = {name: sink.section(name) for name in CONTENT}
    for start in range(0, len(LONG), 70_001):
        for name, data in CONTENT.items():
            outs[name].write(data[start : start + 70_001])


def written(path: Path) -> Seal:
    with Writer(path) as writer:
        fill(writer)
        return writer.seal()


def everything(blocks: Blocks) -> dict[str, bytes]:
    return {name: section.read(0, section.size) for name, section in blocks.sections.items()}


def test_what_was_written_in_turn_is_read_back_by_section(tmp_path: Path) -> None:
    seal = written(tmp_path / "file")
    assert everything(Blocks(tmp_path / "file", seal)) == CONTENT
    assert seal.size == (tmp_path / "file").stat().st_size
    assert seal == find_seal(tmp_path / "file")


def test_sections_in_memory_hold_the_same() -> None:
    memory = Memory()
    fill(memory)
    assert {name: section.read(0, section.size) for name, section in memory.sections.items()} == CONTENT


@pytest.mark.parametrize("start", [0, 1, BLOCK - 1, EXTENT - 1, EXTENT, 2 * EXTENT + BLOCK, len(LONG) - 1, len(LONG)])
@pytest.mark.parametrize("size", [0, 1, BLOCK, EXTENT + 1, 2 * EXTENT + 3])
def test_any_stretch_is_read(tmp_path: Path, start: int, size: int) -> None:
    section = Blocks(tmp_path / "file", written(tmp_path / "file")).sections["long"]
    size = min(size, len(LONG) - start)
    assert [section.read(start, size) for _ in range(2)] == [LONG[start : start + size]] * 2


@pytest.mark.parametrize(("start", "size"), [(-1, 1), (0, 4), (4, 0), (3, 1), (2, -1)])
def test_what_lies_outside_a_section_is_damage(tmp_path: Path, start: int, size: int) -> None:
    memory = Memory()
    fill(memory)
    for section in (Blocks(tmp_path / "file", written(tmp_path / "file")).sections["short"], memory.sections["short"]):
        with pytest.raises(IndexDamaged, match="points at what it does not have"):
            section.read(start, size)


def test_a_name_is_given_to_one_section(tmp_path: Path) -> None:
    with Writer(tmp_path / "file") as writer:
        for sink in (writer, Memory()):
            sink.section("a")
            with pytest.raises(ValueError, match="there is a section a already"):
                sink.section("a")


def test_arrays_are_read_by_item(tmp_path: Path) -> None:
    numbers = np.arange(200_000, dtype=np.int32).reshape(-1, 2)
    with Writer(tmp_path / "file") as writer:
        out = writer.section("numbers")
        out.write(numbers[:1])
        out.write(numbers[1:1])
        out.write(numbers[1:])
        section = Blocks(tmp_path / "file", writer.seal()).sections["numbers"]
    assert array(section, np.int32, 70_000, 3).tolist() == [70_000, 70_001, 70_002]
    assert np.array_equal(array(section, np.int32, 5), numbers.ravel()[5:])
    assert not array(section, np.int32).flags.writeable


def test_opening_reads_the_footer_only_and_a_row_its_block_once(tmp_path: Path) -> None:
    disk = Counting()
    blocks = Blocks(tmp_path / "file", written(tmp_path / "file"), disk)
    assert disk.read_bytes < (tmp_path / "file").stat().st_size - SIZE + 10
    disk.read_bytes = 0
    assert blocks.sections["long"].read(BLOCK + 5, 9) == LONG[BLOCK + 5 : BLOCK + 14]
    assert disk.read_bytes == BLOCK
    assert blocks.sections["long"].read(BLOCK + 5, 9) == LONG[BLOCK + 5 : BLOCK + 14]
    assert disk.read_bytes == BLOCK + 9


def test_damage_to_any_byte_is_found_by_verifying(tmp_path: Path) -> None:
    seal = written(tmp_path / "file")
    data = (tmp_path / "file").read_bytes()
    for place in [*range(0, len(data), len(data) // 50), len(data) - 1]:
        (tmp_path / "file").write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        with pytest.raises(IndexDamaged, match=r"file: .*Run: dossier repair"):
            Blocks(tmp_path / "file", seal).verify()
    (tmp_path / "file").write_bytes(data)
    Blocks(tmp_path / "file", seal).verify()


def test_damage_is_found_when_its_block_is_read_and_not_before(tmp_path: Path) -> None:
    seal = written(tmp_path / "file")
    data = bytearray((tmp_path / "file").read_bytes())
    data[data.index(LONG[2 * BLOCK : 2 * BLOCK + 64]) + 40] ^= 1
    (tmp_path / "file").write_bytes(data)
    section = Blocks(tmp_path / "file", seal).sections["long"]
    assert section.read(0, 2 * BLOCK) == LONG[: 2 * BLOCK]
    for _ in range(2):
        with pytest.raises(IndexDamaged, match="file: its checksum is wrong"):
            section.read(3 * BLOCK - 1, 1)


@pytest.mark.parametrize("size", [0, 5, 8, 100, SIZE])
def test_a_file_of_another_size_is_damage(tmp_path: Path, size: int) -> None:
    seal = written(tmp_path / "file")
    os.truncate(tmp_path / "file", size)
    with pytest.raises(IndexDamaged, match=f"file: it has {size:,} bytes instead of {seal.size:,}"):
        Blocks(tmp_path / "file", seal)
    with pytest.raises(IndexDamaged, match="its checksum is wrong"):
        Blocks(tmp_path / "file", Seal(size, seal.root))


def test_a_file_that_is_cut_off_while_it_is_open_is_damage(tmp_path: Path) -> None:
    section = Blocks(tmp_path / "file", written(tmp_path / "file")).sections["long"]
    assert section.read(len(LONG) - 9, 9) == LONG[-9:]
    os.truncate(tmp_path / "file", EXTENT)
    with pytest.raises(IndexDamaged, match="file: it is cut off"):
        section.read(len(LONG) - 9, 9)


@pytest.mark.parametrize(("number", "kind"), [(EIO, IndexDamaged), (EACCES, IndexDenied), (EMFILE, IndexFault)])
def test_an_error_of_the_disk_is_reported_by_what_it_is(tmp_path: Path, number: int, kind: type[IndexFault]) -> None:
    disk = Counting()
    blocks = Blocks(tmp_path / "file", written(tmp_path / "file"), disk)
    disk.error = number
    with pytest.raises(IndexFault, match=str(tmp_path / "file")) as caught:
        blocks.sections["short"].read(0, 1)
    assert type(caught.value) is kind


def test_several_threads_read_the_same(tmp_path: Path) -> None:
    section = Blocks(tmp_path / "file", written(tmp_path / "file")).sections["long"]
    starts = [number * 7919 % (len(LONG) - 999) for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda start: section.read(start, 999), starts)) == [LONG[s : s + 999] for s in starts]


def test_a_file_is_closed_when_nothing_refers_to_its_sections(tmp_path: Path) -> None:
    class Closing(FileSystem):
        def close(self, handle: int) -> None:
            closed.append(handle)
            super().close(handle)

    closed: list[int] = []
    blocks = Blocks(tmp_path / "file", written(tmp_path / "file"), Closing())
    section = blocks.sections["short"]
    del blocks
    assert (section.read(0, 3), closed) == (b"abc", [])
    del section
    assert len(closed) == 1
