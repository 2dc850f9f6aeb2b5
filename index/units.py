"""A text that is put together from pages, paragraphs or chapters, with the way back to them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.sentences import trim
from index.types import Span

_LINE = re.compile(r"[^\n]+")
_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Units:
    """The text, the offset at which each unit begins, and a block for each of its lines that holds anything."""

    text: str
    starts: tuple[int, ...]
    blocks: tuple[Span, ...]


def joined(units: Sequence[str]) -> Units:
    """Units one after the other with a blank line between them; line ends of any kind become line feeds.

    A unit without text stands where the next one does, so that the units keep their numbers.
    """
    pieces, starts, length = [], [], 0
    for unit in units:
        starts.append(length)
        if tidy := _BREAK.sub("\n", unit).strip("\n"):
            pieces.append(tidy)
            length += len(tidy) + 2
    text = "\n\n".join(pieces)
    lines = (trim(text, Span(*line.span())) for line in _LINE.finditer(text))
    return Units(text, tuple(min(start, len(text)) for start in starts) or (0,), tuple(line for line in lines if line))
