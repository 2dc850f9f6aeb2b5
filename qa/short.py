"""The short answer within a sentence, by weights learned on development questions: `python -m training.spans`."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.types import Span
from qa.asked import Asked
from qa.expect import Kind
from qa.sought import Sought, wanted
from qa.spans import Stretches, stretches

Floats = NDArray[np.float64]

FILE = Path(__file__).with_name("spans.npz")

_OPEN = (Sought.REASON, Sought.MANNER)
"""What no few words answer."""


@dataclass(frozen=True, slots=True)
class Short:
    """A short answer: where it stands in its text, and its score. Scores are unnormalised log-likelihoods: they compare
    stretches of sentences that were found for one question. `share` is how likely it is, from 0 to 1, that the answer
    overlaps with it, given that the sentence holds one."""

    span: Span
    score: float
    share: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A log-linear model: `ones`, shape (KINDS, ONES), for each feature that a stretch may have; `pairs`, shape
    (PAIRS,), for those of two words; `shares`, shape (KINDS, SHARES), for how much of the question is held. The last
    row of `ones` and of `shares` is for any kind of answer."""

    ones: NDArray[np.float32]
    pairs: NDArray[np.float32]
    shares: NDArray[np.float32]


@cache
def learned() -> Weights:
    """The weights that are shipped."""
    with np.load(FILE, allow_pickle=False) as arrays:
        return Weights(*(arrays[field.name].astype(np.float32) for field in fields(Weights)))


def asks_for_short(question: Asked) -> bool:
    """Whether a few words can answer a question, as they cannot when it asks why or how, or what somebody said."""
    return question.expected.kind is not Kind.SPEECH and wanted(question.text).kind not in _OPEN


def best(question: Asked, texts: Sequence[str], weights: Weights | None = None) -> list[Short | None]:
    """For each sentence its likeliest stretch, whatever is asked for; None where a sentence has none."""
    every = stretches(question, texts)
    found = scores(weights or learned(), every)
    chosen: list[Short | None] = [None] * len(texts)
    order = np.lexsort((found, every.owner))
    last = np.flatnonzero(np.diff(every.owner[order], append=-1))
    for first, place in zip([0, *(last + 1)], last, strict=False):
        chosen[every.owner[order[place]]] = _chosen(every, found, order[first : place + 1])
    return chosen


def _chosen(every: Stretches, found: Floats, among: NDArray[np.int64]) -> Short:
    """The last of some stretches, which are in order of their scores."""
    one = among[-1]
    likely = np.exp(found[among] - found[one])
    overlap = (every.start[among] < every.end[one]) & (every.end[among] > every.start[one])
    share = float(likely[overlap].sum() / likely.sum())
    return Short(Span(int(every.start[one]), int(every.end[one])), float(found[one]), share)


def scores(weights: Weights, every: Stretches) -> Floats:
    """The score of each stretch."""
    ones, shares = (table[every.kind] + table[-1] for table in (weights.ones, weights.shares))
    found: Floats = ones[every.ones].sum(axis=1) + weights.pairs[every.pairs].sum(axis=1) + every.shares @ shares
    return found
