"""The answerer: the sentences of the passages found that answer a question."""

from collections.abc import Sequence

import numpy as np

from index.types import Hit, Span
from index.vectors import Embedder
from qa.asked import Asked
from qa.attribute import speakers
from qa.cite import Draft
from qa.evidence import SPEAKER, Candidate, candidates
from qa.gather import newer
from qa.short import asks_for_short
from qa.speech import who_said
from qa.types import Quote
from qa.values import gathered
from qa.weights import preference, probability

_CLOSE, _CLOSE_SPEECH = 2.0, 3.5
"""A sentence is quoted as well when it is at most e to this times less likely than the best one; people often say more
than one thing of a matter."""

_NEAR = 3.0
"""A sentence that is at most e to this times less likely than the best one is shown if it gives another value."""

_MARKED = 0.35
"""The short answer of a sentence is marked from this share of the likelihood of all in it on."""


def answer(question: Asked, hits: Sequence[Hit], embedder: Embedder, most: int) -> Draft:
    """The best sentence and those close to it, best first, `most` at most, with the probability that the best answers.

    A question for what somebody said is answered by sentences of that speaker only, or not at all; one for what
    somebody wants or promises, whoever tells it, by sentences that name who does.
    """
    found = candidates(question, hits, embedder) if question.terms else []
    speech = bool(question.expected.speaker)
    if speech:
        found = [one for one in found if one.features[SPEAKER]]
    if question.doer:
        found = [one for one in found if one.names(question.doer)]
    if not found:
        return Draft((), 0.0, missing=question.missing)
    features = np.array([one.features for one in found])
    scores = preference(features)
    order = np.argsort(-scores, kind="stable")
    behind = scores.max() - scores[order]
    ranked = [found[place] for place in order]
    quotes = list(speakers(ranked)) if who_said(question.text) else []
    if not quotes:
        quotes = [_quote(question, one, gap <= _NEAR) for one, gap in zip(ranked, behind, strict=True)]
    close = int((behind <= (_CLOSE_SPEECH if speech else _CLOSE)).sum())
    statements = tuple(gathered(question, quotes, close)[:most])
    cited = [quote.passage.document for one in statements for quote in one.quotes]
    return Draft(
        statements, probability(features, scores), missing=question.missing, newer=newer(question, cited, hits)
    )


def _quote(question: Asked, one: Candidate, near: bool) -> Quote:
    """A sentence as a quote, with its short answer where one is asked for and likely enough."""
    short = one.short if near and asks_for_short(question) else None
    begin = one.span.start
    marked = Span(begin + short.span.start, begin + short.span.end) if short and short.share >= _MARKED else None
    return Quote(one.passage, begin, one.span.end, highlight=marked)
