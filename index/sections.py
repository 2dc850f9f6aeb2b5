"""Named sections of bytes: what an index is made of, in a file (`index.blocks`) or in memory."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.faults import damaged

Scalar = TypeVar("Scalar", bound=np.generic)
Data = bytes | bytearray | memoryview | NDArray[Any]


class Section(Protocol):
    """Bytes that are read by their place. Safe to use from several threads."""

    @property
    def size(self) -> int: ...

    def read(self, start: int, size: int) -> bytes:
        """Exactly these bytes. Raises IndexDamaged when they are not what was written, or lie outside the section."""
        ...


Sections = Mapping[str, Section]


class Out(Protocol):
    """A section that is being written."""

    def write(self, data: Data) -> None:
        """Add to the end: bytes, or an array that is contiguous, in the order of its memory."""
        ...


class Sink(Protocol):
    """Where sections are written. Several may be written to in turn."""

    def section(self, name: str) -> Out:
        """A new section. Raises ValueError when there is one by this name."""
        ...


def array(section: Section, dtype: type[Scalar], start: int = 0, count: int | None = None) -> NDArray[Scalar]:
    """`count` items of a section from item `start` on, all the rest without a count; not to be written to."""
    width = np.dtype(dtype).itemsize
    size = section.size - start * width if count is None else count * width
    return np.frombuffer(section.read(start * width, size), dtype)


class Memory:
    """Sections in memory, to be written and read again."""

    def __init__(self) -> None:
        self._written: dict[str, _Held] = {}

    @property
    def sections(self) -> Sections:
        """What was written so far."""
        return self._written

    def section(self, name: str) -> Out:
        """A new section. Raises ValueError when there is one by this name."""
        if name in self._written:
            raise ValueError(f"there is a section {name} already")
        self._written[name] = _Held()
        return self._written[name]


class _Held:
    """A section in memory."""

    def __init__(self) -> None:
        self._data = bytearray()

    @property
    def size(self) -> int:
        return len(self._data)

    def write(self, data: Data) -> None:
        self._data += flat(data)

    def read(self, start: int, size: int) -> bytes:
        if not 0 <= start <= start + size <= self.size:
            raise damaged(Path("memory"), "it points at what it does not have")
        return bytes(self._data[start : start + size])


def flat(data: Data) -> memoryview:
    """The bytes of an array, or of what is one already."""
    view = data.data if isinstance(data, np.ndarray) else memoryview(data)
    return view.cast("B") if view.nbytes else memoryview(b"")
