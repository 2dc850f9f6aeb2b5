"""Whether quotes stand in their files, looked at before they are shown."""

import hashlib
import os
import time
from functools import lru_cache
from pathlib import Path

from index.index import Index
from index.parts import part
from index.places import MAX_BYTES, read_bytes
from qa.types import Quote

_LARGE = 1 << 20
"""A file of more bytes is read once for each state (size and times) that it is seen in, not for every quote."""
_SETTLED = 2_000_000_000
"""For so many nanoseconds after a change, times may not show a further one; such a file is read every time."""


def fault(quote: Quote, index: Index) -> str:
    """Why a quote does not stand at its place in its file now, and where it stands instead; empty when it does.

    A file whose bytes have the checksum that they were indexed with holds what was indexed. Any other is read again.
    """
    path = quote.passage.document.path
    record = index.files.file(path)
    try:
        same = record is not None and _checksum(path) == record.sha256
    except OSError:
        same = False
    return "" if same else str(part("qa", "reread").changed(quote, index))


def checksum(path: str) -> str:
    """The SHA-256 of the bytes of a file, as they are now. Raises OSError."""
    return hashlib.sha256(read_bytes(Path(path), MAX_BYTES)[0]).hexdigest()


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
