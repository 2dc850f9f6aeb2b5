"""The only place where an Answer is made: a quote that is not literally in its passage never gets into one."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Hit
from qa.types import Answer, Citation, Quote
from qa.when import Window

NOT_SAID = "The documents do not say."


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answerer proposes: quotes in the order in which they are to be read, how sure it is, and if not, why."""

    quotes: tuple[Quote, ...]
    confidence: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was asked, as it was searched for, and the time in it by which passages were preferred."""

    question: str
    searched: str
    time: Window | None = None


def compose(understood: Understood, draft: Draft, hits: Sequence[Hit]) -> Answer:
    """The answer that gives the quotes of a draft, each one once and only if it is literally in its passage.

    Citations are numbered from 1 in the order of the text. Without any quote the answer abstains.
    """
    quotes = list(dict.fromkeys(quote for quote in draft.quotes if _is_literal(quote)))
    citations = tuple(
        Citation(number, quote.passage, _words(quote), quote.start, quote.end, quote.fault)
        for number, quote in enumerate(quotes, 1)
    )
    text = "\n".join(f"{' '.join(citation.quote.split())} [{citation.number}]" for citation in citations)
    return Answer(
        question=understood.question,
        searched=understood.searched,
        text=text or NOT_SAID,
        citations=citations,
        hits=tuple(hits),
        confidence=draft.confidence,
        abstained=not citations,
        reason="" if citations else draft.reason,
        time=understood.time,
    )


def _is_literal(quote: Quote) -> bool:
    passage = quote.passage
    text = _words(quote)
    inside = passage.start <= quote.start < quote.end <= passage.end
    return inside and bool(text.strip()) and passage.text[quote.start - passage.start :].startswith(text)


def _words(quote: Quote) -> str:
    return quote.passage.document.text[quote.start : quote.end]
