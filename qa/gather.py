"""Puts together what several documents say alike: reprints, and sentences that are the same but for a few words."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.types import Document, Hit
from index.words import term, tokens
from qa.asked import Asked
from qa.doubt import on_subject
from qa.expect import Kind, fits
from qa.types import Quote, Statement

_MORE = 0.2
"""Of two sentences that say the same, the longer has at most this share of words more."""

_REPEATED = 0.8
"""Sentences of one document that share this part of the shorter one's words repeat each other."""

_ARTICLES = frozenset("a an the".split())
_TURNING = frozenset(
    map(
        term,
        "not no never without none cannot neither nor hardly barely will would may might could should must if unless "
        "fails refused denied against former don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't "
        "wouldn't shouldn't hasn't haven't hadn't не нет ни без бы".split(),
    )
)
"""Words that turn what is said into its opposite, or that weaken it."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A quote and its words but for articles, each with its stem, and all its stems."""

    quote: Quote
    words: tuple[tuple[str, str], ...]
    stems: frozenset[str]

    @property
    def document(self) -> str:
        return self.quote.passage.document.id


def gather(chosen: Iterable[Quote], others: Iterable[Quote] = ()) -> list[Statement]:
    """The statements of the chosen quotes, in their order, each with the quotes of other documents that say the same.

    A quote that repeats a better one of its own document is left out; the `others` only join statements.
    """
    groups: list[list[_Said]] = []
    for one in map(_said, chosen):
        if not _joins(one, groups):
            groups.append([one])
    for one in map(_said, others):
        _joins(one, groups)
    return [Statement(tuple(one.quote for one in group)) for group in groups]


def newer(question: Asked, cited: Iterable[Document], hits: Iterable[Hit]) -> Document | None:
    """The newest document on the subject of a question among the hits, if it is newer than every one that is cited.

    None where one that is cited has no date. Of two of the same date it is the one found first.
    """
    dates = [one.date or "" for one in cited]
    latest = max(dates) if dates and all(dates) else "9"
    later = [one for one in hits if _date(one) > latest and not _date(one).startswith(latest)]
    found = (one for one in later if on_subject(question, one.passage))
    best = max(found, key=_date, default=None)
    return best.passage.document if best else None


def _date(hit: Hit) -> str:
    return hit.passage.document.date or ""


def _joins(one: _Said, groups: Iterable[list[_Said]]) -> bool:
    """Whether a quote says what a group does; it joins it where its document is not in it yet."""
    for group in groups:
        own = one.document == group[0].document
        if _repeats(one, group[0]) if own else _same(one, group[0]):
            if one.document not in [other.document for other in group]:
                group.append(one)
            return True
    return False


def _repeats(one: _Said, other: _Said) -> bool:
    """Whether two sentences are the same words but for a few."""
    return len(one.stems & other.stems) >= _REPEATED * min(len(one.stems), len(other.stems))


def _same(one: _Said, other: _Said) -> bool:
    """Whether one sentence is the other with a few words added on which nothing hangs, in the same order."""
    short, long = sorted((one.words, other.words), key=len)
    least = min(len(one.stems), len(other.stems))
    if not short or len(long) - len(short) > _MORE * len(long) or len(one.stems & other.stems) < least:
        return False
    left = [stem for _, stem in reversed(short)]
    for number, (word, stem) in enumerate(long):
        if left and stem == left[-1]:
            left.pop()
        elif _hangs_on(word, stem, number == 0):
            return False
    return not left


def _hangs_on(word: str, stem: str, first: bool) -> bool:
    """Whether a sentence says something else without this word: a name, a number, a “not”."""
    return (word[0].isupper() and not first) or stem in _TURNING or fits(Kind.NUMBER, word, "")


def _said(quote: Quote) -> _Said:
    text = quote.passage.document.text[quote.start : quote.end]
    words = tuple([(text[start:end], stem) for stem, start, end in tokens(text) if stem not in _ARTICLES])
    return _Said(quote, words, frozenset([stem for _, stem in words]))
