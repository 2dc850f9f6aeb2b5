"""The answerer: the sentences of the passages found that answer a question, or why none does."""

from collections.abc import Sequence

import numpy as np

from index.index import Index
from index.types import Embedder, Hit
from qa.asked import Asked, asked
from qa.cite import Draft
from qa.evidence import Candidate, candidates
from qa.expect import Kind
from qa.types import Quote, Statement
from qa.weights import BIAS, CONFIDENCE, SELECTION

_CLOSE, _CLOSE_SPEECH = 1.0, 2.5
"""A sentence is quoted as well when it is at most e to this times less likely than the best one; people often say more
than one thing of a matter."""

_SAME = 0.8
"""Sentences that share this part of the shorter one's words are the same."""


def answer(question: str, hits: Sequence[Hit], index: Index, embedder: Embedder) -> Draft:
    """The best sentence and those close to it, best first, with the probability that the best one answers."""
    matched = asked(question, index)
    found = sorted(candidates(matched, hits, embedder), key=lambda one: -_score(one))
    if not found:
        return Draft((), 0.0, _doubt(matched), matched.missing)
    best = found[0]
    confidence = float(1 / (1 + np.exp(-(BIAS + CONFIDENCE @ best.features))))
    chosen = [best]
    floor = _score(best) - (_CLOSE_SPEECH if matched.expected.kind is Kind.SPEECH else _CLOSE)
    for one in found[1:]:
        if _score(one) > floor and not any(_repeats(one, other) for other in chosen):
            chosen.append(one)
    statements = tuple(Statement((Quote(one.passage, one.span.start, one.span.end),)) for one in chosen)
    return Draft(statements, confidence, _doubt(matched), matched.missing)


def _score(candidate: Candidate) -> float:
    return float(SELECTION @ candidate.features)


def _repeats(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences are the same words but for a few."""
    first, second = (set(candidate.text.lower().split()) for candidate in (one, other))
    return len(first & second) >= _SAME * min(len(first), len(second))


def _doubt(question: Asked) -> str:
    """Why the answer may be none: words of the question that stand nowhere, or else that nothing fits."""
    if question.missing:
        return f"no passage mentions {', '.join(f'“{word}”' for word in question.missing)}"
    return "no sentence answers it surely enough"
