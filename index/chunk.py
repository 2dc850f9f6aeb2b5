"""Passages: runs of whole sentences of about the same length, cut where the article itself pauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.clean import is_prose
from index.sentences import sentences
from index.types import Article, Span

_WORD = re.compile(r"[^\W\d_]{2}")
_PAUSE = 0.8
"""A passage that is so full ends with its paragraph."""


@dataclass(slots=True)  # not frozen, which takes thrice as long to make
class _Unit:
    """A sentence, its number of words, whether it asks, and what begins with it: a paragraph, a section (a heading and
    what follows), or the article anew after page furniture, which no passage may run across."""

    span: Span
    words: int
    asks: bool
    opens_paragraph: bool
    opens_section: bool
    after_furniture: bool


def passages(article: Article, words: int) -> list[tuple[Span, ...]]:
    """The passages of an article, in order, each as its sentences: at most `words` words unless one alone has more.

    They do not overlap, and hold every sentence of every block. The sentences are spread evenly, so that no short rest
    is left at the end. A question that would end a passage goes to the next one, with what may answer it.
    """
    units = list(_units(article))
    total = sum(unit.words for unit in units)
    target = total / max(1, -(-total // words))
    pause = _PAUSE * target if total > words else words
    found: list[list[_Unit]] = []
    for unit in units:
        length = sum(one.words for one in found[-1]) if found else 0
        if not found:
            found.append([])
        elif _cuts(unit, length, words, target, pause):
            found.append(_asking(found[-1], unit, words))
        found[-1].append(unit)
    return [tuple(one.span for one in units) for units in found]


def _asking(before: list[_Unit], unit: _Unit, limit: int) -> list[_Unit]:
    """The questions taken from the end of a passage to go on before `unit`; none where that passage has no more, or
    they do not fit."""
    start = len(before)
    while start and before[start - 1].asks:
        start -= 1
    asked = before[start:]
    if not start or unit.after_furniture or sum(one.words for one in asked) + unit.words > limit:
        return []
    del before[start:]
    return asked


def _cuts(unit: _Unit, length: int, limit: int, target: float, pause: float) -> bool:
    """Whether a passage of `length` words ends before `unit`, as it does from `pause` words on before a paragraph."""
    if length + unit.words > limit or unit.after_furniture:
        return True
    if unit.opens_section:
        return length > target / 3
    return length + unit.words / 2 > (pause if unit.opens_paragraph else target)


def _units(article: Article) -> Iterator[_Unit]:
    text = article.document.text
    after_heading = False
    end = 0
    for number, block in enumerate(article.blocks):
        heading = number + 1 < len(article.blocks) and _is_heading(text, block)
        furniture = bool(_WORD.search(text, end, block.start))
        end = block.end
        for place, sentence in enumerate(sentences(text, block)):
            words = len(text[sentence.start : sentence.end].split())
            first = place == 0 and not after_heading
            asks = text[sentence.end - 1] == "?"
            yield _Unit(sentence, words, asks, first, first and heading, furniture and place == 0)
        after_heading = heading


def _is_heading(text: str, block: Span) -> bool:
    return block.end - block.start <= 120 and not is_prose(text, block) and text[block.end - 1] not in ".!?,;"
