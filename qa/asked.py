"""A question as it is matched with sentences: its content words with their weights, and what it asks for."""

import re
from dataclasses import dataclass, replace

from index.index import Index
from index.patterns import later
from index.words import STOP, tokens
from qa.alike import initials
from qa.carried import own
from qa.expect import ASKING, Expectation, expectation
from qa.peoples import states

_ASKED_FOR = later(
    r"\b(?:what|which)\s+(year|date|day|month|time|money|sum|amount|number|percentage|percent)\b", re.IGNORECASE
)
"""Words for what kind of thing is asked for: a text that gives it need not mention them."""


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question: as written, its stem, its weight, whether it is a name (it has a capital), the
    initials of the longer name that it is part of, if it is, and the country that it names, or helps to name."""

    word: str
    stem: str
    weight: float
    name: bool
    initials: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is matched with sentences: its terms, its words that the index holds nowhere, whether it asks
    what somebody said of whom the index holds no name, what it asks for, and whom its answer has to name."""

    text: str
    terms: tuple[Term, ...]
    missing: tuple[str, ...]
    unheard: bool
    expected: Expectation
    doer: tuple[str, ...] = ()


def readings(question: str, index: Index) -> tuple[Asked, ...]:
    """A question as it is matched with sentences; where somebody else may tell as well what somebody wants or promises,
    also as a question for that, whoever tells it."""
    first = asked(question, index)
    if not first.expected.others:
        return (first,)
    return first, replace(asked(question, index, speech=False), doer=first.expected.speaker)


def asked(question: str, index: Index, speech: bool = True) -> Asked:
    """The content words of a question, weighted by their idf in the index, those that it takes over by half of it.

    Who is to have said it is not among them, unless the question asks for nothing else. Without `speech` nobody is.
    """
    expected = expectation(question, speech)
    speaker = [stem for name in expected.speaker for stem in stems(name)]
    terms = _terms(question, frozenset(speaker), index) or _terms(question, frozenset(), index)
    kinds = {match.group(1) for match in _ASKED_FOR.finditer(question)}
    missing = [term.word for term in terms if term.word not in kinds and not index.knows(term.stem, term.name)]
    unheard = bool(speaker) and not any(index.knows(stem, True) for stem in speaker)
    words = dict.fromkeys((*(expected.speaker if unheard else ()), *missing))
    return Asked(question, terms, tuple(words), unheard, expected)


def _terms(question: str, leave_out: frozenset[str], index: Index) -> tuple[Term, ...]:
    """The content words of a question, each once, in order."""
    short = {word: letters for letters, name in initials(question).items() for word in name.split()}
    ends = len(own(question)) or len(question)
    terms: dict[str, Term] = {}
    named = states(question, question=True)
    for place, (stem, start, end) in enumerate(tokens(question)):
        word = question[start:end]
        asks = stem in STOP or (stem in ASKING and not (start and word.isupper()))
        if not asks and stem not in leave_out:
            name = word[:1].isupper() and start > 0
            weight = index.lexical.idf(stem) * (1.0 if start < ends else 0.5)
            terms.setdefault(stem, Term(word, stem, weight, name, short.get(word, ""), named.get(place, "")))
    return tuple(terms.values())


def stems(name: str) -> list[str]:
    """The stems of the words of a name that are no stop words."""
    return [stem for stem, _, _ in tokens(name) if stem not in STOP]
