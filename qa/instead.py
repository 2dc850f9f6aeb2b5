"""“And Germany?” after a question about Norway: the same question with another country, speaker or year in it."""

import re

from index.patterns import later
from index.words import term
from qa.expect import expectation
from qa.peoples import country

_NAME = r"[^\W\d_a-zа-я](?:[\w-]|\.(?=\w)|['’](?!s\b)(?=\w))*"
_NAMES = rf"(?:the )?{_NAME}(?: {_NAME}){{0,3}}"
_ASKS = later(
    r"\W*(?i:(?:and|but|or)(?: (?:what|how) about)?|(?:what|how) about) (?:(?:in|for|by|from|to|with|of|at) )?"
    rf"({_NAMES}|[12]\d{{3}})\s*\?*\s*"
)
_WITHIN = later(rf"(?:(?<=\w )|(?<=\()){_NAMES}")
_YEAR = later(r"\b[12]\d{3}\b")
_STATES = frozenset(("US", "USA", "UK", "EU", "United States", "United Kingdom", "European Union"))
"""Names of states that are no word of their own for a country."""


def other(question: str) -> str:
    """What a question names that does nothing but name another country, person or year; empty where it does more."""
    match = _ASKS.fullmatch(question)
    return match.group(1) if match else ""


def instead(question: str, before: str) -> str:
    """The question before with what this one names in the place of what it named of the same kind.

    Empty where this question is more than a name or a year, or where the one before names nothing of its kind, or just
    this.
    """
    named = other(question)
    old = _same_kind(named, before) if named and named not in before else ""
    stands = rf"\b(?:the )?{re.escape(old.removeprefix('the '))}\b"
    return re.sub(stands, lambda _: named, before) if old else ""


def _same_kind(named: str, before: str) -> str:
    """The first year or country that a question names, or who is to have said what it asks for; empty if none."""
    if named[0].isdigit():
        year = _YEAR.search(before)
        return year.group() if year else ""
    names = (match.group() for match in _WITHIN.finditer(before)) if _is_country(named) else ()
    speaker = " ".join(expectation(before).speaker)
    return next(filter(_is_country, names), speaker if speaker in before else "")


def _is_country(name: str) -> bool:
    """Whether a name is that of a country, not of its people."""
    bare = name.removeprefix("the ")
    return bare in _STATES or country(term(bare)) == bare.lower()
