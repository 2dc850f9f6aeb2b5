"""Electronic books (.epub): the visible text of the pages in reading order, after EPUB 3.3; a citation names the
chapter, which is the number of the page in that order. The pages are read as HTML is; nothing around them is left out
but the table of contents."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from index.day import day
from index.decode import decode, sound
from index.errors import Code, FileSkipped
from index.facts import best, titled
from index.html.visible import Visible, visible
from index.markup import Element, attribute, first, named, parsed
from index.types import Article, Document, Progress, Rules, Source, Span
from index.zips import opened, unpacked

_PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}
_FONTS = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")
"""Ways of encryption that only keep fonts from being copied."""


@dataclass(slots=True)
class _Book:
    """The chapters so far, the offsets at which they begin, and the blocks in them."""

    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    blocks: list[Span] = field(default_factory=list)
    length: int = 0


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped | Progress]:
    """The one article of a book, and for each chapter that cannot be read, why.

    Raises FileSkipped for a file that is damaged or encrypted, or shows no text.
    """
    archive = opened(data)
    names = set(archive.namelist())
    if "META-INF/encryption.xml" in names and _locked(unpacked(archive, "META-INF/encryption.xml")):
        raise FileSkipped(Code.ENCRYPTED, "it is protected against copying, and cannot be read")
    container = parsed(unpacked(archive, "META-INF/container.xml"), "its container")
    place = next((attribute(one, "full-path") for one in named(container, "rootfile")), "")
    package = parsed(unpacked(archive, place), "its package")
    chapters = _spine(package, posixpath.dirname(place))
    book = _Book()
    for number, member in enumerate(chapters, 1):
        yield Progress("chapters", number, len(chapters))
        try:
            page = visible(decode(unpacked(archive, member)))
        except FileSkipped as skipped:
            page = Visible("", (0,), ())
            if skipped.code is not Code.EMPTY:
                yield FileSkipped(skipped.code, f"chapter {number}: {skipped}")
        _add(book, page)
    if not book.blocks:
        raise FileSkipped(Code.NO_TEXT, "it shows no text")
    yield _article(source, book, package)


def _add(book: _Book, page: Visible) -> None:
    at = book.length
    book.starts.append(at)
    book.blocks += [Span(at + block.span.start, at + block.span.end) for block in page.blocks]
    book.texts.append(f"{sound(page.text)}\n\n" if page.text else "")
    book.length += len(book.texts[-1])


def _article(source: Source, book: _Book, package: Element) -> Article:
    date = next((written for one in named(package, "date") if (written := day(one.text or ""))), None)
    document = Document(
        id=source.id,
        path=source.path,
        text="".join(book.texts),
        date=date,
        rules=Rules(date="epub metadata" if date else ""),
        lines=tuple(book.starts),
        unit="chapter",
    )
    source_of = best([(first(package, "publisher"), "epub publisher"), (first(package, "creator"), "epub author")])
    return Article(titled(document, best([(first(package, "title"), "epub metadata")]), source_of), tuple(book.blocks))


def _locked(encryption: bytes) -> bool:
    """Whether more than fonts is encrypted."""
    root = parsed(encryption, "its encryption")
    ways = [attribute(one, "Algorithm").encode() for one in named(root, "EncryptionMethod")]
    return any(way not in _FONTS for way in ways)


def _spine(package: Element, folder: str) -> list[str]:
    """The members that are the pages of the book, in reading order."""
    items = {attribute(one, "id"): one for one in named(package, "item")}
    found = []
    for one in named(package, "itemref"):
        item = items.get(attribute(one, "idref"))
        if (
            item is None
            or attribute(item, "media-type") not in _PAGES
            or "nav" in attribute(item, "properties").split()
        ):
            continue
        found.append(posixpath.normpath(posixpath.join(folder, unquote(attribute(item, "href")))))
    return found
