"""Quotes are read again in their files before they are shown, and what is not there any more is said."""

import hashlib
import os
import time
from functools import lru_cache
from pathlib import Path

from index.errors import FileSkipped
from index.index import Index
from index.places import read_bytes
from index.reading import MAX_BYTES, articles
from index.sandbox import Sandbox
from index.types import Article
from qa.types import Quote

CHANGED = "the file changed since it was indexed, and the quote is no longer there"
GONE = "the file is gone"

_LARGE = 1 << 20
"""A file of more bytes is read once for each state (size and times) that it is seen in, not for every quote."""
_SETTLED = 2_000_000_000
"""For so many nanoseconds after a change, times may not show a further one; such a file is read every time."""


def fault(quote: Quote, index: Index) -> str:
    """Why a quote does not stand at its place in its file now; empty when it does.

    A file whose bytes have the checksum that they were indexed with holds what was indexed. Any other is read again.
    """
    document = quote.passage.document
    record = index.records.file(document.path)
    try:
        if record and _checksum(document.path) == record.sha256:
            return ""
        data, _ = read_bytes(Path(document.path), MAX_BYTES)
    except OSError:
        return GONE
    try:
        with Sandbox() as box:
            found = list(articles(record.state.source, data, box)) if record else []
    except FileSkipped:
        return CHANGED
    words = document.text[quote.start : quote.end]
    texts = [one.document.text for one in found if isinstance(one, Article) and one.document.id == document.id]
    return "" if any(text[quote.start : quote.end] == words for text in texts) else CHANGED


def _checksum(path: str) -> str:
    """The SHA-256 of a file as it is now. Raises OSError."""
    now = os.lstat(path)
    changed = max(now.st_mtime_ns, now.st_ctime_ns)
    if now.st_size <= _LARGE or time.time_ns() - changed < _SETTLED:
        return _read(path)
    return _read_once(path, (now.st_size, now.st_mtime_ns, now.st_ctime_ns))


def _read(path: str) -> str:
    return hashlib.sha256(read_bytes(Path(path), MAX_BYTES)[0]).hexdigest()


@lru_cache(maxsize=64)
def _read_once(path: str, state: tuple[int, int, int]) -> str:
    """As `_read`, remembered for this state of the file."""
    return _read(path)
