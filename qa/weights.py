"""What the features of sentences amount to: which is preferred, and how surely the best one answers.

Small neural networks of one hidden layer, whose scores are averaged, learned on development questions:
`python -m training.selection` writes weights.npz beside this file. Some prefer one sentence to another, and see for
that the place of each among the others as well; some tell whether any answers. Both score every sentence of a question
and, with 0, that none of them answers. Those questions hardly ever ask what somebody said, so the weights of `speaker`
are set by hand.
"""

from dataclasses import asdict, dataclass, fields
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


RANKED = (
    "cover before context soft weakest unnamed focus rarest beside local local_soft beyond beyond_before resolved fits "
    "passage words meaning likeness cosine short length names numbers"
).split()
"""The features by each of which the sentences of a question are put in order."""

_RANKED = [FEATURES.index(name) for name in RANKED]


@dataclass(frozen=True, slots=True)
class Networks:
    """m networks with h hidden units over f features: `hidden` (m, f, h), `bias` (m, h), `out` (m, h), `linear` (m, f),
    `offset` (m,); the `mean` and `scale` of each feature, shape (f,)."""

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    hidden: NDArray[np.float32]
    bias: NDArray[np.float32]
    out: NDArray[np.float32]
    linear: NDArray[np.float32]
    offset: NDArray[np.float32]

    def scores(self, features: Floats) -> Floats:
        """The mean score of the networks for each row of features."""
        rows = (features - self.mean) / self.scale
        hidden = np.tanh(np.einsum("nf,mfh->mnh", rows, self.hidden) + self.bias[:, None])
        every = np.einsum("mnh,mh->mn", hidden, self.out) + rows @ self.linear.mean(axis=0) + self.offset.mean()
        mean: Floats = every.mean(axis=0).astype(np.float64)
        return mean


@dataclass(frozen=True, slots=True)
class Weights:
    """The networks that `prefer` a sentence to others, over `placed` features; those that tell whether `any` answers;
    and `sure`, two numbers that make log-odds of how much likelier some answer is than none: times the first, plus the
    second."""

    prefer: Networks
    any: Networks
    sure: NDArray[np.float32]

    def preference(self, features: Floats) -> Floats:
        """The score of each sentence of a question, from the rows of all of them without `speaker`."""
        return self.prefer.scores(placed(features))

    def log_odds(self, features: Floats) -> float:
        """Of the sentence of the highest preference, that it answers."""
        some = np.logaddexp.reduce(self.any.scores(features))
        return float(self.sure @ [some, 1.0])


def placed(features: Floats) -> Floats:
    """The features of a question's sentences, and of each of RANKED one over the place that it gives a sentence.

    Of equal ones the first in order comes first, so that the first to hold what is asked for is told from others.
    """
    places = np.argsort(np.argsort(-features[:, _RANKED], axis=0, kind="stable"), axis=0)
    return np.column_stack([features, 1 / (1 + places)])


def save(weights: Weights, path: Path) -> None:
    """Write weights, for `learned`."""
    parts = {"prefer": weights.prefer, "any": weights.any}
    arrays = {f"{part}.{name}": of for part, networks in parts.items() for name, of in asdict(networks).items()}
    np.savez(path, sure=weights.sure, **arrays)


@cache
def learned() -> Weights:
    """The weights that are shipped."""
    names = [field.name for field in fields(Networks)]
    with np.load(FILE, allow_pickle=False) as arrays:
        prefer, any_ = (Networks(**{name: arrays[f"{part}.{name}"] for name in names}) for part in ("prefer", "any"))
        return Weights(prefer, any_, arrays["sure"])


def preference(features: Floats) -> Floats:
    """For each sentence of a question, a row of `qa.evidence.FEATURES`, its score: higher is better, and a difference
    of 1 makes it e times as likely."""
    return learned().preference(features[:, :-1]) + _SPEAKER * features[:, -1]


def probability(features: Floats, preferred: Floats) -> float:
    """How likely the sentence of the highest preference answers the question, from the rows of all of them and what
    `preference` makes of them."""
    best = int(np.argmax(preferred))
    by_hand = sum(weight * features[best, FEATURES.index(name)] for name, weight in _SURE.items())
    return float(1 / (1 + np.exp(-(learned().log_odds(features[:, :-1]) + by_hand))))
