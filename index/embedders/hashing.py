"""Feature hashing (Weinberger et al., 2009): no model, the same vectors everywhere. For tests, and as a floor."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from index.errors import UsageError
from index.vectors import Vectors
from index.words import terms

DIMENSIONS = 256


@dataclass(frozen=True, slots=True)
class Hashing:
    """Each search term adds 1 or -1 to one of `dimensions` places, both given by its BLAKE2b hash."""

    dimensions: int

    @property
    def name(self) -> str:
        return f"hashing:{self.dimensions}"

    def documents(self, texts: list[str]) -> Vectors:
        """Vectors of passages, shape (len(texts), dimensions)."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in terms(text):
                number = int.from_bytes(blake2b(term.encode(), digest_size=8).digest())
                row[number // 2 % self.dimensions] += 1 if number % 2 else -1
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: Vectors = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
        return unit

    def query(self, text: str) -> Vectors:
        """The vector of a question, shape (dimensions,)."""
        vector: Vectors = self.documents([text])[0]
        return vector


def load(argument: str) -> Hashing:
    """The embedder with this number of dimensions, 256 when the argument is empty."""
    if argument and not (argument.isdecimal() and int(argument) > 0):
        raise UsageError(f"“{argument}” is no number of dimensions: write hashing:256, for example")
    return Hashing(int(argument or DIMENSIONS))
