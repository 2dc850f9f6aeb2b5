"""News feeds (RSS and Atom) as files, by feedparser; a citation names the entry. Each entry is a document."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import feedparser

from index.day import day
from index.decode import sound
from index.errors import Code, FileSkipped, blamed
from index.facts import best
from index.html.visible import Visible, visible
from index.types import Article, Document, Rules, Source

_ROOT = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_WITHIN = 4_096


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped]:
    """The entries of a feed, and for each that holds no text, why. Raises FileSkipped for a file that is no feed."""
    start = data[: 2 * _WITHIN].replace(b"\0", b"")
    root = _ROOT.search(start, 0, _WITHIN)
    if not root:
        raise FileSkipped(Code.NO_READER, "it is no RSS or Atom feed, and there is no reader for other XML")
    if b"<!ENTITY" in start[: root.start()]:
        raise FileSkipped(Code.LIMIT, "it declares entities, which are not resolved")
    with blamed("it is not a sound feed"):
        feed: Any = feedparser.parse(BytesIO(data))  # a file object, for it takes bytes for an address or a path first
    if not feed.entries:
        raise FileSkipped(Code.DAMAGED if feed.bozo else Code.NO_TEXT, "it holds no entry")
    publisher = best([(str(feed.feed.get("title", "")), "feed title")])
    for number, entry in enumerate(feed.entries, 1):
        yield _article(source, entry, number, publisher)


def _article(source: Source, entry: Any, number: int, publisher: tuple[str | None, str]) -> Article | FileSkipped:
    body = _body(entry)
    title = best([(visible(str(entry.get("title", ""))).text, "entry title")])
    if not body.blocks:
        body, title = visible(str(entry.get("title", ""))), (None, "")
    if not body.blocks:
        return FileSkipped(Code.NO_DOCUMENT, f"entry {number}: it has no text")
    # Asked as a plain dictionary, for feedparser's own takes one of the two for the other, and warns of it.
    written = day(str(dict.get(entry, "published") or dict.get(entry, "updated") or ""))
    document = Document(
        id=f"{source.id}#{number}",
        path=source.path,
        text=sound(body.text),
        title=title[0],
        date=written,
        source=publisher[0],
        url=sound(str(entry.get("link", ""))) or None,
        rules=Rules(title[1], "entry date" if written else "", publisher[1]),
        first_line=number,
        unit="entry",
    )
    return Article(document, tuple(block.span for block in body.blocks))


def _body(entry: Any) -> Visible:
    """The longest text that an entry has."""
    texts = [str(one.get("value", "")) for one in entry.get("content", [])]
    texts.append(str(entry.get("summary", "")))
    return max((visible(text) for text in texts), key=lambda found: len(found.text))
