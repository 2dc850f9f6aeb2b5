"""What the features of sentences amount to: which is preferred, and how surely the best one answers.

Small neural networks of one hidden layer, whose scores are averaged, learned on development questions:
`python -m training.selection` writes weights.npz beside this file. They score every sentence of a question and, with 0,
that none of them answers. Those questions hardly ever ask what somebody said, so the weights of `speaker` are set by
hand.
"""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.evidence import FEATURES

Floats = NDArray[np.float64]

FILE = Path(__file__).with_name("weights.npz")

_SPEAKER = 4.0
"""What `speaker`, the last feature, adds to the preference for a sentence."""

_SURE = {"speaker": 0.8, "nowhere": -2.5}
"""What these features of the best sentence add to the log-odds that it answers."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of m networks with h hidden units over f features: `hidden` (m, f, h), `bias` (m, h), `out` (m, h), `linear`
    (m, f), `offset` (m,); the `mean` and `scale` of each feature, shape (f,); `sure`, the two numbers that make
    log-odds of how much likelier some answer is than none: times the first, plus the second."""

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    hidden: NDArray[np.float32]
    bias: NDArray[np.float32]
    out: NDArray[np.float32]
    linear: NDArray[np.float32]
    offset: NDArray[np.float32]
    sure: NDArray[np.float32]


@cache
def learned() -> Weights:
    """The weights that are shipped."""
    with np.load(FILE, allow_pickle=False) as arrays:
        return Weights(**{field.name: arrays[field.name] for field in fields(Weights)})


def preference(features: Floats) -> Floats:
    """For each sentence of a question, a row of `qa.evidence.FEATURES`, its score: higher is better, and a difference
    of 1 makes it e times as likely."""
    return scores(learned(), features[:, :-1]) + _SPEAKER * features[:, -1]


def probability(features: Floats) -> float:
    """How likely the sentence of the highest preference answers the question, from the rows of all of them."""
    weights, best = learned(), int(np.argmax(preference(features)))
    some = np.logaddexp.reduce(scores(weights, features[:, :-1]))
    by_hand = sum(weight * features[best, FEATURES.index(name)] for name, weight in _SURE.items())
    log_odds = float(weights.sure @ [some, 1.0] + by_hand)
    return float(1 / (1 + np.exp(-log_odds)))


def scores(weights: Weights, features: Floats) -> Floats:
    """The mean score of the networks for rows of features without `speaker`."""
    rows = (features - weights.mean) / weights.scale
    hidden = np.tanh(np.einsum("nf,mfh->mnh", rows, weights.hidden) + weights.bias[:, None])
    every = np.einsum("mnh,mh->mn", hidden, weights.out) + rows @ weights.linear.mean(axis=0) + weights.offset.mean()
    mean: Floats = every.mean(axis=0).astype(np.float64)
    return mean
