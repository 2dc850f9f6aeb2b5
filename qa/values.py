"""Whether sources give different values for what is asked; they are never merged, only put side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from index.words import terms, tokens
from qa.agree import agree
from qa.asked import Asked
from qa.doubt import on_subject
from qa.expect import Kind
from qa.gather import gather
from qa.types import Quote, Statement

_TWIN, _WORDS = 0.6, 6
"""Twins are sentences of two documents that share at least this part of their words, at both ends, and that differ in
at most so many words between them."""


def gathered(question: Asked, quotes: Sequence[Quote], chosen: int) -> list[Statement]:
    """The statements that are to be shown of quotes which are best first and have their short answers as highlights.

    The first `chosen` quotes are shown; the others repeat them, or are shown too where they give another value. The
    best quote comes first, then the best one of each other value, then the rest.
    """
    stated = [one for place, one in enumerate(quotes) if place < chosen or one.highlight]
    every = gather(stated, (one for one in quotes[chosen:] if not one.highlight))
    told = differing(every, _values(question, [one.quotes[0] for one in every]), question.expected.kind)
    first: list[Statement] = []
    rest: list[Statement] = []
    for one in told:
        if not first or (one.value and one.value not in [other.value for other in first]):
            first.append(one)
        elif one.quotes[0] in quotes[:chosen]:
            rest.append(one)
    return first + rest


def differing(statements: Sequence[Statement], values: Sequence[str], kind: Kind) -> list[Statement]:
    """The statements, with their values if documents give different ones.

    `values` are the short answers of the statements as they stand there, empty where one has none. Those that agree are
    told as the first of them is; of a document only the first value counts.
    """
    told: list[str] = []
    known: dict[str, str] = {}
    for statement, value in zip(statements, values, strict=True):
        first = next((one for one in known.values() if agree(one, value, kind)), value) if value else ""
        documents = [quote.passage.document.id for quote in statement.quotes]
        told.append("" if any(known.get(one, first) != first for one in documents) else first)
        known |= dict.fromkeys(documents, first) if told[-1] else {}
    if len({*told} - {""}) < 2:
        return list(statements)
    return [replace(statement, value=value) for statement, value in zip(statements, told, strict=True)]


def _values(question: Asked, quotes: Sequence[Quote]) -> list[str]:
    """The short answer of each quote on the subject: its highlight, or else the words in which it and its twin differ;
    empty where there is neither."""
    values = [_highlighted(question, one) for one in quotes]
    named = {term.stem for term in question.terms}
    for (first, one), (second, other) in combinations(enumerate(map(_sentence, quotes)), 2):
        pair = _apart(one, other)
        if not pair or agree(*pair, question.expected.kind) or named & {*terms(" ".join(pair))}:
            continue
        given = values[first], values[second]
        if all(value in words or words in value for value, words in zip(given, pair, strict=True)):
            values[first], values[second] = given[0] or pair[0], given[1] or pair[1]
    return values


def _highlighted(question: Asked, quote: Quote) -> str:
    at = quote.highlight
    return quote.passage.document.text[at.start : at.end] if at and on_subject(question, quote.passage) else ""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A quote with its words, as `tokens` gives them."""

    document: str
    text: str
    words: tuple[tuple[str, int, int], ...]


def _sentence(quote: Quote) -> _Sentence:
    text = quote.passage.document.text[quote.start : quote.end]
    return _Sentence(quote.passage.document.id, text, tokens(text))


def _apart(one: _Sentence, other: _Sentence) -> tuple[str, str] | None:
    """The words in which each of two twins differs from the other; None for other sentences."""
    shorter, longer = sorted((len(one.words), len(other.words)))
    if one.document == other.document or longer - shorter >= _WORDS:
        return None
    begin, end = _alike(one.words, other.words), _alike(one.words[::-1], other.words[::-1])
    if not max(_TWIN * longer, longer - _WORDS) <= begin + end < shorter:
        return None
    return _between(one, begin, end), _between(other, begin, end)


def _alike(one: Sequence[tuple[str, int, int]], other: Sequence[tuple[str, int, int]]) -> int:
    """How many words two sentences begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (first, second) in pairs if first[0] != second[0]), min(len(one), len(other)))


def _between(sentence: _Sentence, begin: int, end: int) -> str:
    """The words of a sentence but for so many at its begin and its end."""
    return sentence.text[sentence.words[begin][1] : sentence.words[-1 - end][2]]
