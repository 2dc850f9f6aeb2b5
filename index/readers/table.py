"""Tables (.csv, .tsv): a citation names the row, counted as a spreadsheet does, the header being row 1.

Where a column is named text, body, content or the like, each row is a document. Otherwise the table is one, whose text
is the rows, their cells a tab apart, and whose title is the names of the columns.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from index.clean import layout
from index.day import day
from index.decode import Decoded, decoded
from index.errors import Code, FileSkipped
from index.fields import DATES, SOURCES, TEXTS, TITLES, URLS, field, tidy
from index.types import Article, Document, Rules, Source
from index.units import joined

_DELIMITERS = ",;\t|"
_SAMPLE, _SAMPLE_LINES = 1 << 16, 20
_LARGEST = 1 << 24
"""Characters of a cell; the library's own limit, of 131,072, is too small for articles."""
_Row = tuple[int, list[str]]


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped]:
    """The documents of a table. Raises FileSkipped for one that is no table or holds nothing."""
    text = decoded(data)
    rows = _rows(text.text, "\t" if PurePosixPath(source.id).suffix.lower() == ".tsv" else _delimiter(text.text))
    header = [tidy(name) for name in rows[0][1]]
    if len(header) > 1 and any(name in TEXTS for name in header):
        if len(rows) == 1:
            raise FileSkipped(Code.NO_DOCUMENT, "no row below the header holds anything")
        yield from _records(source, header, rows[1:], text)
    else:
        yield _table(source, rows, text)


def _rows(text: str, delimiter: str) -> list[_Row]:
    """The rows that hold anything, each with its number."""
    csv.field_size_limit(_LARGEST)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        table = enumerate(csv.reader((f"{line}\n" for line in lines), delimiter=delimiter), 1)
        rows = [(number, cells) for number, cells in table if any(map(_has_words, cells))]
    except csv.Error as error:
        raise FileSkipped(Code.DAMAGED, f"it is not a sound table: {error}") from error
    if not rows:
        raise FileSkipped(Code.NO_TEXT, "its cells are empty")
    return rows


def _has_words(cell: str) -> bool:
    return any(char.isalnum() for char in cell)


def _delimiter(text: str) -> str:
    """What stands between the cells: the mark that the first lines hold equally often, and most often."""
    lines = [line for line in text[:_SAMPLE].splitlines()[:_SAMPLE_LINES] if line.strip()]
    return max(_DELIMITERS, key=lambda mark: _evenness([line.count(mark) for line in lines]))


def _evenness(counts: Sequence[int]) -> tuple[int, int]:
    """How many lines hold a mark the usual number of times, and that number; nothing for a mark that is rare."""
    usual, lines = Counter(counts).most_common(1)[0] if counts else (0, 0)
    return (lines, usual) if usual else (0, sum(counts))


def _records(source: Source, header: list[str], rows: Sequence[_Row], text: Decoded) -> Iterator[Article | FileSkipped]:
    for number, cells in rows:
        record = dict(zip(reversed(header), reversed([*cells, *[""] * len(header)][: len(header)]), strict=True))
        body, title = field(record, TEXTS), field(record, TITLES)
        if not body and not title:
            yield FileSkipped(Code.NO_DOCUMENT, f"row {number}: it has no text")
            continue
        body, title = (body, title) if body else (title, "")
        date, publisher = day(field(record, DATES)), field(record, SOURCES)
        document = Document(
            id=f"{source.id}#{number}",
            path=source.path,
            text=body,
            title=" ".join(title.split()) or None,
            date=date,
            source=publisher or None,
            url=field(record, URLS) or None,
            rules=Rules(*("column" if value else "" for value in (title, date, publisher))),
            first_line=number,
            unit="row",
            decoding=text.doubt,
        )
        yield Article(document, layout(body).blocks)


def _table(source: Source, rows: Sequence[_Row], text: Decoded) -> Article:
    """The table as one document, each of its rows a block."""
    numbered = {number: "\t".join(" ".join(cell.split()) for cell in cells).strip() for number, cells in rows}
    units = joined([numbered.get(number, "") for number in range(1, rows[-1][0] + 1)])
    title = ", ".join(cell.strip() for cell in rows[0][1] if cell.strip()) if len(rows) > 1 else ""
    document = Document(
        id=source.id,
        path=source.path,
        text=units.text,
        title=title or None,
        rules=Rules(title="header row" if title else ""),
        lines=units.starts,
        unit="row",
        decoding=text.doubt,
    )
    return Article(document, units.blocks[1:] or units.blocks)
