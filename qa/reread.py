"""Quotes are read again in their files before they are shown, and what is not there any more is said."""

import hashlib
import os
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from index.errors import CorpusError, FileSkipped
from index.index import Index
from index.places import FileState, corpus, read_bytes, scan
from index.readers import READERS
from index.reading import MAX_BYTES, articles
from index.sandbox import Sandbox
from index.types import Article, Document, Source
from qa.types import Quote

CHANGED = "the file changed since it was indexed, and the quote is no longer there"
GONE = "the file is gone"

_LARGE = 1 << 20
"""A file of more bytes is read once for each state (size and times) that it is seen in, not for every quote."""
_SETTLED = 2_000_000_000
"""For so many nanoseconds after a change, times may not show a further one; such a file is read every time."""
_LOOKED_THROUGH = 64
"""The most new and changed files that are looked through for a quote that is not in its file any more."""


def fault(quote: Quote, index: Index) -> str:
    """Why a quote does not stand at its place in its file now, and where it stands instead; empty when it does.

    A file whose bytes have the checksum that they were indexed with holds what was indexed. Any other is read again.
    """
    document, start = quote.passage.document, quote.start
    record, words = index.files.file(document.path), document.text[start : quote.end]
    try:
        if record and _checksum(document.path) == record.sha256:
            return ""
        found = _documents(record.state.source) if record else []
    except OSError:
        return GONE + _elsewhere(words, document.path, index)
    except FileSkipped:
        found = []
    if any(one.id == document.id and one.text.startswith(words, start) for one in found):
        return ""
    if line := _line(words, found):
        return f"the file changed since it was indexed: the quote stands in line {line} now"
    return CHANGED + _elsewhere(words, document.path, index)


def reread(source: Source, box: Sandbox) -> Iterator[Document]:
    """The documents of a file as they are now. Raises OSError, and FileSkipped when there is none in it."""
    data, _ = read_bytes(Path(source.path), MAX_BYTES)
    for one in articles(source, data, box):
        if isinstance(one, Article):
            yield one.document


def checksum(path: str) -> str:
    """The SHA-256 of the bytes of a file, as they are now. Raises OSError."""
    return hashlib.sha256(read_bytes(Path(path), MAX_BYTES)[0]).hexdigest()


def _documents(source: Source) -> list[Document]:
    with Sandbox() as box:
        return list(reread(source, box))


def _elsewhere(words: str, path: str, index: Index) -> str:
    """Where words stand that are no longer in their file: in a file that is new or changed; empty when in none."""
    for source in _unknown(path, index):
        try:
            line = _line(words, _documents(source))
        except (OSError, FileSkipped):
            continue
        if line:
            return f"; the quote stands in {source.id}:{line} now"
    return ""


def _line(words: str, documents: list[Document]) -> int:
    """The line of the file in which words begin that stand in one of its documents; 0 when they are in none."""
    for document in documents:
        if (place := document.text.find(words)) >= 0:
            return document.line(place)
    return 0


def _unknown(but: str, index: Index) -> list[Source]:
    """The files of the corpus that are not as they were indexed, other than one, in order of id."""
    files = index.files
    known = dict(zip(files.ids(), zip(files.sizes.tolist(), files.mtimes.tolist(), strict=True), strict=True))
    try:
        states = list(scan(corpus(index.about.roots), Path()))
    except CorpusError:
        return []
    readable = [one for one in states if not one.problem and Path(one.source.path).suffix.lower() in READERS]
    new = [one.source for one in readable if known.get(one.source.id) != _times(one) and one.source.path != but]
    return new[:_LOOKED_THROUGH]


def _times(state: FileState) -> tuple[int, int]:
    return state.size, state.mtime


def _checksum(path: str) -> str:
    """The SHA-256 of a file as it is now. Raises OSError."""
    now = os.lstat(path)
    changed = max(now.st_mtime_ns, now.st_ctime_ns)
    if now.st_size <= _LARGE or time.time_ns() - changed < _SETTLED:
        return checksum(path)
    return _read_once(path, (now.st_size, now.st_mtime_ns, now.st_ctime_ns))


@lru_cache(maxsize=64)
def _read_once(path: str, state: tuple[int, int, int]) -> str:
    """As `checksum`, remembered for this state of the file."""
    return checksum(path)
