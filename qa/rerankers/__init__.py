"""Rerankers judge a question and a passage together. A module is one of them: `load(argument)` gives a `Reranker`."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
"""One float32 for each text, shape (n,), in the order of the texts; higher is better."""


class Reranker(Protocol):
    """Says how well texts fit a question. `name` identifies the model exactly: equal names give equal judgements."""

    @property
    def name(self) -> str: ...

    def scores(self, question: str, texts: list[str]) -> Scores:
        """How well each text fits the question, shape (len(texts),); higher is better."""
        ...
