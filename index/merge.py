"""Several segments made one, without what is dead in them: as if it had been written in one go.

Columns of a few bytes a row are held whole; texts, sentences and terms are read and written some megabytes at a time.
Rows of a segment stay in order, so what lies together there is read together.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index import numbers, union
from index.columns import Column, bounds
from index.merging import Merging, copy
from index.numbers import Live, Mask, Places
from index.parts import part
from index.rows import DIGEST
from index.sections import Sink
from index.segment import Segment
from index.vectors import Vectors


@dataclass(frozen=True, slots=True)
class _Stored:
    """The vectors of the passages, in their new order."""

    merging: Merging

    @property
    def shape(self) -> tuple[int, int]:
        return self.merging.passages.count, max(one.store.shape[1] for one in self.merging.segments)

    def take(self, rows: Places) -> Vectors:
        found = np.zeros((len(rows), self.shape[1]), np.float32)
        for number, places, held in self.merging.passages.split(rows):
            found[places] = self.merging.segments[number].store.take(held)
        return found


def merge(parts: Sequence[tuple[Segment, Mask | None]], store: str, sink: Sink) -> None:
    """Write one segment of some, each with the mask of its documents that are dead, None when none is."""
    live = [Live(segment.rows, dead) for segment, dead in parts]
    merging = Merging([segment for segment, _ in parts], live, *numbers.numbered(live))
    _copy_documents(merging, sink)
    _copy_columns(merging, sink)
    union.merge(merging, sink)
    part("index.stores", store).write(_Stored(merging), sink)


def _copy_documents(merging: Merging, sink: Sink) -> None:
    """Write what is of any size: texts, names, sentences and digests, and where each ends."""
    for name, ends in (("document.text", "document.end"), ("document.name", "document.name.end")):
        held = [(one.sections[name], bounds(one.sections[ends])) for one in merging.segments]
        sizes = copy(merging.documents, held, sink.section(name).write)
        sink.section(ends).write(np.cumsum(sizes))
    firsts = [one.rows.firsts.astype(np.int64) for one in merging.segments]
    spans = [bounds(one.sections["passage.end"]) for one in merging.segments]
    held = [
        (one.sections["passage.spans"], 8 * end[first])
        for one, end, first in zip(merging.segments, spans, firsts, strict=True)
    ]
    copy(merging.documents, held, sink.section("passage.spans").write)
    counts = np.concatenate([np.zeros(0, np.int64), *map(np.diff, spans)])[merging.passages.order]
    sink.section("passage.end").write(np.cumsum(counts))
    held = [
        (one.sections["passage.digest"], DIGEST * first) for one, first in zip(merging.segments, firsts, strict=True)
    ]
    sizes = copy(merging.documents, held, sink.section("passage.digest").write)
    sink.section("document.first").write(np.append(0, np.cumsum(sizes // DIGEST)).astype(np.int32))


def _copy_columns(merging: Merging, sink: Sink) -> None:
    for name in ("document.day", "document.place"):
        sink.section(name).write(merging.column(name, np.int32))
    order = merging.documents.order
    sources = [one.rows.sources for one in merging.segments]
    known: dict[str, int] = {}
    numbered = [np.array([*(known.setdefault(name, len(known)) for name in held), -1]) for held in sources]
    names, source = list(known), _renamed(numbered, merging, "document.source")[order]
    used, first = np.unique(source, return_index=True)
    used = used[np.argsort(first)]
    used = used[used >= 0]
    place = np.full(len(names) + 1, -1, np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    sink.section("document.source").write(place[source])
    sink.section("source").write(json.dumps([names[one] for one in used], ensure_ascii=False).encode())
    files = [one.rows.file_ids for one in merging.segments]
    ids = sorted(set().union(*files))
    ranks = {one: rank for rank, one in enumerate(ids)}
    file = _renamed([np.array([*map(ranks.__getitem__, held), -1]) for held in files], merging, "document.file")[order]
    used, file = np.unique(file, return_inverse=True)
    sink.section("document.file").write(file.astype(np.int32))
    kept = [ids[one] for one in used.tolist()]
    sink.section("file.id").write(b"".join(kept))
    sink.section("file.end").write(np.cumsum(np.array(list(map(len, kept)), np.int64)))


def _renamed(names: Sequence[Places], merging: Merging, column: str) -> Places:
    """A column of all segments whose numbers stand for others; -1 stays."""
    held = [Column(one.sections[column], np.int32).whole for one in merging.segments]
    return np.concatenate([np.zeros(0, np.int64), *(new[old] for new, old in zip(names, held, strict=True))]).astype(
        int
    )
