"""HTML pages: the document's text is the visible text of the page, its blocks are those of the article in it.

Our own scanner says what is visible and where it stands in the file; trafilatura says which of it is the article.
docs/readers.md has the comparison that it was chosen by.
"""

import logging
import re
from collections.abc import Iterator

from trafilatura import extract

from index.clean import is_prose
from index.decode import decoded
from index.errors import Code, FileSkipped
from index.html.elements import HEADINGS
from index.html.facts import facts
from index.html.overlap import Extract
from index.html.visible import Block, Visible, visible
from index.types import Article, Document, Source

_CHARSET = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w.-]{1,40})""", re.IGNORECASE)
_CHARSET_WITHIN = 2_048
_MOST_CHARACTERS, _MOST_TAGS = 4_000_000, 60_000
"""The library is given no larger page, for its time grows faster than the number of tags."""
_ABOVE, _SHORT = 4, 80
_SILENCE = logging.NullHandler()


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped]:
    """The one article of a page. Raises FileSkipped for a page that shows no text."""
    declared = _CHARSET.search(data, 0, _CHARSET_WITHIN)
    decoding = decoded(data, declared[1].decode("ascii", "replace") if declared else "")
    page = decoding.text
    shown = visible(page)
    if not shown.blocks:
        raise FileSkipped(Code.NO_TEXT, "the page shows no text")
    heading = next((shown.words(block) for block in shown.blocks if block.element == "h1"), "")
    kept = article_blocks(shown, extracted(page))
    found = facts(page, " ".join(heading.split()), _above(shown, kept))
    document = Document(
        id=source.id,
        path=source.path,
        text=shown.text,
        title=found.title,
        date=found.date,
        source=found.source,
        url=found.url,
        rules=found.rules,
        lines=shown.lines,
        decoding=decoding.doubt,
    )
    titles = {found.title, heading}
    blocks = [block for block in kept if shown.words(block) not in titles] or kept
    yield Article(document, tuple(block.span for block in blocks))


def extracted(page: str) -> str:
    """The article in a page as the library sees it, one paragraph a line; empty where it sees none."""
    if len(page) > _MOST_CHARACTERS or page.count("<") > _MOST_TAGS:
        return ""
    logging.getLogger("trafilatura").addHandler(_SILENCE)  # else its complaints about a page go to stderr
    try:
        return extract(page, include_comments=False) or ""
    except Exception:  # whatever a hostile page makes of it, the page is read without it
        return ""


def article_blocks(shown: Visible, article: str) -> list[Block]:
    """The blocks of a page that an extracted article holds, with the headings and captions among them.

    Where it holds no prose, all prose of the page but that in a nav, aside or footer; and where there is none, all.
    """
    found = Extract(article)
    held = [found.holds(shown.words(block)) for block in shown.blocks]
    kept = [block for block, is_held in zip(shown.blocks, _with_inner(shown, held), strict=True) if is_held]
    if any(is_prose(shown.text, block.span) for block in kept):
        return kept
    main = [block for block in shown.blocks if not block.furniture]
    return [block for block in main if is_prose(shown.text, block.span)] or kept or main or list(shown.blocks)


def _above(shown: Visible, kept: list[Block]) -> list[str]:
    """The short blocks that stand directly above the first prose of the article."""
    prose = next((block for block in kept if is_prose(shown.text, block.span)), kept[0])
    at = shown.blocks.index(prose)
    lines = (shown.words(block) for block in shown.blocks[max(0, at - _ABOVE) : at])
    return [line for line in lines if len(line) <= _SHORT]


def _with_inner(shown: Visible, held: list[bool]) -> list[bool]:
    """The same, with the headings over held blocks and the captions between them."""
    last = max((number for number, is_held in enumerate(held) if is_held), default=0)
    inner = list(held)
    for number in range(held.index(True) + 1 if any(held) else 0, last):
        element = shown.blocks[number].element
        inner[number] |= element == "figcaption" or (element in HEADINGS and held[number + 1])
    return inner
