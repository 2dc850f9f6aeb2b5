"""How much of a question each sentence holds, and how much stands around it, as shares of the weight of its terms."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.likeness import ALIKE
from index.patterns import later
from index.words import tokens
from qa.asked import Asked, Term
from qa.overlap import Floats, Overlap

HELD = (
    "cover",
    "before",
    "context",
    "title",
    "soft",
    "weakest",
    "strangers",
    "absent",
    "unnamed",
    "focus",
    "rarest",
    "beside",
    "nowhere",
    "local",
    "local_soft",
    "beyond",
    "beyond_before",
    "holds",
    "resolved",
    "rival",
)
"""The columns of `held`, in order. Shares are of the question's terms, each weighted by its idf.

cover: the share in the sentence or its document's date; before: the share that only the two sentences before it hold;
context, title: the share that only the rest of its passage, and then only the title, holds; soft: how near its words
come in meaning to the terms that it does not hold; weakest: how near the passage comes to the term that it is farthest
from; strangers: the share of names and numbers that not even passage and title hold; absent: the share of terms that
nothing there comes near; unnamed: the share of the weight of names that the sentence does not hold; focus: the same of
what a “which” or “how many” counts or a “who” does, by meaning; rarest: how near it comes to the term of the greatest
weight; beside: how close the terms that follow each other in the question stand; nowhere: the share that the index
holds nowhere, nor anything near it; local, local_soft: cover, and with soft, of terms weighted by how few sentences
found hold them as well; beyond, beyond_before: cover of the terms that are not in the title, alone and with the two
sentences before; holds: whether it comes near to every term; resolved: how well its words match the terms, exactly or
by meaning, and, where it has a pronoun, those of the two sentences before it too, in which what that stands for is;
rival: how near a name of its own comes to the names of one word that neither it nor those two hold, as Norway to
Germany.
"""

_FOCUS = later(
    r"\b(?:what|which|how many|how much)\s+"
    r"((?:(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b)[\w'’-]+\s+){1,4})"
    r"|\bwho\s+(?:(?:is|was|were|are|has|have|had|will|would|can|could|did|does|also|first)\s+)*(?!the\b)([\w'’-]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Around:
    """How well each term is matched, shape (sentences, terms): in the two sentences before one or in itself, in its
    passage, there by meaning, and in its title."""

    before: Floats
    passage: Floats
    near: Floats
    title: Floats


def held(question: Asked, over: Overlap, owner: NDArray[np.int64], pronoun: NDArray[np.bool_]) -> Floats:
    """The features of HELD, shape (sentences, len(HELD)): `over` compares the sentences, then the titles, then the
    dates of the passages; `owner` is the passage of each sentence, ascending, `pronoun` whether it has “he” or such.
    """
    count = len(owner)
    if not question.terms:
        return np.tile([float(name == "nowhere") for name in HELD], (count, 1))
    titles, dates = np.split(over.exact[count:], 2)
    own, near = np.maximum(over.exact[:count], dates[owner]), over.near[:count]
    around = _around(own, near, titles[owner], owner)
    full, whole = np.maximum(own, near), np.maximum(around.passage, around.title)
    weights = np.array([term.weight for term in question.terms])
    weights /= max(float(weights.sum()), 1e-9)
    exact = np.array([term.name or term.word[0].isdigit() for term in question.terms])
    names = over.named | np.array([term.name for term in question.terms])
    rare = weights * np.log((1 + count) / (1 + count * full.mean(axis=0)))
    beyond = weights * (around.title == 0)
    found = {
        "cover": own @ weights,
        "before": (around.before - own) @ weights,
        "context": (around.passage - around.before) @ weights,
        "title": (whole - around.passage) @ weights,
        "soft": ((1 - own) * near) @ weights,
        "weakest": np.maximum(whole, around.near).min(axis=1),
        "strangers": (whole < ALIKE) @ (weights * exact),
        "absent": (np.maximum(whole, around.near) < 0.5) @ weights,
        "unnamed": _share(1 - own, weights * names),
        "focus": _share(1 - full, weights * _focus(question)),
        "rarest": full[:, weights.argmax()],
        "beside": _share(over.beside[:count], weights[1:] + weights[:-1]),
        "nowhere": np.full(count, _nowhere(question, full, weights)),
        "local": _share(own, rare),
        "local_soft": _share(full, rare),
        "beyond": _share(own, beyond),
        "beyond_before": _share(np.maximum(around.before, near), beyond),
        "holds": (full > 0.5).all(axis=1).astype(np.float64),
        "resolved": np.where(pronoun[:, None], np.maximum(around.before, near), full) @ weights,
        "rival": _share((1 - around.before) * over.rival[:count], weights * (names & _single(question.terms))),
    }
    return np.column_stack([found[name] for name in HELD])


def _around(own: Floats, near: Floats, titles: Floats, owner: NDArray[np.int64]) -> Around:
    before = own.copy()
    for back in (1, 2):
        same = owner[back:] == owner[:-back]
        before[back:][same] = np.maximum(before[back:][same], own[:-back][same])
    new = np.append(True, owner[1:] != owner[:-1])
    starts, number = np.flatnonzero(new), np.cumsum(new) - 1
    passage, wide = (np.maximum.reduceat(one, starts)[number] for one in (own, near))
    return Around(before, passage, wide, titles)


def _share(parts: Floats, weights: Floats) -> Floats:
    """The weighted mean over the terms, for each sentence; 0 where no term has a weight. Weights may stand by row."""
    shares: Floats = (parts * weights).sum(axis=1) / np.maximum(weights.sum(axis=-1), 1e-9)
    return shares


def _focus(question: Asked) -> NDArray[np.bool_]:
    """Which terms name the thing or the deed that is asked for: “which country”, “how many states”, “who heads”."""
    match = _FOCUS.search(question.text)
    stems = {stem for stem, _, _ in tokens(match.group(1) or match.group(2))} if match else set()
    return np.array([term.stem in stems for term in question.terms])


def _single(terms: Sequence[Term]) -> NDArray[np.bool_]:
    """Which terms are no part of a name of several words; of such a part, what comes near in meaning says little."""
    parts = Counter(term.initials for term in terms)
    return np.array([not term.initials or parts[term.initials] == 1 for term in terms])


def _nowhere(question: Asked, full: Floats, weights: Floats) -> float:
    """The share of the terms that the index does not hold, as far as no word that was found comes near them."""
    if question.unheard:
        return 1.0
    missing = np.array([term.word in question.missing for term in question.terms])
    return float(weights @ (missing * (1 - full.max(axis=0))))
