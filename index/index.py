"""The index of a corpus: one object that finds passages by meaning and by words."""

from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index import lexical, likeness
from index.generations import About, Generation
from index.lexical import Lexical
from index.likeness import Likeness
from index.parts import part
from index.records import Records
from index.types import Passage
from index.vectors import Vectors

Mask = NDArray[np.bool_]


class Store(Protocol):
    """A vector store: it sees vectors only, and numbers them from 0 in the order given."""

    def search(self, query: Vectors, k: int, allowed: Mask | None) -> list[tuple[int, float]]: ...

    def take(self, rows: NDArray[np.int64]) -> Vectors: ...

    def rows(self) -> Vectors: ...

    def save(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Sides:
    """What a search goes by: the vectors of the passages, the terms of passages and of whole documents, and how near
    the words of the passages come to others. `owners` holds the number of each passage's document, ascending."""

    store: Store
    lexical: Lexical
    documents: Lexical
    likeness: Likeness
    owners: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Index:
    """An immutable snapshot of a corpus; safe to use from several threads. Passages are known by their number."""

    about: About
    records: Records
    sides: Sides

    @property
    def store(self) -> Store:
        """The vectors of the passages."""
        return self.sides.store

    @property
    def lexical(self) -> Lexical:
        """The terms of the passages."""
        return self.sides.lexical

    def near(self, vector: Vectors, k: int, allowed: Mask | None = None) -> list[tuple[int, float]]:
        """The k passages whose vectors are nearest, as (number, cosine), best first."""
        return self.store.search(vector, k, allowed)

    def matching(self, terms: list[str], k: int, allowed: Mask | None = None) -> list[tuple[int, float]]:
        """The k passages that match search terms best, as (number, BM25 score), best first."""
        return self.lexical.search(terms, k, allowed)

    def passage(self, number: int) -> Passage:
        """The passage with this number."""
        return self.records.passage(number)


def pack(records: bytes, sides: Sides) -> dict[str, bytes]:
    """The files of an index, by name, for `generations.publish`."""
    owners = BytesIO()
    np.save(owners, sides.owners, allow_pickle=False)
    return {
        "records.sqlite": records,
        "vectors.bin": sides.store.save(),
        "lexical.npz": sides.lexical.save(),
        "documents.npz": sides.documents.save(),
        "likeness.npz": sides.likeness.save(),
        "owners.npy": owners.getvalue(),
    }


def unpack(generation: Generation) -> Index:
    """The index of a verified generation."""
    files = generation.files
    sides = Sides(
        store=part("index.stores", generation.about.store).load(files["vectors.bin"]),
        lexical=lexical.load(files["lexical.npz"]),
        documents=lexical.load(files["documents.npz"]),
        likeness=likeness.load(files["likeness.npz"]),
        owners=np.load(BytesIO(files["owners.npy"]), allow_pickle=False),
    )
    return Index(generation.about, Records(files["records.sqlite"]), sides)
