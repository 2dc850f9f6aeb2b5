"""Whether an index holds together: beyond the digests of its blocks, each part must fit the others."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.disk import DISK, Disk
from index.errors import IndexMissing
from index.faults import damaged, reading
from index.files import FileTable
from index.generations import Generation, read, read_generation
from index.index import Index
from index.opened import Piece, segments, unpack
from index.places import FILES
from index.plan import seen_text
from index.rows import Entry, Rows
from index.sections import array
from index.segment import Segment

_CHUNK = 1 << 13
"""Rows that are looked at together, since not all of an index need fit in memory."""
_LONGEST = 1.05
"""Vectors have the length 1 or 0; stores keep them in half precision, or as one byte a number."""


def sound(folder: Path, disk: Disk = DISK) -> Index:
    """The current index, after every test of `examine`.

    Raises IndexMissing when there is none, or one of another version of the program, and as `generations.read`.
    """
    generation = read(folder, disk)
    if generation is None:
        raise IndexMissing(f"there is no index at {folder} yet: run dossier index")
    return examine(generation)


def sound_generation(folder: Path, name: str, disk: Disk = DISK) -> Index | None:
    """A generation by its name, after every test; None for one of another form. Raises as `generations.read`."""
    generation = read_generation(folder, name, None, disk)
    return examine(generation) if generation else None


def examine(generation: Generation) -> Index:
    """The index of a generation. Raises IndexDamaged, naming the first part that does not fit, after reading it all."""
    pieces, index = segments(generation), unpack(generation)
    for one in pieces:
        one.blocks.verify()
        with reading(one.blocks.path):
            fault = _fault(one.segment)
        if fault:
            raise damaged(one.blocks.path, fault)
    if fault := _misfit(index, pieces, FileTable(generation.files[FILES])):
        raise damaged(generation.place, fault)
    return index


def _misfit(index: Index, pieces: Sequence[Piece], table: FileTable) -> str:
    """Why segments are not those that a generation says."""
    counts = [one.live() for one in pieces]
    wanted = index.about.documents, index.about.passages
    if (sum(documents for documents, _ in counts), sum(passages for _, passages in counts)) != wanted:
        return "the counts in its manifest are not those of its segments"
    ids = [id for one in pieces for id in _files(one)]
    if sorted(ids) != [id.encode() for id, read in zip(table.ids(), table.read.tolist(), strict=True) if read]:
        return "its documents are of other files than its table says"
    return ""


def _files(piece: Piece) -> list[bytes]:
    """The ids of the files whose documents a segment holds."""
    rows, dead = piece.segment.rows, piece.dead
    numbers = np.unique(rows.file.whole if dead is None else rows.file.whole[~dead])
    return [rows.file_ids[number] for number in numbers.tolist()]


def _fault(segment: Segment) -> str:
    rows = segment.rows
    firsts = rows.firsts
    if firsts[0] != 0 or firsts[-1] != rows.passages or np.any(np.diff(firsts) < 0):
        return "its passages are of other documents than its columns say"
    if (segment.passages.texts, segment.documents.texts) != (rows.passages, rows.documents):
        return "its word index is of other passages"
    sides = (("passages", rows.passages), ("documents", rows.documents))
    if not all(_fits(segment, side, texts) for side, texts in sides):
        return "its word index points at passages that it does not have"
    if segment.store.shape[0] != rows.passages or not _are_vectors(segment):
        return "its vectors are not those of its passages"
    return next(filter(None, (_changed(rows, row) for row in range(rows.documents))), "")


def _fits(segment: Segment, side: str, texts: int) -> bool:
    """Whether an inverted file points nowhere but at what it indexes, and ascends within a term."""
    starts = array(segment.sections[f"{side}.starts"], np.int64)
    rows = segment.sections[f"{side}.rows"]
    if len(starts) != segment.vocabulary.size + 1 or starts[0] != 0 or starts[-1] * 4 != rows.size:
        return False
    last = -1
    for start in range(0, int(starts[-1]), _CHUNK * 16):
        found = array(rows, np.int32, start, min(_CHUNK * 16, int(starts[-1]) - start)).astype(np.int64)
        steps = np.diff(found, prepend=last)
        begins = starts[np.searchsorted(starts, start) : np.searchsorted(starts, start + len(found))] - start
        steps[begins] = 1
        if np.any(steps <= 0) or found.min() < 0 or found.max() >= texts:
            return False
        last = int(found[-1])
    return bool(np.all(np.diff(starts) >= 0))


def _are_vectors(segment: Segment) -> bool:
    count = segment.rows.passages
    rows = (np.arange(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK))
    return all(bool(np.all(np.linalg.norm(segment.store.take(some), axis=1) < _LONGEST)) for some in rows)


def _changed(rows: Rows, row: int) -> str:
    """Why the passages of a document are not what was embedded: each text must have the digest that was taken then."""
    entry: Entry = rows.entry(row)
    length = len(entry.document.text)
    for sentences, digest in zip(entry.passages, entry.digests, strict=True):
        places = [offset for span in sentences for offset in (span.start, span.end)]
        if not places or places != sorted(places) or not 0 <= places[0] < places[-1] <= length:
            return f"a passage of {entry.document.id} does not lie in it"
        if hashlib.sha256(seen_text(entry.document, sentences).encode()).digest() != digest:
            return f"a passage of {entry.document.id} is not the text that was embedded"
    return ""
