"""What a document says of itself: the first of several candidates for each fact, with the name of its rule."""

from collections.abc import Iterable
from dataclasses import replace

from index.clean import layout
from index.dates import dated
from index.day import day
from index.decode import sound
from index.types import Article, Document, Rules, Span

Candidate = tuple[str, str]
"""A value, empty where there is none, and the rule that found it."""


def best(candidates: Iterable[Candidate]) -> tuple[str | None, str]:
    """The first candidate that there is, on one line, and its rule."""
    for value, rule in candidates:
        if tidy := " ".join(sound(value).split()):
            return tidy, rule
    return None, ""


def headline(text: str) -> Candidate:
    """The first line of a text where it is one that stands over prose."""
    found = layout(text).headline
    return (text[found.start : found.end], "first line") if found else ("", "")


def settled(article: Article, created: Candidate) -> Article:
    """The article with the date that its own first lines give, else with the day that its file says it was made."""
    article = dated(article)
    written = day(created[0])
    if article.document.date or not written:
        return article
    document = article.document
    return replace(article, document=replace(document, date=written, rules=replace(document.rules, date=created[1])))


def titled(document: Document, title: tuple[str | None, str], source: tuple[str | None, str]) -> Document:
    """The document with a title and a source, and the rules that found them."""
    rules = Rules(title=title[1], date=document.rules.date, source=source[1])
    return replace(document, title=title[0], source=source[0], rules=rules)


def without(blocks: Iterable[Span], document: Document) -> tuple[Span, ...]:
    """The blocks but the one that is the document's title, unless that is all there is."""
    whole = tuple(blocks)
    kept = tuple(one for one in whole if " ".join(document.text[one.start : one.end].split()) != document.title)
    return kept or whole
