"""The only place where an Answer is made: a quote that is not literally in its passage never gets into one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.types import Document, Hit
from qa.types import Answer, Citation, Quote, Scope, Statement, Value
from qa.when import Window

NOT_SAID = "The documents do not say."


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answerer proposes: statements in the order in which they are to be read, how sure it is that the first
    answers, and if nothing is proposed, why; the words of the question that stand nowhere; a newer article on the
    subject."""

    statements: tuple[Statement, ...]
    confidence: float
    reason: str = ""
    missing: tuple[str, ...] = ()
    newer: Document | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was asked, as it was searched for and in what, and the time and the sources in it by which
    passages were preferred."""

    question: str
    searched: str
    scope: Scope
    time: Window | None = None
    sources: tuple[str, ...] = ()


def compose(understood: Understood, draft: Draft, hits: Sequence[Hit]) -> Answer:
    """The answer that gives the statements of a draft, each quote once and only if it is literally in its passage.

    Citations are numbered from 1 in the order of the text: each quote that is shown, then those that repeat it. Without
    any quote the answer abstains.
    """
    statements = list(_literal(draft.statements))
    citations = tuple(_citations(statements))
    answer = Answer(
        question=understood.question,
        searched=understood.searched,
        text="" if citations else NOT_SAID,
        citations=citations,
        hits=tuple(hits),
        confidence=draft.confidence,
        abstained=not citations,
        reason="" if citations else draft.reason,
        scope=understood.scope,
        missing=draft.missing,
        newer=draft.newer if citations else None,
        time=understood.time,
        sources=understood.sources,
    )
    return replace(answer, text=_text(answer), differs=_differs(answer, statements)) if citations else answer


def _text(answer: Answer) -> str:
    """A line for each quote that is shown, with the marks of its citations."""
    marks = (" ".join(f"[{number}]" for number in answer.numbers(one)) for one in answer.shown)
    return "\n".join(f"{' '.join(one.quote.split())} {its}" for one, its in zip(answer.shown, marks, strict=True))


def _literal(statements: Sequence[Statement]) -> Iterator[Statement]:
    """The statements with those of their quotes that are literal and new; a statement without any is dropped."""
    known: set[tuple[str, int, int]] = set()
    for statement in statements:
        quotes = []
        for quote in statement.quotes:
            place = (quote.passage.document.id, quote.start, quote.end)
            if place not in known and _is_literal(quote):
                known.add(place)
                quotes.append(quote)
        if quotes:
            yield Statement(tuple(quotes), statement.value)


def _citations(statements: Sequence[Statement]) -> Iterator[Citation]:
    number = 0
    for statement in statements:
        shown = number + 1
        for quote in statement.quotes:
            number += 1
            yield _citation(number, quote, None if number == shown else shown)


def _citation(number: int, quote: Quote, repeats: int | None) -> Citation:
    return Citation(
        number=number,
        passage=quote.passage,
        quote=_words(quote),
        start=quote.start,
        end=quote.end,
        fault=quote.fault,
        highlight=quote.highlight,
        speaker=quote.speaker,
        dates=quote.dates,
        repeats=repeats,
    )


def _differs(answer: Answer, statements: Sequence[Statement]) -> tuple[Value, ...]:
    """The values of the statements with the numbers of their citations; none unless there are two."""
    found: dict[str, list[int]] = {}
    for statement, shown in zip(statements, answer.shown, strict=True):
        if statement.value:
            found.setdefault(statement.value, []).extend(answer.numbers(shown))
    return tuple(Value(text, tuple(its)) for text, its in found.items()) if len(found) > 1 else ()


def _is_literal(quote: Quote) -> bool:
    passage = quote.passage
    text = _words(quote)
    inside = passage.start <= quote.start < quote.end <= passage.end
    return inside and bool(text.strip()) and passage.text[quote.start - passage.start :].startswith(text)


def _words(quote: Quote) -> str:
    return quote.passage.document.text[quote.start : quote.end]
