"""Where quotes stand whose files changed since they were indexed: the files are read again."""

from collections.abc import Iterator
from pathlib import Path

from index.errors import CorpusError, FileSkipped
from index.index import Index
from index.places import MAX_BYTES, FileState, corpus, read_bytes, scan
from index.readers import READERS
from index.reading import articles
from index.sandbox import Sandbox
from index.types import Article, Document, Source
from qa.types import Quote

CHANGED = "the file changed since it was indexed, and the quote is no longer there"
GONE = "the file is gone"

_LOOKED_THROUGH = 64
"""The most new and changed files that are looked through for a quote that is not in its file any more."""


def changed(quote: Quote, index: Index) -> str:
    """Why a quote has not its place any more in a file that changed, and where it stands now; empty when it has."""
    document, start = quote.passage.document, quote.start
    record, words = index.files.file(document.path), document.text[start : quote.end]
    try:
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
