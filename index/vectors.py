"""Vectors, and what makes them of texts. They stand apart from the other types, since these need no numpy."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Float32 rows, shape (n, d), each of unit length or all zero."""


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
