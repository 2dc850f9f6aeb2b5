"""Which words of a question stand in which sentences, and how near the others come in meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.likeness import ALIKE, WordModel, word_vectors
from index.words import tokens
from qa.alike import alike, initials
from qa.asked import Term
from qa.peoples import states

Floats = NDArray[np.float64]

Word = tuple[str, bool, str]
"""A word of a text: its stem, whether it has a capital, and the country that it names, if any."""

_CHANCE, _SAME = 0.2, 0.7
"""Cosines of words up to the first are chance; from the second on the words mean the same."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What texts hold of a question's terms.

    `exact` and `near` have the shape (texts, terms), from 0 to 1: how well the best word of the text matches the term,
    and how near the nearest comes in meaning; so has `rival`, how near words with a capital come that match no term, 1
    where both are countries. `beside` is the same shape less one term: how close each two terms that follow each other
    in the question stand in the text, 1 for as close as there. `names` and `numbers` count the words of a text with a
    capital inside it and the numbers that match no term. `named` tells which terms only ever stand with a capital.
    """

    exact: Floats
    near: Floats
    rival: Floats
    beside: Floats
    names: Floats
    numbers: Floats
    named: NDArray[np.bool_]


def overlap(terms: Sequence[Term], texts: Sequence[str], model: WordModel) -> Overlap:
    """What each text holds of the terms. An empty text holds nothing."""
    seen: dict[Word, int] = {("", False, ""): 0}
    rows = []
    for text in texts:
        row, named = [0], states(text)
        for place, (stem, start, _) in enumerate(tokens(text)):
            row.append(seen.setdefault((stem, text[start].isupper(), named.get(place, "")), len(seen)))
        rows.append(row)
    words = list(seen)
    same, abroad = _countries(terms, words)
    exact = np.maximum(_exact(terms, words), ALIKE * same)
    starts = np.cumsum([0, *map(len, rows[:-1])])
    held = np.concatenate([np.array(row) for row in rows])
    near = _near(terms, [stem for stem, _, _ in words], model)
    best = np.maximum.reduceat(exact[held], starts)
    capital = np.array([upper for _, upper, _ in words])
    digit = np.array([stem[:1].isdigit() for stem, _, _ in words])
    new = exact.max(axis=1, initial=0) == 0
    rival = np.maximum(near, abroad) * (capital & new)[:, None]
    inside = np.ones(len(held), np.bool_)
    inside[np.minimum(starts + 1, len(held) - 1)] = False
    return Overlap(
        exact=np.maximum(best, _initials(terms, texts)),
        near=np.maximum.reduceat(near[held], starts),
        rival=np.maximum.reduceat(rival[held], starts),
        beside=_beside(rows, exact),
        names=np.add.reduceat(((capital & new)[held] & inside).astype(np.float64), starts),
        numbers=np.add.reduceat((digit & new)[held].astype(np.float64), starts),
        named=(exact[capital] > 0).any(axis=0) & ~(exact[~capital] == 1).any(axis=0),
    )


def _exact(terms: Sequence[Term], words: Sequence[Word]) -> Floats:
    """How well each word matches each term; like words begin alike."""
    found = np.zeros((len(words), len(terms)))
    by_letter: dict[str, list[int]] = {}
    for row, (stem, _, _) in enumerate(words):
        by_letter.setdefault(stem[:1], []).append(row)
    for column, term in enumerate(terms):
        for row in by_letter.get(term.stem[:1], ()):
            stem, capital, _ = words[row]
            found[row, column] = alike(term.stem, stem, term.name and capital)
        for row in by_letter.get(term.initials[:1], ()) if term.initials else ():
            if words[row][:2] == (term.initials, True):
                found[row, column] = ALIKE
    return found


def _countries(terms: Sequence[Term], words: Sequence[Word]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where a word and a term name the same country, by its name, its people or where it is ruled from, and where they
    name two."""
    named = np.array([state for _, _, state in words], dtype=str)[:, None]
    asked = np.array([term.state for term in terms], dtype=str)
    both = (named != "") & (asked != "")
    return both & (named == asked), both & (named != asked)


def _initials(terms: Sequence[Term], texts: Sequence[str]) -> Floats:
    """Where a term is the initials of a name in the text, as US of United States, or shares those of its name."""
    found = np.zeros((len(texts), len(terms)))
    if any(term.initials or term.word.isupper() for term in terms):
        for row, text in enumerate(texts):
            short = initials(text)
            found[row] = [ALIKE * (term.initials in short or term.stem in short) for term in terms]
    return found


def _near(terms: Sequence[Term], stems: list[str], model: WordModel) -> Floats:
    vectors = word_vectors(model, [*stems, *(term.stem for term in terms)])
    cosines = vectors[: len(stems)] @ vectors[len(stems) :].T
    near: Floats = np.clip((cosines - _CHANCE) / (_SAME - _CHANCE), 0, 1).astype(np.float64)
    return near


def _beside(rows: Sequence[Sequence[int]], exact: Floats) -> Floats:
    """How close each two neighbouring terms stand in each text: the inverse of their distance in words."""
    found = np.zeros((len(rows), max(0, exact.shape[1] - 1)))
    matched = [set(np.flatnonzero(column).tolist()) for column in exact.T]
    everything = set().union(*matched)
    for number, row in enumerate(rows):
        at = [(place, word) for place, word in enumerate(row) if word in everything]
        places = [[place for place, word in at if word in one] for one in matched] if len(at) > 1 else []
        for column, (first, second) in enumerate(pairwise(places)):
            if first and second:
                distance = min(abs(one - other) for one in first for other in second)
                found[number, column] = 1 / max(1, distance)
    return found
