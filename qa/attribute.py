"""Questions of speech: the sentences of one speaker, and for “Who said that?” the sentence with its speaker's name."""

from collections.abc import Iterator, Sequence
from itertools import islice

from index.types import Span
from qa.evidence import Candidate
from qa.expect import only_says_who
from qa.speech import speaker
from qa.types import Quote

_TRIED = 12
"""Among how many of the best sentences one with a speaker is looked for."""


def speakers(candidates: Sequence[Candidate]) -> Iterator[Quote]:
    """The best of the sentences, best first, whose speaker the text gives, with the name as the short answer.

    Where the name stands in the sentence before or behind, the quote holds both sentences.
    """
    known: list[Quote] = []
    for one in islice(candidates, _TRIED):
        found = speaker(one.passage.document, one.span)
        if found and found.name[:1].isupper() and not any(_overlap(one, quote) for quote in known):
            name = Span(found.start, found.end)
            span = _both(one, name)
            inside = span.start <= name.start and name.end <= span.end
            known.append(Quote(one.passage, span.start, span.end, highlight=name if inside else None))
            yield known[-1]


def _overlap(one: Candidate, quote: Quote) -> bool:
    same = one.passage.document.id == quote.passage.document.id
    return same and one.span.start < quote.end and quote.start < one.span.end


def _both(one: Candidate, name: Span) -> Span:
    """The sentence, and its neighbour in the passage: the one in which the name stands, or the one before a sentence
    that only says who said that."""
    said, known = one.span, one.passage.sentences
    place = known.index(said)
    for other in (*known[max(0, place - 1) : place], *known[place + 1 : place + 2]):
        before = other.start < said.start and only_says_who(one.text)
        if before or (other.start <= name.start and name.end <= other.end):
            return Span(min(said.start, other.start), max(said.end, other.end))
    return said
