"""XML of documents that nobody should trust: no entity is resolved, nothing is fetched, no tree is huge."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from index.errors import Code, FileSkipped

Element = Any
"""An element of lxml, which has no types of its own."""


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
