"""XML of documents that nobody should trust: no entity is resolved, nothing is fetched, no tree is huge."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lxml import etree

from index.errors import Code, FileSkipped

Element = Any
"""An element of lxml, which has no types of its own."""

_CELL = 80
"""Characters of the longest cell of a row that is one line."""


def parsed(data: bytes, what: str) -> Element:
    """The root of an XML document. Raises FileSkipped, which says `what` is unsound, for anything else."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileSkipped(Code.DAMAGED, f"{what} is not sound XML") from error


def name(element: Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, wanted: str) -> str:
    """The attribute of this name, whatever its namespace; empty where there is none."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == wanted), "")


def named(root: Element, wanted: str) -> Iterator[Element]:
    """All elements of this name, whatever their namespace, in order."""
    return (one for one in root.iter() if name(one) == wanted)


def first(root: Element, wanted: str) -> str:
    """The text of the first element of this name, on one line; empty where there is none."""
    found = next(named(root, wanted), None)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def table_row(row: Element, cell: str, pieces: Callable[[Element], Iterable[str]]) -> str:
    """A row of a table as one line, where each of its cells is short and one paragraph; else empty.

    `cell` is the name of its cells, and `pieces` gives the text of a paragraph.
    """
    cells = []
    for one in (part for part in row if name(part) == cell):
        texts = [text for paragraph in named(one, "p") if (text := "".join(pieces(paragraph)).strip())]
        if len(texts) > 1 or any(len(text) > _CELL or "\n" in text for text in texts):
            return ""
        cells.append("".join(texts))
    return "\t".join(cells).strip()
