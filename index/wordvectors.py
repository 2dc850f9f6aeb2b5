"""The vectors of words that are shipped: words that stand among the same words have near vectors.

One row for each of the commonest search terms, learned by training/words.py from how often words stand near each other.
They know more of what words mean than the vectors of an embedder's tokens do, and less of which text answers which.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.errors import PartMissing

FILE = Path(__file__).parent / "model" / "words.npz"


@dataclass(frozen=True, slots=True)
class WordVectors:
    """`rows` int8 of shape (terms + 1, d) times `scales` float32 of shape (terms + 1,) are vectors of unit length; row
    n + 1 is that of `terms[n]`, which are in order, and row 0, of no word, is zero."""

    name: str
    terms: list[str]
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]

    def row(self, stem: str) -> int:
        """The row of a search term; 0 for one that has none."""
        place = bisect_left(self.terms, stem)
        return place + 1 if place < len(self.terms) and self.terms[place] == stem else 0

    def after(self, stem: str) -> int:
        """The row that a search term which has none would stand after."""
        return bisect_left(self.terms, stem)


def save(terms: list[str], vectors: NDArray[np.float32], path: Path) -> None:
    """Write vectors, shape (terms, d), each scaled so that its largest value becomes 127; terms must be in order."""
    scales = np.abs(vectors).max(axis=1) / 127
    rows = np.rint(vectors / scales[:, None]).astype(np.int8)
    scales = 1 / np.linalg.norm(rows.astype(np.float32), axis=1)
    empty = np.zeros((1, vectors.shape[1]), np.int8)
    written = np.frombuffer("\n".join(terms).encode(), np.uint8)
    np.savez(path, terms=written, rows=np.concatenate([empty, rows]), scales=np.append(0, scales).astype(np.float32))


@cache
def shipped() -> WordVectors:
    """The vectors that are shipped, read once a process. Raises PartMissing where they cannot be read."""
    return load(FILE)


def load(path: Path) -> WordVectors:
    """What `save` wrote. Raises PartMissing where it cannot be read."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            terms, rows, scales = (arrays[name] for name in ("terms", "rows", "scales"))
    except Exception as error:  # numpy and zipfile raise several kinds for a file that is cut off
        raise PartMissing(
            f"no word vectors can be read from {path} ({type(error).__name__}: {error}): "
            "restore the file, or make it with python -m training"
        ) from error
    return WordVectors(f"words@{crc32(rows):08x}", terms.tobytes().decode().split("\n"), rows, scales)
