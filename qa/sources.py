"""The sources that a question asks of by name: “according to The Verge”, “TechCrunch's article of November 6, 2023”.

A source is named when its name stands in the question, that speaks of reporting somewhere, and not as what is
reported on (“about CNN”). Its name may be written without what follows a dash, a bar or a colon in it, without “The”,
and without the ending of a web address (“CNN” for cnn.com). What is named is preferred and never a filter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from index.patterns import later
from qa.days import AHEAD, stated

_REPORTING = later(
    r"\b(?:according to|article|report|stor(?:y|ies)\b|cover|review|piece\b|interview|publi(?:sh|cation)|newspaper|"
    r"news\b|sources?\b|sa(?:y|id)|writ|wrote|claim|suggest|describ|indicat|mention|discuss|argue|state[sd]?\b|"
    r"note[sd]?\b|tell|told|quote)",
    re.IGNORECASE,
)
_REPORTED_ON = later(
    r"(?:\b(?:about|against|of|on|with|for|at)|(?<!according) to)\s+(?:the\s+)?[\"'“‘]?$", re.IGNORECASE
)
_WORD = later(r"[^\W_]+")
_OWNED = later(r"['’]s\b")
_REST = later(r"\s+[-–—|]\s.*|:\s.*")
_ADDRESS = later(r"[\w-]+(?:\.[\w-]+)+")
_SUFFIXES = frozenset("co com org net gov ac edu".split())
_LONGEST = 10
"""Words of a name at most."""


@dataclass(frozen=True, slots=True)
class Named:
    """The sources that a question names, as the documents have them, where it does (`question[start:end]`, one after
    the other), and the days that it names, YYYY-MM-DD: those of the articles that it asks of."""

    sources: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    days: tuple[str, ...]


def named(question: str, sources: tuple[str, ...], today: date) -> Named | None:
    """The sources that a question names among those that there are; None when it names none, or all there are.

    A day without its year is the latest such that has begun by `today`.
    """
    if not _REPORTING.search(question):
        return None
    found = list(_mentions(question, _known(sources)))
    names = tuple(sorted({name for _, _, known in found for name in known}))
    if not names or len(names) == len(sources):
        return None
    days = (first for first, last in stated(question, today - AHEAD) if first == last)
    return Named(names, tuple((start, end) for start, end, _ in found), tuple(day.isoformat() for day in days))


def without(question: str, asked: Named) -> str:
    """A question without the names of its sources, which their articles need not hold."""
    kept, at = [], 0
    for start, end in asked.spans:
        kept.append(question[at:start])
        at = end
    return " ".join([*kept, question[at:]])


def share(asked: Named, source: str | None, published: str | None) -> float:
    """How well a document fits: 1 when it is of a source that is named and of a day that is, if any is; 0.5 when it is
    of another day, or its source is not known; 0 when it is of another source."""
    if source is None:
        return 0.5
    if source not in asked.sources:
        return 0.0
    return 0.5 if asked.days and published and published not in asked.days else 1.0


def _mentions(question: str, known: dict[str, tuple[str, ...]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where names of sources stand, the longest where several begin, and which sources each stands for."""
    words, at = list(_WORD.finditer(question)), 0
    while at < len(words):
        size = next((size for size in range(_LONGEST, 0, -1) if _key(words[at : at + size]) in known), 0)
        start, size = words[at].start(), min(size, len(words) - at)
        if size and not _REPORTED_ON.search(question[max(0, start - 40) : start]):
            owned = _OWNED.match(question, words[at + size - 1].end())
            yield start, (owned or words[at + size - 1]).end(), known[_key(words[at : at + size])]
        at += max(size, 1)


def _key(words: list[re.Match[str]]) -> str:
    """What words are looked up by; empty where they cannot be a name, which has a capital, or only those if short."""
    written = [word.group() for word in words]
    name = written[1:] if written[0] in ("the", "The") else written
    if not name or name[0][0].islower():
        return ""
    key = "".join(written)
    return key.casefold() if len(key) > 3 or key.isupper() else ""


@lru_cache(maxsize=8)
def _known(sources: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """For each way to write a name, run together and in lower case, the sources that it stands for."""
    known: dict[str, tuple[str, ...]] = {}
    for source in sources:
        for key in {"".join(_WORD.findall(name)).casefold() for name in _written(source)} - {""}:
            known[key] = (*known.get(key, ()), source)
    return known


def _written(source: str) -> Iterator[str]:
    """The ways in which a source's name may be written."""
    head = _REST.sub("", source)
    yield from (source, head)
    first, _, rest = head.partition(" ")
    if first.casefold() == "the":
        yield from [rest] if " " in rest else []
    else:
        yield f"the {head}"
    if _ADDRESS.fullmatch(source):
        labels = source.split(".")[:-1]
        yield labels[-2] if len(labels) > 1 and labels[-1] in _SUFFIXES else labels[-1]
