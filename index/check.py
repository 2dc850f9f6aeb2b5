"""Whether an index holds together: beyond the checksums of its files, each part must fit the others."""

import hashlib
from pathlib import Path

import numpy as np

from index.disk import DISK, Disk
from index.errors import IndexMissing
from index.faults import damaged
from index.generations import read, read_generation
from index.index import Index
from index.lexical import Lexical
from index.opened import unpack
from index.plan import seen_text
from index.records import Records

_LONGEST = 1.01
"""Vectors have the length 1 or 0; stores may keep them in half precision."""


def sound(folder: Path, disk: Disk = DISK) -> Index:
    """The current index, after every test of `examine`.

    Raises IndexMissing when there is none, or one of another version of the program, and as `generations.read`.
    """
    generation = read(folder, disk)
    if generation is None:
        raise IndexMissing(f"there is no index at {folder} yet: run dossier index")
    index = unpack(generation)
    examine(index, folder / "gens" / generation.name)
    return index


def sound_generation(folder: Path, name: str, disk: Disk = DISK) -> Index | None:
    """A generation by its name, after every test; None for one of another form. Raises as `generations.read`."""
    generation = read_generation(folder, name, None, disk)
    if generation is None:
        return None
    index = unpack(generation)
    examine(index, folder / "gens" / name)
    return index


def examine(index: Index, place: Path) -> None:
    """Raises IndexDamaged, naming the first part that does not fit, for the index that lies at `place`."""
    if fault := _fault(index):
        raise damaged(place, fault)


def _fault(index: Index) -> str:
    records, sides = index.records, index.sides
    if told := records.fault():
        return told
    documents, passages = records.counts()
    if (index.about.documents, index.about.passages) != (documents, passages):
        return "the counts in its manifest are not those of its records"
    if sides.owners.tolist() != records.owners():
        return "its passages are of other documents than its records say"
    if {len(sides.owners), sides.lexical.passages, len(sides.likeness.begins) - 1} != {passages}:
        return "its word index is of other passages"
    if sides.documents.passages != documents or not all(map(_fits, (sides.lexical, sides.documents))):
        return "its word index points at passages that it does not have"
    vectors = sides.store.rows()
    if len(vectors) != passages or not np.all(np.linalg.norm(vectors, axis=1) < _LONGEST):
        return "its vectors are not those of its passages"
    return _changed(records, passages)


def _fits(words: Lexical) -> bool:
    """Whether an inverted file points nowhere but at what it indexes."""
    ordered = bool(np.all(np.diff(words.starts) >= 0)) and bool(np.all(np.diff(words.bounds) > 0))
    inside = not len(words.rows) or (int(words.rows.min()) >= 0 and int(words.rows.max()) < words.passages)
    return ordered and inside and int(words.starts[-1]) == len(words.rows) == len(words.impacts)


def _changed(records: Records, passages: int) -> str:
    """Why a passage is not what was embedded: its text must have the digest that was taken then."""
    for number, digest in zip(range(passages), records.digests(), strict=True):
        one = records.passage(number)
        places = [offset for span in one.sentences for offset in (span.start, span.end)]
        if places != sorted(places) or not 0 <= one.start < one.end <= len(one.document.text):
            return f"passage {number} does not lie in its document"
        if hashlib.sha256(seen_text(one.document, one.sentences).encode()).digest() != digest:
            return f"passage {number} is not the text that was embedded"
    return ""
