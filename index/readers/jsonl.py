"""JSON lines: a document a line, as BEIR has its corpora (`_id`, `title`, `text`), or with a field of a like name."""

import json
from collections.abc import Iterator

from index.clean import layout
from index.day import day
from index.decode import decoded, line_starts, sound
from index.errors import Code, FileSkipped
from index.fields import DATES, SOURCES, TEXTS, TITLES, URLS, field, tidy
from index.types import Article, Document, Rules, Source


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped]:
    """The documents of a file, in order, and for each line that is none, the reason.

    Raises FileSkipped with the first such reason when no line is a document.
    """
    unread: list[FileSkipped] = []
    seen: dict[str, int] = {}
    text = decoded(data)
    for number, line in _lines(text.text):
        found = _article(source, line, number, text.doubt)
        if isinstance(found, Article) and seen.setdefault(found.document.id, number) != number:
            name = found.document.id
            found = FileSkipped(Code.REPEATED, f"line {number}: its _id, “{name}”, is that of line {seen[name]}")
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


def _article(source: Source, line: str, number: int, doubt: str) -> Article | FileSkipped:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return FileSkipped(Code.NO_DOCUMENT, f"line {number}: it is not JSON")
    if not isinstance(record, dict):
        return FileSkipped(Code.NO_DOCUMENT, f"line {number}: it is not a JSON object")
    fields = {tidy(name): _written(value) for name, value in record.items()}
    title, text = field(fields, TITLES), next((value for name in TEXTS if (value := fields.get(name, "")).strip()), "")
    if not text:
        title, text = "", title  # some corpora have documents that are a title only
    if not text:
        return FileSkipped(Code.NO_DOCUMENT, f"line {number}: it has no text")
    date, publisher = day(field(fields, DATES)), field(fields, SOURCES)
    document = Document(
        id=fields.get("_id") or f"{source.id}#{number}",
        path=source.path,
        text=text,
        title=title or None,
        date=date,
        source=publisher or None,
        url=field(fields, URLS) or None,
        rules=Rules(*("field" if value else "" for value in (title, date, publisher))),
        first_line=number,
        decoding=doubt,
    )
    return Article(document, layout(text).blocks)


def _written(value: object) -> str:
    """A field as text; empty where it is neither text nor a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return sound(value) if isinstance(value, str) else ""
