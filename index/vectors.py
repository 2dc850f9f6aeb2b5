"""Vectors, and what makes them of texts. They stand apart from the other types, since these need no numpy."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Float32 rows, shape (n, d), each of unit length or all zero."""


Scores = NDArray[np.float32]
"""One float32 for each of what is scored."""


class Given(Protocol):
    """Vectors that can be read by row, shape (n, d)."""

    @property
    def shape(self) -> tuple[int, int]: ...

    def take(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, in the order given."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors. `name` identifies the model exactly: equal names give equal vectors."""

    @property
    def name(self) -> str: ...

    def documents(self, texts: list[str]) -> Vectors:
        """Vectors of passages, shape (len(texts), d)."""
        ...

    def query(self, text: str) -> Vectors:
        """The vector of a question, shape (d,)."""
        ...
