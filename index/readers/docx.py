"""Word files (.docx): the paragraphs of the text, its tables and footnotes; a citation names the paragraph.

python-docx opens the file and knows its parts and properties; the walk over the paragraphs is ours, for the library's
own leaves out insertions, content controls and text boxes. Deleted and hidden text is left out, as Word shows it. A row
of a table whose cells are short is one paragraph, its cells a tab apart. Macros and linked files are not looked at.
"""

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

from docx import Document as opened_docx
from docx.document import Document as Docx

from index.decode import sound
from index.errors import Code, FileSkipped, blamed
from index.facts import best, headline, settled, titled, without
from index.markup import Element, attribute, name, named, parsed, table_row
from index.types import Article, Document, Source
from index.units import joined
from index.zips import opened

_OLE = b"\xd0\xcf\x11\xe0"
_WRITTEN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "‑"}
_UNSEEN = {"del", "moveFrom", "Fallback", "p", "txbxContent"}
_NOTES = ("footnotes", "endnotes")


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped]:
    """The one article of a Word file. Raises FileSkipped for a file that is damaged, encrypted or holds no text."""
    if data.startswith(_OLE):
        raise FileSkipped(
            Code.ENCRYPTED, "it is encrypted, or of a Word before 2007: save it as .docx without password"
        )
    opened(data).close()
    with blamed("it is not a sound Word file"):
        docx = opened_docx(BytesIO(data))
        found = [*_paragraphs(docx.element.body), *_notes(docx)]
    units = joined([sound(text) for _, text in found])
    if not units.blocks:
        raise FileSkipped(Code.NO_TEXT, "it holds no text")
    document = Document(source.id, source.path, units.text, lines=units.starts, unit="paragraph")
    facts = _facts(docx)
    heading = next((text for style, text in found if style in {"Title", "Heading1"}), "")
    title = best([(facts["title"], "docx metadata"), (heading, "heading"), headline(units.text)])
    document = titled(document, title, best([(facts["author"], "docx author")]))
    yield settled(Article(document, without(units.blocks, document)), (facts["created"], "docx creation date"))


def _paragraphs(root: Element) -> Iterator[tuple[str, str]]:
    """The paragraphs that hold text, in order, each with its style."""
    in_rows: set[Element] = set()
    for element in root.iter():
        kind = name(element)
        if kind == "tr" and (row := table_row(element, "tc", _pieces)):
            in_rows.update(named(element, "p"))
            yield "", row
        elif kind == "p" and element not in in_rows and not _in_fallback(element):
            text = "".join(_pieces(element)).strip()
            if text:
                yield _style(element), text


def _pieces(element: Element) -> Iterator[str]:
    """The text below a paragraph, but that of paragraphs within it."""
    for one in element:
        kind = name(one)
        if kind == "t":
            yield one.text or ""
        elif kind in _WRITTEN:
            yield _WRITTEN[kind]
        elif kind == "r" and _hidden(one):
            continue
        elif kind not in _UNSEEN:
            yield from _pieces(one)


def _hidden(run: Element) -> bool:
    return any(attribute(one, "val") not in {"0", "false"} for one in named(run, "vanish"))


def _in_fallback(element: Element) -> bool:
    return any(name(one) == "Fallback" for one in element.iterancestors())


def _style(paragraph: Element) -> str:
    return next((attribute(one, "val") for one in named(paragraph, "pStyle")), "")


def _notes(docx: Docx) -> Iterator[tuple[str, str]]:
    """The footnotes and endnotes, after the text."""
    for relation in docx.part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in _NOTES:
            yield from _paragraphs(parsed(relation.target_part.blob, "a part of it"))


def _facts(docx: Docx) -> dict[str, str]:
    """What the file says of itself; a damaged entry says nothing."""
    properties: Any = docx.core_properties
    found = dict.fromkeys(("title", "author", "created"), "")
    for fact in found:
        with suppress(Exception):  # what a file says of itself is not needed to read it
            found[fact] = str(getattr(properties, fact) or "")
    return found
