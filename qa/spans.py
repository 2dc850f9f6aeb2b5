"""The stretches of a sentence that may be the short answer, with what speaks for each.

As in feature-based models of SQuAD (Rajpurkar et al., 2016, section 5): the words at the ends of a stretch and beside
it, its form, its length, and how far it stands from words of the question, each for the kind of answer asked for. Words
count by class and, as in the recognition of names (Miller, Guinness and Zamanian, 2004), by the group that their vector
is in; a stretch that “which river” asks for also by how near its words come in meaning to “river”.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.words import term
from index.wordvectors import shipped
from qa.alike import alike
from qa.asked import Asked
from qa.groups import GROUPS, groups
from qa.sought import Sought, wanted
from qa.wordclass import CLASSES, EDGE, NUMBER, Token, classed

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

LONGEST = 12
"""Tokens of the longest stretch."""

_MOST = 250
"""Tokens of a sentence that are looked at."""

_NO_START = "edge comma close end semicolon colon dash mark and of percent apostrophe quote open be auxiliary relative"
_NO_END = (
    "edge comma open close end semicolon colon dash mark and of the a in on at by to for from with as preposition be "
    "auxiliary possessive relative money apostrophe quote determiner not about because pronoun"
)
_HOLDS = {
    "digit": "number decimal scale",
    "year": "year",
    "month": "month weekday",
    "money": "money percent scale",
    "lower": "other ly ing s",
    "clause": "comma semicolon colon open close quote dash and",
    "verb": "be auxiliary ed relative",
    "preposition": "of in on at by to for from with as preposition",
}
_CAPITALS = "capital first capitals"


def _of(names: str) -> Mask:
    """Which classes these are."""
    listed = [NUMBER[name] for name in names.split()]
    return np.isin(np.arange(len(CLASSES)), listed)


_STARTS, _ENDS = ~_of(_NO_START), ~_of(_NO_END)
_AMOUNT = _of("money number decimal scale percent")
"""Two of these beside each other are not cut asunder: “$8.35 billion”, “50 %”."""
_KINDS_HELD = {name: _of(classes) for name, classes in _HOLDS.items()} | {"capital": _of(_CAPITALS)}
_FAR = np.array([0, 1, 2, 3, 4, 4, 5, 5, 5, 6])
"""The bucket of a distance in tokens; 7 is for no word of the question on that side."""

_SIZES = {
    **dict.fromkeys(("first", "last", "before", "after", "before that", "after that"), len(CLASSES)),
    **{"length": LONGEST + 1, "left": 8, "right": 8, "asked": 3, "head": 6, "capitals": 2, "quoted": 2},
    **dict.fromkeys(_HOLDS, 2),
    **dict.fromkeys(("first group", "last group"), GROUPS + 1),
    **dict.fromkeys(("last near", "most near"), 9),
}
"""How many values each categorical feature has."""

_ORDER = {kind: number for number, kind in enumerate(Sought)} | dict.fromkeys(
    (Sought.MONEY, Sought.PERCENT), list(Sought).index(Sought.COUNT)
)
KINDS = len(Sought) + 1
"""Each feature but the pairs counts for the kind of answer and, as the last kind, for any."""

_BEGINS = dict(zip(_SIZES, np.cumsum([0, *_SIZES.values()]).tolist(), strict=False))
ONES, PAIRS = sum(_SIZES.values()), 3 * len(CLASSES) ** 2
"""The numbers of features that a stretch has or has not: alone, and of two words at its ends."""

SHARES = 2
"""Features that are shares of the question's weight: what the stretch itself holds, and what its sentence holds."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """The stretches of several texts: `[start, end)` in the text numbered `owner`, ascending by length, shape (m,);
    `ones`, shape (m, k), and `pairs`, shape (m, 3), number the features that each has, `shares`, shape (m, SHARES), is
    how much of the question is held, and `kind` the number of the kind of answer."""

    owner: Numbers
    start: Numbers
    end: Numbers
    ones: Numbers
    pairs: Numbers
    shares: Floats
    kind: int


@dataclass(frozen=True, slots=True)
class _Line:
    """The tokens of the texts one after the other, an edge before each and two at the end: the numbers of their classes
    and of their texts, the share of the question that each holds, whether it is the noun that names the answer, the
    groups of their words, and how near these come to that noun, from 1 for not at all to 8, 0 where it is not known."""

    tokens: list[Token]
    kinds: Numbers
    owner: Numbers
    share: Floats
    head: Mask
    groups: Numbers
    near: Numbers


def stretches(question: Asked, texts: Sequence[str]) -> Stretches:
    """The stretches of sentences that may be the short answer to a question."""
    asks = wanted(question.text)
    line = _line(question, asks.head, texts)
    first, last = _bounds(line)
    inside = _within(line.share, first, last)
    held = np.minimum(np.bincount(line.owner, weights=line.share), 1)
    start, end = (np.array([getattr(one, side) for one in line.tokens]) for side in ("start", "end"))
    values = _values(line, first, last) | {
        "asked": np.where(inside > 0.35, 2, inside > 0),
        "head": _head(line, first, last),
    }
    ones = [_BEGINS[name] + found for name, found in values.items()]
    ends = ((first - 1, last + 1), (first - 1, first), (last, last + 1))
    pairs = [
        (number * len(CLASSES) + line.kinds[one]) * len(CLASSES) + line.kinds[other]
        for number, (one, other) in enumerate(ends)
    ]
    shares = np.column_stack([inside, held[line.owner[first]]])
    places = (line.owner[first], start[first], end[last])
    return Stretches(*places, np.column_stack(ones), np.column_stack(pairs), shares, _ORDER[asks.kind])


def _line(question: Asked, head: str, texts: Sequence[str]) -> _Line:
    tokens, owner = [], []
    for number, text in enumerate(texts):
        found = [EDGE, *classed(text, _MOST)]
        tokens += found
        owner += [number] * len(found)
    tokens += [EDGE, EDGE]
    owner += [len(texts)] * 2
    stems = [term(one.text) if one.text[:1].isalnum() else "" for one in tokens]
    total = sum(one.weight for one in question.terms) or 1.0
    letters = {one.stem[:1] for one in question.terms}
    known = shipped()
    rows = {stem: known.row(stem) if stem else 0 for stem in set(stems)}
    row = np.array([rows[stem] for stem in stems])
    weight = {stem: _weight(question, stem) / total if stem[:1] in letters else 0.0 for stem in set(stems)}
    noun = term(head) if head else None
    return _Line(
        tokens=tokens,
        kinds=np.array([one.kind for one in tokens]),
        owner=np.array(owner),
        share=np.array([weight[stem] for stem in stems]),
        head=np.array([stem == noun for stem in stems]),
        groups=groups()[row].astype(np.int64),
        near=_near(row, known.row(noun) if noun else 0),
    )


def _near(rows: Numbers, noun: int) -> Numbers:
    """The buckets of the cosines of words to a noun, given by their rows among the word vectors."""
    if not noun:
        return np.zeros(len(rows), np.int64)
    known = shipped()
    cosines = known.rows[rows].astype(np.float32) @ known.rows[noun] * known.scales[rows] * known.scales[noun]
    return np.where(rows, np.clip(np.floor(10 * cosines + 1), 0, 7) + 1, 0).astype(np.int64)


def _weight(question: Asked, stem: str) -> float:
    """The greatest weight of a term of the question that a word stands for."""
    same = (one for one in question.terms if stem and one.stem[:1] == stem[0])
    return max((one.weight * alike(one.stem, stem, False) for one in same), default=0.0)


def _bounds(line: _Line) -> tuple[Numbers, Numbers]:
    """The first and the last token of each stretch: it crosses no edge, and neither begins nor ends with every word."""
    starts, ends = _STARTS[line.kinds], _ENDS[line.kinds]
    edges = np.cumsum(line.kinds == 0)
    cut = np.append(False, _AMOUNT[line.kinds[:-1]] & _AMOUNT[line.kinds[1:]])
    found = []
    for more in range(LONGEST):
        first = np.arange(1, max(1, len(line.kinds) - 1 - more))
        last = first + more
        kept = starts[first] & ends[last] & (edges[first] == edges[last]) & ~cut[first] & ~cut[last + 1]
        found.append((first[kept], last[kept]))
    firsts, lasts = zip(*found, strict=True)
    return np.concatenate(firsts), np.concatenate(lasts)


def _values(line: _Line, first: Numbers, last: Numbers) -> dict[str, Numbers]:
    """The categorical features that go by classes and places alone."""
    kinds, end = line.kinds, len(line.kinds) - 1
    length = last - first + 1
    held = {name: _within(of[kinds], first, last) for name, of in _KINDS_HELD.items()}
    quoted = (kinds[first - 1] == NUMBER["quote"]) & (kinds[last + 1] == NUMBER["quote"])
    return {
        "first": kinds[first],
        "last": kinds[last],
        "before": kinds[first - 1],
        "after": kinds[last + 1],
        "before that": kinds[np.maximum(first - 2, 0)],
        "after that": kinds[np.minimum(last + 2, end)],
        "length": length,
        "left": _distance(kinds, line.share)[first],
        "right": _distance(kinds[::-1], line.share[::-1])[end - last],
        "capitals": (held.pop("capital") == length).astype(np.int64),
        "quoted": quoted.astype(np.int64),
        **{name: (count > 0).astype(np.int64) for name, count in held.items()},
        "first group": line.groups[first],
        "last group": line.groups[last],
        "last near": line.near[last],
        "most near": _most(line.near, first, last),
    }


def _distance(kinds: Numbers, share: Floats) -> Numbers:
    """The bucket of the distance of each token from the last word of the question before it."""
    place, edge = np.arange(len(kinds)), kinds == 0
    nearest = np.maximum.accumulate(np.where(edge | (share > 0), place, 0))
    before = np.concatenate([[0], nearest[:-1]])
    return np.where(edge[before], 7, _FAR[np.minimum(place - before, len(_FAR) - 1)])


def _head(line: _Line, first: Numbers, last: Numbers) -> Numbers:
    """Where the noun that names the answer stands: 1 right behind, 2 at the end, 3 right before, 4 within, 5 near."""
    there, end = line.head, len(line.kinds) - 1
    near = there[np.maximum(first - 2, 0)] | there[np.minimum(last + 2, end)]
    cases = [there[last + 1], there[last], there[first - 1], _within(there, first, last) > 0, near]
    return np.select(cases, range(1, 6), 0)


def _most(values: Numbers, first: Numbers, last: Numbers) -> Numbers:
    """The largest of values from the first to the last token of each stretch."""
    most = values[first]
    for more in range(1, LONGEST):
        most = np.maximum(most, values[np.minimum(first + more, last)])
    return most


def _within(values: Floats | Mask, first: Numbers, last: Numbers) -> Floats:
    """The sum of values from the first to the last token of each stretch."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    found: Floats = sums[last + 1] - sums[first]
    return found
