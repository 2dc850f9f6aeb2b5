"""One file of named sections, written once, and verified block by block as it is read.

::

    extents of 256 KiB, the last of each section shorter, in the order in which they were filled
    the sections' names and sizes as a line of JSON, the places of their extents, the digests of their blocks
    the length of what stands between the extents and here, 8 bytes

What follows the extents is the footer, and its SHA-256 is the root: whoever knows the root, as the manifest of a
generation does, can tell of every byte whether it is as it was written. Opening a file reads and verifies the footer
only, of 16 bytes for each block, so that a file of a gigabyte is opened as fast as a small one; a block is verified
when it is read for the first time. That is a Merkle tree (Merkle, “A digital signature based on a conventional
encryption function”, 1987) of two levels, as dm-verity has it for whole disks. The file is never mapped to memory: a
disk that fails must be an error of a read, and pages that were touched would count as ours.
"""

import hashlib
import json
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from index.disk import DISK, Disk
from index.faults import damaged, reading
from index.sections import Data, Out, Sections, flat

BLOCK = 1 << 13
"""Bytes that are verified together: as many must be read for one row."""
EXTENT = 32 * BLOCK
"""Bytes of a section that lie together, and that are held of each section until they are written."""
DIGEST = 16
"""Bytes that are kept of a block's SHA-256: enough against damage, and against any one but this user."""
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Seal:
    """What a file of sections is known by: its size in bytes, and the root of its digests in hexadecimal."""

    size: int
    root: str


class Writer:
    """A new file of sections. Holds an extent of each section in memory, and no more. Every method raises OSError.

    What was not sealed before the writer is closed is of no use, and the caller's to remove.
    """

    def __init__(self, path: Path, disk: Disk = DISK) -> None:
        self._disk, self._place, self._sections = disk, 0, dict[str, _Out]()
        self._handle = disk.create(path)
        self._close = weakref.finalize(self, disk.close, self._handle)

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def section(self, name: str) -> Out:
        """A new section. Raises ValueError when there is one by this name."""
        if name in self._sections:
            raise ValueError(f"there is a section {name} already")
        self._sections[name] = _Out(self)
        return self._sections[name]

    def seal(self) -> Seal:
        """Write what is left, and sync the file; nothing can be written after that."""
        outs = self._sections.values()
        for out in outs:
            out.flush()
        sizes = json.dumps({name: out.size for name, out in self._sections.items()}).encode()
        places = np.array([place for out in outs for place in out.places], dtype="<i8").tobytes()
        footer = b"".join([sizes, b"\n", places, *(out.digests for out in outs)])
        footer += len(footer).to_bytes(_LENGTH, "little")
        size = self.append(footer) + len(footer)
        self._disk.sync(self._handle)
        self._close()
        return Seal(size, hashlib.sha256(footer).hexdigest())

    def append(self, data: bytes) -> int:
        """Write at the end of the file, and tell where that was."""
        place = self._place
        self._disk.write(self._handle, data)
        self._place += len(data)
        return place


class _Out:
    """A section of a file that is being written."""

    def __init__(self, writer: Writer) -> None:
        self.size, self.places, self.digests = 0, list[int](), bytearray()
        self._writer, self._waiting = writer, bytearray()

    def write(self, data: Data) -> None:
        rest = flat(data)
        while rest:
            room = EXTENT - len(self._waiting)
            self._waiting += rest[:room]
            rest = rest[room:]
            if len(self._waiting) == EXTENT:
                self.flush()

    def flush(self) -> None:
        if self._waiting:
            extent = bytes(self._waiting)
            self.places.append(self._writer.append(extent))
            self.size += len(extent)
            for block in _cut(extent):
                self.digests += _digest(block)
            self._waiting.clear()


class Blocks:
    """A file of sections, open for reading until nothing refers to it or to a section of it."""

    def __init__(self, path: Path, seal: Seal, disk: Disk = DISK) -> None:
        """Raises IndexDamaged unless the file has this seal, and as `index.faults.reading`."""
        with reading(path):
            file = _File(path, disk)
            if (size := disk.size(file.handle)) != seal.size:
                raise damaged(path, f"it has {size:,} bytes instead of {seal.size:,}")
            try:
                footer = file.footer(seal.size)
            except ValueError:
                footer = b""
            if hashlib.sha256(footer).hexdigest() != seal.root:
                raise damaged(path, "its checksum is wrong")
            self.path, self.seal = path, seal
            self.sections: Sections = dict(_sections(file, footer[:-_LENGTH]))

    def verify(self) -> None:
        """Read every block. Raises IndexDamaged at the first that is not what was written."""
        for section in self.sections.values():
            for start in range(0, section.size, EXTENT):
                section.read(start, min(EXTENT, section.size - start))


def find_seal(path: Path, disk: Disk = DISK) -> Seal:
    """The seal that a file would have if it were whole, to be compared with what it is known by. Raises OSError, or
    ValueError when it has no footer."""
    file = _File(path, disk)
    size = disk.size(file.handle)
    return Seal(size, hashlib.sha256(file.footer(size)).hexdigest())


class _File:
    """A file that is open."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self.path, self.disk, self.handle = path, disk, disk.open(path)
        weakref.finalize(self, disk.close, self.handle)

    def footer(self, size: int) -> bytes:
        """The footer of the file, which has this size, with its length. Raises OSError, or ValueError for none."""
        length = int.from_bytes(self.disk.read_at(self.handle, size - _LENGTH, _LENGTH), "little") if size > 8 else 0
        if not 0 < length <= size - _LENGTH:
            raise ValueError("it has no footer")
        return self.disk.read_at(self.handle, size - _LENGTH - length, length + _LENGTH)

    def read(self, start: int, size: int) -> bytes:
        try:
            data = self.disk.read_at(self.handle, start, size)
        except OSError:
            with reading(self.path):
                raise
        if len(data) != size:
            raise damaged(self.path, "it is cut off")
        return data


def _sections(file: _File, footer: bytes) -> Iterator[tuple[str, "_Section"]]:
    head, _, rest = footer.partition(b"\n")
    sizes: dict[str, int] = json.loads(head)
    extents = sum(-(-size // EXTENT) for size in sizes.values())
    places, digests = np.frombuffer(rest[: 8 * extents], "<i8").tolist(), memoryview(rest)[8 * extents :]
    extent = block = 0
    for name, size in sizes.items():
        next_extent, next_block = extent - -size // EXTENT, block - -size // BLOCK
        yield name, _Section(file, size, places[extent:next_extent], digests[DIGEST * block : DIGEST * next_block])
        extent, block = next_extent, next_block


class _Section:
    """A section of a file. `_verified` has a byte for each block, set once it was found to be what was written."""

    def __init__(self, file: _File, size: int, places: list[int], digests: memoryview) -> None:
        self.size = size
        self._file, self._places, self._digests = file, places, digests
        self._verified = bytearray(len(digests) // DIGEST)

    def read(self, start: int, size: int) -> bytes:
        end = start + size
        if not 0 <= start <= end <= self.size:
            raise damaged(self._file.path, "it points at what it does not have")
        if start // EXTENT == (end - 1) // EXTENT:
            return self._piece(start, end)
        cuts = [start, *range((start // EXTENT + 1) * EXTENT, end, EXTENT), end]
        return b"".join(map(self._piece, cuts, cuts[1:]))

    def _piece(self, start: int, end: int) -> bytes:
        """Bytes that lie in one extent."""
        if start == end:
            return b""
        first, last = start // BLOCK, (end - 1) // BLOCK + 1
        place = self._places[start // EXTENT] - start // EXTENT * EXTENT
        if self._verified.find(0, first, last) < 0:
            return self._file.read(place + start, end - start)
        begin = first * BLOCK
        data = self._file.read(place + begin, min(last * BLOCK, self.size) - begin)
        for number, block in enumerate(_cut(data), first):
            if not self._verified[number]:
                if _digest(block) != self._digests[DIGEST * number : DIGEST * number + DIGEST]:
                    raise damaged(self._file.path, "its checksum is wrong")
                self._verified[number] = 1
        return data[start - begin : end - begin]


def _cut(data: bytes) -> Iterator[memoryview]:
    view = memoryview(data)
    return (
        iter((view,)) if len(view) <= BLOCK else (view[start : start + BLOCK] for start in range(0, len(view), BLOCK))
    )


def _digest(block: memoryview) -> bytes:
    return hashlib.sha256(block).digest()[:DIGEST]
