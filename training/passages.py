"""Cuts articles into sentences and joins these to passages of about the length that an index has."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from training.corpus import Article

WORDS = 110
"""A passage is closed once it has this many words."""

LONGEST = 100
"""Passages taken from one article. Beyond that an article is a list or a bill, and would outweigh the others."""

_BOUNDARY = re.compile(r"\n+|(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of an article, and its title."""

    title: str
    sentences: tuple[str, ...]


def sentences(text: str) -> list[str]:
    """The sentences of a text: cut at line ends, and after . ! ? before a capital or a digit."""
    return [part for part in _BOUNDARY.split(text) if part and not part.isspace()]


def passages(articles: Iterable[Article]) -> Iterator[Passage]:
    """The passages of all articles, in order."""
    for article in articles:
        for group in _groups(sentences(article.text)):
            yield Passage(article.title, group)


def _groups(parts: list[str]) -> Iterator[tuple[str, ...]]:
    group: list[str] = []
    words = closed = 0
    for part in parts:
        group.append(part)
        words += part.count(" ") + 1
        if words >= WORDS:
            yield tuple(group)
            group, words, closed = [], 0, closed + 1
            if closed == LONGEST:
                return
    if group:
        yield tuple(group)
