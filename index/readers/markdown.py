"""Markdown: the document's text is the decoded file itself, so that quotes and lines are those of the file.

Read line by line after CommonMark 0.31 and GitHub's tables and footnotes, as far as it takes to tell words from
markup. Nothing is rendered.
"""

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto

from index.decode import decoded, line_starts
from index.errors import FileSkipped
from index.front import front_matter
from index.sentences import trim
from index.types import Article, Document, Rules, Source, Span

_QUOTE = re.compile(r"(?: {0,3}>[ \t]?)++")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]++|$)")
_ITEM = re.compile(r"\s*+(?:(?:[-*+]|\d{1,3}[.)])[ \t]++(?:\[[ xX]\][ \t]++)?|\[\^[^\]\s]{1,80}\]:[ \t]*+)")
_FENCE = re.compile(r"\s*+(`{3,}+(?=[^`]*$)|~{3,}+)")
_COMMENT = re.compile(r"\s*+<!--")
_MARKUP = re.compile(
    r" {0,3}([-*_])[ \t]*+(?:\1[ \t]*+){2,}$"  # a rule between two parts
    r"|\s*+\|?+[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?\s*+$"  # the rule under a table's head
    r"| {0,3}\[[^\]^][^\]]{0,999}\]:\s*\S"  # the address of a link
    r"|\s*+</?[A-Za-z][^<>]*+>\s*+$"  # a line that is an HTML tag
    r"| {0,3}=++\s*+$"  # the line under a heading
    r"|\s*+$"
)
_EMPHASIS = "*_` \t"
_COMMENT_END = "-->"


class _Kind(Enum):
    """What a line is to the blocks: NONE is in no block and ends the one before; FIRST begins a block and MORE goes on
    with one, or begins it; ALONE is a block, and so is TITLE, a heading of the first level."""

    NONE = auto()
    FIRST = auto()
    MORE = auto()
    ALONE = auto()
    TITLE = auto()


_Piece = tuple[_Kind, Span]


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped]:
    """The one article of a markdown file. Raises FileSkipped for a file that holds no text.

    The title is that of the front matter, else the first heading of the first level, which then is no block.
    """
    decoding = decoded(data)
    text = decoding.text
    starts = line_starts(text)
    rows = [Span(*pair) for pair in zip(starts, (*starts[1:], len(text)), strict=True)]
    front = front_matter([text[row.start : row.end] for row in rows])
    found = list(_joined(_pieces(text, rows[front.length :])))
    heading = next((span for kind, span in found if kind is _Kind.TITLE), None)
    headline = text[heading.start : heading.end].strip(_EMPHASIS) if heading else ""
    title, title_rule = (front.title, "front matter") if front.title else (headline or None, "heading" * bool(headline))
    rules = Rules(title=title_rule, date="front matter" * bool(front.date), source="front matter" * bool(front.source))
    document = Document(
        id=source.id,
        path=source.path,
        text=text,
        title=title,
        date=front.date,
        source=front.source,
        url=front.url,
        rules=rules,
        lines=starts,
        decoding=decoding.doubt,
    )
    yield Article(document, tuple(span for _, span in found if span != heading or headline != title))


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Blocks from lines."""
    begun: Span | None = None
    for kind, span in pieces:
        if begun and kind is _Kind.MORE:
            begun = Span(begun.start, span.end)
            continue
        if begun:
            yield _Kind.FIRST, begun
        begun = span if kind in {_Kind.FIRST, _Kind.MORE} else None
        if kind in {_Kind.ALONE, _Kind.TITLE}:
            yield kind, span
    if begun:
        yield _Kind.FIRST, begun


def _pieces(text: str, rows: Iterable[Span]) -> Iterator[_Piece]:
    """What each line is, and its words without the marker before them."""
    until, quoted = "", False
    for row in rows:
        line = text[row.start : row.end]
        if until:
            ended = _COMMENT_END in line if until == _COMMENT_END else _closes(line, until)
            code = None if ended or until == _COMMENT_END else trim(text, row)
            until = "" if ended else until
            yield (_Kind.MORE, code) if code else (_Kind.NONE, row)
        elif until := _opens(line):
            yield _Kind.NONE, row
        else:
            kind, span = _piece(text, row)
            begins = kind is _Kind.MORE and not quoted and bool(_QUOTE.match(line))
            quoted = kind is not _Kind.NONE and bool(_QUOTE.match(line))
            yield (_Kind.FIRST if begins else kind), span


def _opens(line: str) -> str:
    """What ends the code or the comment that begins on this line and goes on after it; empty where none does."""
    if fence := _FENCE.match(line):
        return fence[1]
    return _COMMENT_END if _COMMENT.match(line) and _COMMENT_END not in line else ""


def _closes(line: str, fence: str) -> bool:
    return line.strip().startswith(fence) and not line.strip().strip(fence[0])


def _piece(text: str, row: Span) -> _Piece:
    """One line of ordinary markdown."""
    quote = _QUOTE.match(text, row.start, row.end)
    start = quote.end() if quote else row.start
    line = text[start : row.end]
    kind, skip, end = _Kind.MORE, 0, row.end
    if _MARKUP.match(line) or _COMMENT.match(line):
        kind = _Kind.NONE
    elif heading := _HEADING.match(line):
        kind, skip = (_Kind.TITLE if len(heading[1]) == 1 else _Kind.ALONE), heading.end()
        end = start + len(_without_closing(line))
    elif line.lstrip().startswith("|"):
        kind, skip = _Kind.ALONE, len(line) - len(line.lstrip("| \t"))
        end = start + len(line.rstrip("| \t\r\n"))
    elif item := _ITEM.match(line):
        kind, skip = _Kind.FIRST, item.end()
    words = trim(text, Span(start + skip, max(start + skip, end)))
    return (kind, words) if words else (_Kind.NONE, row)


def _without_closing(heading: str) -> str:
    """A heading line without the number signs that may close it."""
    bare = heading.rstrip().rstrip("#")
    return bare if bare[-1:].isspace() else heading
