"""Quotes are read again in their files before they are shown, and what is not there any more is said."""

import hashlib
from pathlib import Path

from index.build import MAX_BYTES
from index.errors import FileSkipped
from index.index import Index
from index.parts import part
from index.places import read_bytes
from index.readers import READERS
from index.types import Article
from qa.types import Quote

CHANGED = "the file changed since it was indexed, and the quote is no longer there"
GONE = "the file is gone"


def fault(quote: Quote, index: Index) -> str:
    """Why a quote does not stand at its place in its file now; empty when it does.

    A file whose bytes have the checksum that they were indexed with holds what was indexed. Any other is read again.
    """
    document = quote.passage.document
    record = index.records.file(document.path)
    try:
        data, _ = read_bytes(Path(document.path), MAX_BYTES)
    except OSError:
        return GONE
    if record and hashlib.sha256(data).hexdigest() == record.sha256:
        return ""
    try:
        reader = part("index.readers", READERS[Path(document.path).suffix.lower()])
        found = list(reader.read(record.state.source, data)) if record else []
    except FileSkipped:
        return CHANGED
    words = document.text[quote.start : quote.end]
    texts = [one.document.text for one in found if isinstance(one, Article) and one.document.id == document.id]
    return "" if any(text[quote.start : quote.end] == words for text in texts) else CHANGED
