"""Passages: runs of whole sentences of about the same length, cut where the article itself pauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.clean import is_prose
from index.sentences import sentences
from index.types import Article, Span

_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(slots=True)  # not frozen, which takes thrice as long to make
class _Unit:
    """A sentence, its number of words, and what begins with it: a paragraph, a section (a heading and what follows),
    or the article anew after page furniture, which no passage may run across."""

    span: Span
    words: int
    opens_paragraph: bool
    opens_section: bool
    after_furniture: bool


def passages(article: Article, words: int) -> list[tuple[Span, ...]]:
    """The passages of an article, in order, each as its sentences: at most `words` words unless one alone has more.

    They do not overlap, and hold every sentence of every block. The sentences are spread
    evenly, so that no short rest is left at the end.
    """
    units = list(_units(article))
    total = sum(unit.words for unit in units)
    target = total / max(1, -(-total // words))
    found: list[list[Span]] = []
    length = 0
    for unit in units:
        if not found or _cuts(unit, length, target, words):
            found.append([])
            length = 0
        found[-1].append(unit.span)
        length += unit.words
    return [tuple(spans) for spans in found]


def _cuts(unit: _Unit, length: int, target: float, limit: int) -> bool:
    """Whether a passage of `length` words ends before `unit`."""
    if length + unit.words > limit or unit.after_furniture:
        return True
    if unit.opens_section:
        return length > target / 3
    return length + unit.words / 2 > (target if not unit.opens_paragraph else target * 0.8)


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
            yield _Unit(sentence, words, first, first and heading, furniture and place == 0)
        after_heading = heading


def _is_heading(text: str, block: Span) -> bool:
    return block.end - block.start <= 120 and not is_prose(text, block) and text[block.end - 1] not in ".!?,;"
