"""OpenDocument texts (.odt): paragraphs, headings, table rows and notes, after OpenDocument 1.3; a citation names the
paragraph. Comments and deleted text are left out. lxml parses the XML: the packages for the format bring an office
suite's model along, of which reading needs little."""

from collections.abc import Iterator

from index.decode import sound
from index.errors import Code, FileSkipped, blamed
from index.facts import best, headline, settled, titled, without
from index.markup import Element, attribute, first, name, parsed, table_row
from index.types import Article, Document, Source
from index.units import joined
from index.zips import opened, unpacked

_PARAGRAPHS = {"p", "h"}
_UNSEEN = {"annotation", "tracked-changes", "note-citation", "ruby-text", *_PARAGRAPHS}
_WRITTEN = {"tab": "\t", "line-break": "\n"}
_MANIFEST = "META-INF/manifest.xml"
_MOST_SPACES = 100


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped]:
    """The one article of an OpenDocument text. Raises FileSkipped for a file that is damaged, encrypted or empty."""
    archive = opened(data)
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in unpacked(
        archive, "META-INF/manifest.xml"
    ):
        raise FileSkipped(Code.ENCRYPTED, "it is encrypted, and cannot be read without its password")
    root = parsed(unpacked(archive, "content.xml"), "its content")
    with blamed("it is not a sound OpenDocument text"):
        found = list(_paragraphs(root))
    units = joined([sound(text) for _, text in found])
    if not units.blocks:
        raise FileSkipped(Code.NO_TEXT, "it holds no text")
    about = parsed(unpacked(archive, "meta.xml"), "its metadata") if "meta.xml" in archive.namelist() else root
    heading = next((text for kind, text in found if kind == "h"), "")
    document = Document(source.id, source.path, units.text, lines=units.starts, unit="paragraph")
    title = best([(first(about, "title"), "odt metadata"), (heading, "heading"), headline(units.text)])
    author = first(about, "initial-creator") or first(about, "creator")
    document = titled(document, title, best([(author, "odt author")]))
    created = first(about, "creation-date") or first(about, "date")
    yield settled(Article(document, without(units.blocks, document)), (created, "odt creation date"))


def _paragraphs(root: Element) -> Iterator[tuple[str, str]]:
    """The paragraphs and headings that hold text, in order, each with the name of its element."""
    taken: set[Element] = set()
    for element in root.iter():
        kind = name(element)
        if kind in {"tracked-changes", "annotation"}:
            taken.update(element.iter())
        elif kind == "table-row" and element not in taken and (row := table_row(element, "table-cell", _pieces)):
            taken.update(element.iter())
            yield "row", row
        elif kind in _PARAGRAPHS and element not in taken:
            text = "".join(_pieces(element)).strip()
            if text:
                yield kind, text


def _pieces(element: Element) -> Iterator[str]:
    """The text below a paragraph, white space as the standard has it, but that of paragraphs within it."""
    yield _collapsed(element.text)
    for one in element:
        kind = name(one)
        if kind == "s":
            count = attribute(one, "c")
            yield " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES)
        elif kind in _WRITTEN:
            yield _WRITTEN[kind]
        elif kind and kind not in _UNSEEN:
            yield from _pieces(one)
        yield _collapsed(one.tail)


def _collapsed(text: str | None) -> str:
    if not text:
        return ""
    inner = " ".join(text.split())
    if not inner:
        return " "
    return f"{' ' * text[0].isspace()}{inner}{' ' * text[-1].isspace()}"
