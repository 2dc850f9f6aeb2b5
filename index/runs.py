"""What a run is: a segment that an indexing has finished, whose section “run” says of which files it holds which
documents. One that was stopped or killed has left some, and the next goes on from there (`index.journal`)."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from index.blocks import Seal
from index.errors import Code, Note
from index.files import FileRecord
from index.manifest import FORMAT
from index.places import FileState
from index.plan import Plan
from index.sections import Sections, Sink
from index.types import Source
from index.wordvectors import shipped

SECTION = "run"


@dataclass(frozen=True, slots=True)
class Part:
    """What a run holds of a file: `count` of its documents, from that with the number `first` on. `last` says whether
    these are the last, so that `record` is the whole truth; before, it lacks the notes."""

    record: FileRecord
    first: int
    count: int
    last: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to read; the SHA-256 of what an index holds of it already, empty for nothing; the parts of it that runs
    hold already, in order; and which share of its documents is wanted, the number of the share and how many there are.
    """

    state: FileState
    sha256: str = ""
    parts: tuple[Part, ...] = ()
    share: tuple[int, int] = (0, 1)


@dataclass(frozen=True, slots=True)
class Run:
    """What was made of files: the segment, None where there is no document, and the parts of files."""

    seal: Seal | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What runs must agree on for an index to be made of them."""

    format: int
    words: int
    embedder: str
    store: str
    word_model: str
    roots: tuple[str, ...]


def stamp(plan: Plan, embedder: str) -> Stamp:
    """The stamp of what is made by a plan, with the embedder of this name."""
    return Stamp(FORMAT, plan.words, embedder, plan.store, shipped().name, tuple(map(str, plan.corpus.roots)))


def write_parts(parts: tuple[Part, ...], stamp: Stamp, sink: Sink) -> None:
    """Say in a segment that is being written which parts of files it holds."""
    about = {**asdict(stamp), "parts": list(map(_packed, parts))}
    sink.section(SECTION).write(json.dumps(about).encode())


def parts_of(sections: Sections, wanted: Stamp) -> list[Part]:
    """The parts of files that a segment holds; none when it is no run, or one with another stamp.

    Raises IndexDamaged when it cannot be read.
    """
    if SECTION not in sections:
        return []
    section = sections[SECTION]
    about = json.loads(section.read(0, section.size))
    parts = about.pop("parts")
    return list(map(_unpacked, parts)) if about == json.loads(json.dumps(asdict(wanted))) else []


def _packed(part: Part) -> list[Any]:
    record = part.record
    state, notes = record.state, [(note.code, note.text) for note in record.notes]
    times = (state.source.id, state.source.path, state.size, state.mtime, state.ctime)
    return [*times, record.sha256, notes, part.first, part.count, part.last]


def _unpacked(row: list[Any]) -> Part:
    id, path, size, mtime, ctime, sha256, notes, first, count, last = row
    state = FileState(Source(id, path), size, mtime, ctime)
    record = FileRecord(state, sha256, tuple(Note(Code(code), text) for code, text in notes))
    return Part(record, first, count, last)
