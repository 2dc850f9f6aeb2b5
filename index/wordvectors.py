"""The vectors of words that are shipped: words that stand among the same words have near vectors.

One row for each of the commonest search terms, learned by training/words.py from how often words stand near each other.
They know more of what words mean than the vectors of an embedder's tokens do, and less of which text answers which.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index import tensors
from index.errors import PartMissing

FILE = Path(__file__).parent / "model" / "words.safetensors"


@dataclass(frozen=True)
class WordVectors:
    """`rows` int8 of shape (terms + 1, d) times `scales` float32 of shape (terms + 1,) are vectors of unit length; row
    n + 1 is that of term n, and row 0, of no word, is zero.

    The terms are in order, in `text` one behind the other as UTF-8, term n from `starts[n]` to `starts[n + 1]`. `slots`
    finds them: the row of a term stands at its CRC-32, or in the next slot that was free; their count is a power of 2.
    """

    name: str
    text: bytes
    starts: memoryview
    slots: memoryview
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]

    def row(self, stem: str) -> int:
        """The row of a search term; 0 for one that has none."""
        wanted, slots, starts = stem.encode("utf-8", "replace"), self.slots, self.starts
        place = crc32(wanted) % len(slots)
        while row := slots[place]:
            if self.text[starts[row - 1] : starts[row]] == wanted:
                return int(row)
            place = (place + 1) % len(slots)
        return 0

    def after(self, stem: str) -> int:
        """The row that a search term which has none would stand after."""
        return bisect_left(self._terms, stem.encode())

    @cached_property
    def _terms(self) -> list[bytes]:
        return [self.text[start:end] for start, end in pairwise(self.starts)]


def save(terms: list[str], vectors: NDArray[np.float32], path: Path) -> None:
    """Write vectors, shape (terms, d), each scaled so that its largest value becomes 127.

    Terms must be in order, and no more than 65,535.
    """
    scales = np.abs(vectors).max(axis=1) / 127
    rows = np.rint(vectors / scales[:, None]).astype(np.int8)
    scales = 1 / np.linalg.norm(rows.astype(np.float32), axis=1)
    rows = np.concatenate([np.zeros((1, vectors.shape[1]), np.int8), rows])
    encoded = [one.encode() for one in terms]
    arrays: dict[str, NDArray[Any]] = {
        "text": np.frombuffer(b"".join(encoded), np.uint8),
        "starts": np.cumsum([0, *map(len, encoded)]).astype(np.int32),
        "slots": _slots(encoded),
        "rows": rows,
        "scales": np.append(0, scales).astype(np.float32),
    }
    tensors.save(path, arrays, {"name": f"words@{crc32(rows.tobytes()):08x}"})


def _slots(terms: list[bytes]) -> NDArray[np.uint16]:
    slots = np.zeros(1 << (len(terms) * 3 // 2).bit_length(), np.uint16)
    for row, one in enumerate(terms, 1):
        place = crc32(one) % len(slots)
        while slots[place]:
            place = (place + 1) % len(slots)
        slots[place] = row
    return slots


@cache
def shipped() -> WordVectors:
    """The vectors that are shipped, opened once a process. Raises PartMissing where they cannot be read."""
    return load(FILE)


def load(path: Path) -> WordVectors:
    """What `save` wrote. Raises PartMissing where it cannot be read."""
    try:
        found = tensors.load(path)
        text, starts = found.of("text", np.uint8).tobytes(), found.of("starts", np.int32)
        slots = found.of("slots", np.uint16)
        rows, scales = found.of("rows", np.int8), found.of("scales", np.float32)
        if not len(starts) == len(rows) == len(scales) < len(slots) or starts[-1] != len(text):
            raise ValueError("its parts do not fit")
        return WordVectors(found.metadata["name"], text, starts.data, slots.data, rows, scales)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise PartMissing(
            f"no word vectors can be read from {path} ({type(error).__name__}: {error}): "
            "restore the file, or make it with python -m training"
        ) from error
