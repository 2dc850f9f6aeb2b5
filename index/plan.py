"""What an index is to be made of, and what becomes of it."""

import os
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.disk import DISK, Disk
from index.errors import Note
from index.places import Corpus
from index.types import Document, Span


@dataclass(frozen=True, slots=True)
class Plan:
    """What to build: the corpus, the folder of its index, the vector store's name and the words of a passage; the
    disk that the folder is on, which only tests have another one for; and by how many processes."""

    corpus: Corpus
    folder: Path
    store: str
    words: int
    disk: Disk = DISK
    processes: int = 1


NEWS = ("added", "changed", "removed")
"""The statuses of a Change that make an index another one."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one file: `status` is added, changed, unchanged, removed or skipped.

    `notes` say why a file, or single lines of it, were skipped.
    """

    file: str
    status: str
    notes: tuple[Note, ...] = ()


def in_words(day: str | None) -> str:
    """An ISO date as people write it, “9 January 2022”, so that its month can be searched for; empty for None."""
    if not day:
        return ""
    parsed = date.fromisoformat(day)
    return f"{parsed.day} {parsed:%B} {parsed.year}"


def seen_text(document: Document, sentences: tuple[Span, ...]) -> str:
    """What the embedder and the word index see of a passage: the document's title and date, then the passage."""
    text = document.text[sentences[0].start : sentences[-1].end]
    return "\n".join(part for part in (document.title, in_words(document.date), text) if part)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
