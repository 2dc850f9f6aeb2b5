"""JSON lines as BEIR has its corpora: a document a line, with `_id`, `title`, `text`, maybe `date`, `source`, `url`."""

import json
from collections.abc import Iterator, Mapping

from index.clean import layout
from index.day import day
from index.decode import decode, line_starts, sound
from index.errors import FileSkipped
from index.types import Article, Document, Rules, Source


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped]:
    """The documents of a file, in order, and for each line that is none, the reason.

    Raises FileSkipped with the first such reason when no line is a document.
    """
    unread: list[FileSkipped] = []
    seen: dict[str, int] = {}
    for number, line in _lines(decode(data)):
        found = _article(source, line, number)
        if isinstance(found, Article) and seen.setdefault(found.document.id, number) != number:
            name = found.document.id
            found = FileSkipped(f"line {number}: its _id, “{name}”, is that of line {seen[name]}")
        if not seen and isinstance(found, FileSkipped):
            unread.append(found)  # kept back, for there may be no document at all
            continue
        yield from unread
        unread.clear()
        yield found
    if not seen:
        raise unread[0]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, each with its number."""
    starts = line_starts(text)
    for number, (start, end) in enumerate(zip(starts, (*starts[1:], len(text)), strict=True), 1):
        if line := text[start:end].strip():
            yield number, line


def _article(source: Source, line: str, number: int) -> Article | FileSkipped:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return FileSkipped(f"line {number}: it is not JSON")
    if not isinstance(record, dict):
        return FileSkipped(f"line {number}: it is not a JSON object")
    title, text = _field(record, "title").strip(), _field(record, "text")
    if not text.strip():
        title, text = "", title  # some corpora have documents that are a title only
    if not text:
        return FileSkipped(f"line {number}: it has no text")
    date, publisher = day(_field(record, "date")), _field(record, "source").strip()
    document = Document(
        id=_field(record, "_id") or f"{source.id}#{number}",
        path=source.path,
        text=text,
        title=title or None,
        date=date,
        source=publisher or None,
        url=_field(record, "url").strip() or None,
        rules=Rules(*("field" if value else "" for value in (title, date, publisher))),
        first_line=number,
    )
    return Article(document, layout(text).blocks)


def _field(record: Mapping[str, object], name: str) -> str:
    """A field as text; empty where it is neither text nor a whole number."""
    value = record.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return sound(value) if isinstance(value, str) else ""
