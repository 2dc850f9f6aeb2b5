"""A segment: everything of a set of documents, in named sections that are written once.

Its documents stand in the order of their files, and so do its passages; both are numbered from 0. An index is made of
one segment or of several (`index.index`), which `index.merge` makes one. Lucene is built so (McCandless et al., “Lucene
in Action”, 2010); the sections lie in one file (`index.blocks`) or in memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from index import likeness, rows, vocabulary
from index.inverted import Inverted, Out, grouped, invert, ordered
from index.likeness import Terms, WordModel
from index.numbers import Mask, Places
from index.parts import part
from index.rows import Placed, Rows
from index.sections import Sections, Sink
from index.terms import Words
from index.vectors import Scores, Vectors
from index.vocabulary import Vocabulary


class Store(Protocol):
    """A vector store: it sees vectors only, shape (n, d), and numbers them from 0 in the order given."""

    @property
    def shape(self) -> tuple[int, int]: ...

    @property
    def likely(self) -> int:
        """How many `guess` gives for the pool of a ranking; 0 where there is no quicker way than comparing all."""
        ...

    def prepare(self) -> None:
        """Read now what the first `guess` would take long to read."""
        ...

    def search(self, query: Vectors, k: int, allowed: Mask | None) -> tuple[Places, Scores]:
        """The k rows with the highest inner products and these, best first; ties in order of row. `allowed` has a
        value for each row."""
        ...

    def guess(self, query: Vectors, k: int, allowed: Mask | None) -> tuple[Places, Scores]:
        """The rows that may be these, in any order, and about what their inner products are."""
        ...

    def among(self, query: Vectors, rows: Places) -> Scores:
        """The inner products of some rows."""
        ...

    def take(self, rows: Places) -> Vectors:
        """The vectors of some rows, in the order given."""
        ...


@dataclass(frozen=True)
class Segment:
    """The parts of a segment that is open. Each reads what it needs when it is asked, from any thread. `kind` names the
    vector store, which is loaded when it is first asked."""

    sections: Sections
    rows: Rows
    vocabulary: Vocabulary
    passages: Inverted
    documents: Inverted
    terms: Terms
    kind: str

    @cached_property
    def store(self) -> Store:
        """The vectors of the passages."""
        loaded: Store = part("index.stores", self.kind).load(self.sections)
        return loaded


@dataclass(frozen=True, slots=True)
class Run:
    """What a segment is made of: entries in order of file and place, and for their passages, in order, the search terms
    and the vectors."""

    entries: Iterable[Placed]
    words: Words
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a segment is made with: the name of the vector store and the vectors of words."""

    store: str
    model: WordModel


@dataclass(frozen=True, slots=True)
class Held:
    """Vectors that are at hand."""

    vectors: Vectors

    @property
    def shape(self) -> tuple[int, int]:
        return self.vectors.shape[0], self.vectors.shape[1]

    def take(self, rows: Places) -> Vectors:
        return self.vectors[rows]


def open(sections: Sections, store: str) -> Segment:
    """The segment of these sections, whose vectors the store of this name wrote. Only small columns are ever held."""
    terms = Vocabulary(sections)
    return Segment(
        sections=sections,
        rows=Rows(sections),
        vocabulary=terms,
        passages=Inverted("passages", sections),
        documents=Inverted("documents", sections),
        terms=Terms(terms, sections),
        kind=store,
    )


def write(run: Run, kinds: Kinds, sink: Sink) -> None:
    """Write the segment of a run. Raises ValueError for entries in another order, or parts that do not fit."""
    words = run.words
    counts = rows.write(run.entries, sink)
    owners = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    if not len(owners) == len(words.lengths) == len(run.vectors):
        raise ValueError(f"{len(owners)} passages, {len(words.lengths)} lists of terms, {len(run.vectors)} vectors")
    stems, places = ordered(words.vocabulary)
    vocabulary.write(stems, sink)
    postings = invert(places, words)
    for side, found, lengths in (
        ("passages", postings, words.lengths),
        ("documents", grouped(postings, owners), np.bincount(owners, words.lengths, len(counts)).astype(np.int32)),
    ):
        out = Out(side, sink)
        out.write(found)
        out.end(lengths)
    held = postings.held(len(words.lengths))
    likeness.write(held, sink)
    small = np.zeros(len(stems), np.bool_)
    small[postings.terms()[postings.small]] = True
    likeness.facts(stems, small, kinds.model).write(sink)
    part("index.stores", kinds.store).write(Held(run.vectors), sink)
