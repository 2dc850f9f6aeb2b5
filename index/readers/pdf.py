"""PDF files: the text of their pages by pypdf, one after the other; a citation names the page.

What is repeated at the edges of the pages, and page numbers, are in no block. Scripts, forms and attachments are not
looked at.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, LimitReachedError

from index.clean import layout
from index.decode import sound
from index.errors import Code, FileSkipped, blamed
from index.facts import best, headline, settled, titled, without
from index.types import Article, Document, Progress, Source
from index.units import joined

MAX_PAGES = 2_000
_PAGE_NUMBER = re.compile(
    r"\W{0,9}(?:page|p\.|стр\.?|с\.)?\s?(?:\d{1,4}|[ivxlc]{1,7})(?:\s?(?:of|/|из)\s?\d{1,4})?\W{0,9}",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"untitled|microsoft \w+ - |.*\.(?:docx?|pdf|indd|qxd|tex|rtf|odt|html?)$|document\d*$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{5,}")
_PARTED = re.compile(r"([^\W\d_]{2,})-\n([^\W\d_]{2,})([^\w\s]{0,3})(?: |$)", re.MULTILINE)
_EDGE = 2
"""So many lines at the top and at the bottom of a page may be repeated on others."""


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped | Progress]:
    """The one article of a PDF file, and for each page that cannot be read, why.

    Raises FileSkipped for a file that is damaged, encrypted, too long or holds no text.
    """
    reader = _opened(data)
    pages: list[str] = []
    count, failed = len(reader.pages), False
    if count > MAX_PAGES:
        raise FileSkipped(Code.LIMIT, f"it has {count:,} pages: {MAX_PAGES:,} is the most")
    for number in range(count):
        yield Progress("pages", number, count)
        try:
            pages.append(_text(reader, number))
        except FileSkipped as skipped:
            pages.append("")
            failed = True
            yield skipped
    if not any(pages) and not failed:
        raise FileSkipped(Code.NO_TEXT, "its pages hold no text: they may be scans, which are not read")
    if any(pages):
        yield _article(source, reader, pages)


def _opened(data: bytes) -> PdfReader:
    with blamed("it is not a sound PDF file"):
        try:
            reader = PdfReader(BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise FileSkipped(Code.ENCRYPTED, "it is encrypted, and cannot be read without its password")
            len(reader.pages)
        except DependencyError as error:
            raise FileSkipped(Code.ENCRYPTED, "it is encrypted by a method that is not read") from error
        return reader


def _text(reader: PdfReader, number: int) -> str:
    """The text of a page. Raises FileSkipped for one that is damaged, or an image."""
    with blamed(f"page {number + 1}: it cannot be parsed"), _limited(number):
        page = reader.pages[number]
        lines = sound(page.extract_text()).replace("\0", "\ufffd").splitlines()
        text = "\n".join(line.rstrip() for line in lines).strip("\n")
        if not text and "/Resources" in page and "/XObject" in page["/Resources"].get_object():  # type: ignore[operator]
            raise FileSkipped(Code.NO_TEXT, f"page {number + 1}: it is an image")
        return text


@contextmanager
def _limited(number: int) -> Iterator[None]:
    try:
        yield
    except LimitReachedError as error:
        raise FileSkipped(Code.LIMIT, f"page {number + 1}: it is too large or has too many parts") from error


def _article(source: Source, reader: PdfReader, pages: Sequence[str]) -> Article:
    pages = _rejoined(pages)
    whole, body = joined(pages), joined(_bare(pages))
    facts = _facts(reader)
    document = Document(id=source.id, path=source.path, text=whole.text, lines=whole.starts, first_line=1, unit="page")
    title = "" if _NO_TITLE.match(facts["title"]) else facts["title"]
    named = best([(title, "pdf metadata"), headline(body.text)])
    document = titled(document, named, best([(facts["author"], "pdf author")]))
    blocks = without(layout(body.text, ragged=True).blocks, document)
    return settled(Article(document, blocks), (facts["created"][:8], "pdf creation date"))


def _rejoined(pages: Sequence[str]) -> list[str]:
    """The pages with each word made whole that is parted at the end of a line, and stands whole elsewhere in the file.

    Without the latter nobody can know whether the hyphen is the word's own.
    """
    known = {word.lower() for page in pages for word in _WORD.findall(page)}

    def whole(parted: re.Match[str]) -> str:
        word = parted[1] + parted[2]
        return f"{word}{parted[3]}\n" if word.lower() in known else parted[0]

    return [_PARTED.sub(whole, page) for page in pages]


def _bare(pages: Sequence[str]) -> list[str]:
    """The pages with their furniture blotted out, character for character."""
    edges = Counter(_alike(line) for page in pages for line in {*_edges(page.split("\n"))})
    often = {line for line, count in edges.items() if count >= max(3, len(pages) // 2)}
    return [_blotted(page.split("\n"), often) for page in pages]


def _blotted(lines: list[str], often: set[str]) -> str:
    edges = _edges(lines)
    return "\n".join(
        " " * len(line) if line in edges and (_alike(line) in often or _PAGE_NUMBER.fullmatch(line)) else line
        for line in lines
    )


def _edges(lines: list[str]) -> list[str]:
    return lines[:_EDGE] + lines[max(_EDGE, len(lines) - _EDGE) :]


def _alike(line: str) -> str:
    """The line as it is on other pages, whatever their number."""
    return re.sub(r"\d+", "#", line.strip())


def _facts(reader: PdfReader) -> dict[str, str]:
    """What the file says of itself; a damaged entry says nothing, and is not needed to read the file."""
    found = dict.fromkeys(("title", "author", "created"), "")
    for name, key in (("title", "/Title"), ("author", "/Author"), ("created", "/CreationDate")):
        with suppress(Exception):
            about = reader.metadata
            found[name] = str(about.get(key) or "").removeprefix("D:") if about else ""
    return found
