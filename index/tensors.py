"""Arrays in a file of the safetensors form, on the file's own pages: what is not looked at is never read.

The file is the length of a JSON header in eight bytes, little endian, the header, then the arrays' bytes. The header
gives each array's type, shape and place, and under `__metadata__` whatever else was written, as text.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TYPES: dict[str, type[np.generic]] = {
    "I8": np.int8,
    "U8": np.uint8,
    "U16": np.uint16,
    "I32": np.int32,
    "F32": np.float32,
}


@dataclass(frozen=True, slots=True)
class Tensors:
    """A file's arrays, by name, and its metadata."""

    arrays: Mapping[str, NDArray[Any]]
    metadata: Mapping[str, str]

    def of(self, name: str, dtype: type[np.generic]) -> NDArray[Any]:
        """An array of this type. Raises ValueError when there is none, or it is of another."""
        if name not in self.arrays or self.arrays[name].dtype != dtype:
            raise ValueError(f"there is no “{name}” of type {dtype.__name__}")
        return self.arrays[name]


def load(path: Path) -> Tensors:
    """The arrays of a file. Raises OSError or ValueError where it cannot be read."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > path.stat().st_size:
            raise ValueError(f"{path.name} is not a safetensors file")
        header = json.loads(file.read(length))
    metadata = header.pop("__metadata__", {})
    pages = np.asarray(
        np.memmap(path, np.uint8, "r", 8 + length)
    )  # a plain array: indexing a memmap costs twice as much
    return Tensors({name: _array(pages, one) for name, one in header.items()}, metadata)


def save(path: Path, arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> None:
    """Write arrays of the types int8, uint8, uint16, int32 or float32, for `load`."""
    labels = {np.dtype(dtype): label for label, dtype in _TYPES.items()}
    parts = sorted(((name, np.ascontiguousarray(of)) for name, of in arrays.items()), key=lambda one: -one[1].itemsize)
    header: dict[str, Any] = {"__metadata__": dict(metadata)}
    end = 0
    for name, of in parts:
        header[name] = {"dtype": labels[of.dtype], "shape": of.shape, "data_offsets": [end, end + of.nbytes]}
        end += of.nbytes
    told = json.dumps(header).encode()
    told += b" " * (-len(told) % 8)  # so that every array starts where its type wants
    path.write_bytes(b"".join([len(told).to_bytes(8, "little"), told, *(of.tobytes() for _, of in parts)]))


def _array(pages: NDArray[np.uint8], one: Mapping[str, Any]) -> NDArray[Any]:
    start, end = one["data_offsets"]
    return pages[start:end].view(_TYPES[one["dtype"]]).reshape(one["shape"])
