"""The index of a corpus: one object that finds passages by meaning and by words."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index import lexical
from index.generations import About, Generation
from index.lexical import Lexical
from index.parts import part
from index.records import Records
from index.types import Passage, Vectors

Mask = NDArray[np.bool_]


class Store(Protocol):
    """A vector store: it sees vectors only, and numbers them from 0 in the order given."""

    def search(self, query: Vectors, k: int, allowed: Mask | None) -> list[tuple[int, float]]: ...

    def rows(self) -> Vectors: ...

    def save(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Index:
    """An immutable snapshot of a corpus; safe to use from several threads. Passages are known by their number."""

    about: About
    records: Records
    store: Store
    lexical: Lexical

    def near(self, vector: Vectors, k: int, allowed: Mask | None = None) -> list[tuple[int, float]]:
        """The k passages whose vectors are nearest, as (number, cosine), best first."""
        return self.store.search(vector, k, allowed)

    def matching(self, terms: list[str], k: int, allowed: Mask | None = None) -> list[tuple[int, float]]:
        """The k passages that match search terms best, as (number, BM25 score), best first."""
        return self.lexical.search(terms, k, allowed)

    def passage(self, number: int) -> Passage:
        """The passage with this number."""
        return self.records.passage(number)


def pack(records: bytes, store: Store, words: Lexical) -> dict[str, bytes]:
    """The files of an index, by name, for `generations.publish`."""
    return {"records.sqlite": records, "vectors.bin": store.save(), "lexical.npz": words.save()}


def unpack(generation: Generation) -> Index:
    """The index of a verified generation."""
    files = generation.files
    return Index(
        about=generation.about,
        records=Records(files["records.sqlite"]),
        store=part("index.stores", generation.about.store).load(files["vectors.bin"]),
        lexical=lexical.load(files["lexical.npz"]),
    )
