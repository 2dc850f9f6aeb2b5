"""The answerer: the sentences of the passages found that answer a question."""

from collections.abc import Sequence

import numpy as np

from index.types import Embedder, Hit
from qa.asked import Asked
from qa.cite import Draft
from qa.evidence import Candidate, candidates
from qa.expect import Kind
from qa.types import Quote, Statement
from qa.weights import preference, probability

_CLOSE, _CLOSE_SPEECH = 2.0, 3.5
"""A sentence is quoted as well when it is at most e to this times less likely than the best one; people often say more
than one thing of a matter."""

_SAME = 0.8
"""Sentences that share this part of the shorter one's words are the same."""


def answer(question: Asked, hits: Sequence[Hit], embedder: Embedder) -> Draft:
    """The best sentence and those close to it, best first, with the probability that the best one answers."""
    found = candidates(question, hits, embedder)
    if not found:
        return Draft((), 0.0, missing=question.missing)
    features = np.array([one.features for one in found])
    scores, confidence = preference(features), probability(features)
    floor = scores.max() - (_CLOSE_SPEECH if question.expected.kind is Kind.SPEECH else _CLOSE)
    chosen: list[Candidate] = []
    for place in np.argsort(-scores, kind="stable"):
        if scores[place] >= floor and not any(_repeats(found[place], other) for other in chosen):
            chosen.append(found[place])
    statements = tuple(Statement((Quote(one.passage, one.span.start, one.span.end),)) for one in chosen)
    return Draft(statements, confidence, missing=question.missing)


def _repeats(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences are the same words but for a few."""
    first, second = (set(candidate.text.lower().split()) for candidate in (one, other))
    return len(first & second) >= _SAME * min(len(first), len(second))
