"""Which stretches of a plain text are the article, and which are the page around it.

Text copied or scraped from a web page brings menus, buttons, translation notices and comment forms along. They are
told from the article by their form alone: short lines that are no sentences, before the first or after the last
paragraph of prose. Nothing is ever taken out of the text itself; only no block covers it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.sentences import trim
from index.types import Span

_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\r\n?|\n")
_LIST_ITEM = re.compile(r"(?:[-*•–—▪]|\(?\d{1,3}[.)]|[a-z]\))\s")
_KEY_VALUE = re.compile(r"\w[\w ]{0,30}:\s\S")
_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_WRAP_WIDTHS = range(40, 121)
_FURNITURE_WORDS = 6
_RAGGED, _SHORT = 95, 65
"""Percent of the width below which a ragged line is the last of its paragraph: one that ends a sentence, any other."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What is what in a plain text: its headline, where it has one, and its blocks in order, the headline among them.

    The headline is the first line, where that is no sentence and stands over prose. A first line of one to four words
    counts only when prose follows at once, since menus begin with such lines.
    """

    headline: Span | None
    blocks: tuple[Span, ...]


def layout(text: str, ragged: bool = False) -> Layout:
    """The headline, paragraphs, headings and list items of a plain text, without the page furniture around them.

    A block is a line, or the lines of one wrapped paragraph; `ragged` lines are those of a page, which are set in
    letters of differing widths and always wrapped. A text without any prose is kept whole.
    """
    found = [block for group in _groups(text) for block in _unwrapped(text, group, ragged)]
    prose = [number for number, block in enumerate(found) if is_prose(text, block)]
    if not prose:
        return Layout(None, tuple(found))
    headline = _headline(text, found)
    edge = (*found[: prose[0]], *found[prose[-1] + 1 :])
    furniture = {text[block.start : block.end] for block in edge if block != headline and _is_furniture(text, block)}
    return Layout(headline, tuple(block for block in found if text[block.start : block.end] not in furniture))


def _headline(text: str, found: Sequence[Span]) -> Span | None:
    """The headline of a text that holds prose."""
    if is_prose(text, found[0]):
        return None
    first = text[found[0].start : found[0].end]
    if _LIST_ITEM.match(first) or _KEY_VALUE.match(first):
        return None
    words = len(first.split())
    return found[0] if 5 <= words <= 40 or (words < 5 and is_prose(text, found[1])) else None


def is_prose(text: str, block: Span) -> bool:
    """Whether a block reads as a paragraph: it ends as a sentence does and has six words or more."""
    end = text[max(block.start, block.end - 8) : block.end]
    return bool(_ENDS_SENTENCE.search(end)) and len(text[block.start : block.start + 2_000].split(None, 5)) == 6


def _is_furniture(text: str, block: Span) -> bool:
    line = text[block.start : block.end]
    content = _LIST_ITEM.match(line) or _KEY_VALUE.match(line)
    return not content and len(line.split()) <= _FURNITURE_WORDS


def _groups(text: str) -> Iterator[list[Span]]:
    """The lines that are not blank, each without its white space, grouped by the blank lines between."""
    group: list[Span] = []
    end = 0
    for match in _LINE.finditer(text):
        line = trim(text, Span(*match.span()))
        if group and (line is None or (match.start() - end > 1 and len(_BREAK.findall(text, end, match.start())) > 1)):
            yield group
            group = []
        if line is not None:
            group.append(line)
        end = match.end()
    if group:
        yield group


def _unwrapped(text: str, group: list[Span], ragged: bool) -> Iterator[Span]:
    """The blocks of a group of lines: a line goes on in the next when the next one's first word did not fit on it."""
    if len(group) == 1:
        yield group[0]
        return
    width = max(line.end - line.start for line in group)
    start = group[0].start
    for line, following in pairwise(group):
        first_word = text[following.start : following.end].split(None, 1)[0]
        room = width
        if ragged:  # the widths of lines say little, so that a line that ends no sentence must be far too short
            ends = _ENDS_SENTENCE.search(text[max(line.start, line.end - 8) : line.end])
            room = width * (_RAGGED if ends else _SHORT) // 100
        fits = line.end - line.start + 1 + len(first_word) <= room and not first_word[0].islower()
        is_item = _LIST_ITEM.match(text, following.start, following.end)
        if fits or is_item or not (ragged or width in _WRAP_WIDTHS):
            yield Span(start, line.end)
            start = following.start
    yield Span(start, group[-1].end)
