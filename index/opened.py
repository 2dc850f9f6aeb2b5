"""An index as it is opened: the files of a generation, its segments, and which of their documents are dead.

A document is dead whose file was read again since, or is gone. `dead.bin` is a line of JSON, a pair for each segment of
how many documents it has and how many of them are dead, and then for each segment that has dead ones a bit for each
document, in whole bytes.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index import segment
from index.blocks import Blocks, Seal
from index.faults import reading
from index.files import FileTable
from index.generations import Generation
from index.index import Index
from index.numbers import Mask
from index.places import FILES
from index.segment import Segment

DEAD = "dead.bin"


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment that is open: what it is known by, its file, what is in it, and which documents are dead, if any is."""

    blocks: Blocks
    segment: Segment
    dead: Mask | None

    @property
    def seal(self) -> Seal:
        """What the segment is known by."""
        return self.blocks.seal

    def live(self) -> tuple[int, int]:
        """How many of its documents and passages are not dead."""
        rows = self.segment.rows
        if self.dead is None:
            return rows.documents, rows.passages
        return int(np.count_nonzero(~self.dead)), int(np.diff(rows.firsts)[~self.dead].sum())


def piece(blocks: Blocks, store: str, dead: Mask | None = None) -> Piece:
    """A segment of an index, opened. Raises IndexDamaged, also when it has not as many documents as `dead` says."""
    with reading(blocks.path):
        found = segment.open(blocks.sections, store)
        if dead is not None and len(dead) != found.rows.documents:
            raise ValueError
    return Piece(blocks, found, dead)


def segments(generation: Generation) -> list[Piece]:
    """The segments of a generation. Raises IndexDamaged when they do not fit what it says of them."""
    with reading(generation.place / DEAD):
        found = list(_unpacked(generation.files[DEAD]))
        opened = zip(generation.segments, found, strict=True)
        return [_checked(generation, blocks, *one) for blocks, one in opened]


def unpack(generation: Generation) -> Index:
    """The index of a generation. Raises IndexDamaged when its parts do not fit."""
    with reading(generation.place / FILES):
        table = FileTable(generation.files[FILES])
    return Index(generation.about, table, [(one.segment, one.dead) for one in segments(generation)])


def pack(dead: Sequence[tuple[int, Mask | None]]) -> bytes:
    """The bytes of `dead.bin`, of how many documents each segment has and which are dead."""
    counts = [(count, 0 if mask is None else int(mask.sum())) for count, mask in dead]
    return b"".join(
        [json.dumps(counts).encode(), b"\n", *(np.packbits(mask).tobytes() for _, mask in dead if mask is not None)]
    )


def _unpacked(data: bytes) -> Iterator[tuple[int, Mask | None]]:
    head, _, bits = data.partition(b"\n")
    for count, dead in json.loads(head):
        size = -(-count // 8) if dead else 0
        mask = np.unpackbits(np.frombuffer(bits[:size], np.uint8), count=count).astype(np.bool_) if dead else None
        yield count, mask
        bits = bits[size:]


def _checked(generation: Generation, blocks: Blocks, count: int, dead: Mask | None) -> Piece:
    found = piece(blocks, generation.about.store, dead)
    if found.segment.rows.documents != count:
        raise ValueError(f"{blocks.path} has another number of documents")
    return found
