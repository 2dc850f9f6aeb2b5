"""Rich text (.rtf): the text by striprtf; a citation names the paragraph."""

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from index.decode import sound
from index.errors import Code, FileSkipped, blamed
from index.facts import best, headline, settled, titled, without
from index.types import Article, Document, Source
from index.units import joined

_INFO = re.compile(r"\{\\(title|author|creatim)\b([^{}]{0,400})\}")
_WITHIN = 100_000
_MADE = re.compile(r"\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped]:
    """The one article of an RTF file. Raises FileSkipped for a file that is damaged or holds no text."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise FileSkipped(Code.DAMAGED, "it is not an RTF file")
    with blamed("it is not a sound RTF file"):
        text = _text(data.decode("latin-1"))
    units = joined([line for line in text.split("\n") if line.strip()])
    if not units.blocks:
        raise FileSkipped(Code.NO_TEXT, "it holds no text")
    facts = {kind: value for kind, value in reversed(_INFO.findall(data[:_WITHIN].decode("latin-1")))}
    document = Document(source.id, source.path, units.text, lines=units.starts, unit="paragraph")
    with blamed("what it says of itself is not sound"):
        title = best([(_info(facts, "title"), "rtf metadata"), headline(units.text)])
        document = titled(document, title, best([(_info(facts, "author"), "rtf author")]))
    made = _MADE.search(facts.get("creatim", ""))
    created = "-".join(made.groups()) if made else ""
    yield settled(Article(document, without(units.blocks, document)), (created, "rtf creation date"))


def _text(rtf: str) -> str:
    text: str = rtf_to_text(rtf, errors="replace")  # type: ignore[no-untyped-call]
    # Characters beyond the first plane are written as two halves.
    return sound(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")).replace("\0", "\ufffd")


def _info(facts: dict[str, str], name: str) -> str:
    """An entry of the file about itself, where it is plain."""
    return _text(f"{{\\rtf1 {facts[name].strip()}}}") if name in facts else ""
