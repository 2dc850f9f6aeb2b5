"""The ranking: candidates from every side of the search, scored in stages, and one weighted sum of all.

Each stage's scores are divided by its best among the candidates and count by the stage's weight: a convex combination
(Bruch, Gai and Ingber, 2023). The stages:

words     BM25 of the passage
document  BM25 of the whole document that it stands in
meaning   the cosine of the passage's vector to the question's
likeness  how near the passage's words come to those asked for, word for word (see index/likeness.py)
feedback  the cosine to the mean vector of the best passages by the stages above (Rocchio, 1971)
lead      how early in its document the passage stands: 1 for the first, 1/2 for the second
time      how well it fits the stretch of time that the question names, if any (see qa/when.py)
source    whether its document is of a source that the question names, if any (see qa/sources.py)
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.index import Index
from index.likeness import Asked, Compared, WordModel, word_vectors
from index.numbers import Mask, distinct
from index.types import Match, Rank
from index.vectors import Scores, Vectors
from index.words import STOP, tokens
from qa.expect import ASKING
from qa.stages import STAGES

BELIEVED = 5
"""How many of the best passages feed back."""
SHARPNESS = 10.0
"""How fast the say of these falls with their score."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched for: its different words, but those that only ask, and its vector.

    `weights` holds the inverse document frequency of each word, times how often it is asked for; they sum to 1. `asked`
    has the vectors and terms of the words, `times` how often each term is asked for.
    """

    words: tuple[str, ...]
    weights: Scores
    asked: Asked
    times: Mapping[str, int]
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Search:
    """What to give: the `k` best of the `pool` best candidates, only of passages that are `allowed`, by these weights.

    `time` tells how well passages fit the time that was asked for, from 0 to 1; None where none was; so does `source`
    for the sources.
    """

    weights: Mapping[str, float]
    k: int
    pool: int
    allowed: Mask | None = None
    time: Callable[[Rows], Scores] | None = None
    source: Callable[[Rows], Scores] | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates by number, the raw scores of each stage, and how near their words come to those asked for."""

    rows: Rows
    scores: Mapping[str, Scores]
    compared: Compared


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage's number, its score from 0 to 1, the ranks that this was made of, and which of its terms match."""

    number: int
    score: float
    ranks: tuple[Rank, ...]
    matches: tuple[Match, ...]


def query(index: Index, model: WordModel, question: str, vector: Vectors) -> Query:
    """What to search for. Words that only ask are left out, unless there are no others."""
    found = [(stem, question[start:end]) for stem, start, end in tokens(question) if stem not in STOP]
    found = [(stem, word) for stem, word in found if stem not in ASKING] or found
    times, words = Counter(stem for stem, _ in found), {stem: word for stem, word in reversed(found)}
    words = dict(reversed(words.items()))
    idf = np.array([times[stem] * index.lexical.idf(stem) for stem in words], np.float32)
    return Query(
        words=tuple(words.values()),
        weights=idf / max(float(idf.sum()), 1e-9),
        asked=Asked(
            word_vectors(model, list(words)),
            tuple(words),
            tuple(index.spellings(stem) if word[0].isupper() else () for stem, word in words.items()),
        ),
        times=times,
        vector=vector,
    )


def rank(index: Index, model: WordModel, query: Query, search: Search) -> list[Ranked]:
    """The `k` best passages, best first, ties in order of number."""
    found = score(index, model, query, search)
    given = shares(found.scores, search.weights)
    total = _total(given)
    places = {stage: np.searchsorted(np.sort(-one), -one) + 1 for stage, one in found.scores.items()}

    def ranks(row: int) -> tuple[Rank, ...]:
        """From 1, the same for equal scores; a stage that gives a candidate nothing has none."""
        return tuple(
            Rank(stage, int(places[stage][row]), float(found.scores[stage][row]), float(given[stage][row]))
            for stage in STAGES
            if stage in places and found.scores[stage][row] > 0
        )

    return [
        Ranked(int(found.rows[row]), float(total[row]), ranks(row), _matches(query, found.compared.nearest(row)))
        for row in np.lexsort((found.rows, -total))[: search.k].tolist()
    ]


def score(index: Index, model: WordModel, query: Query, search: Search) -> Scored:
    """The candidates, in order of number, and what each stage that has a weight makes of them."""
    weighted = {stage for stage, weight in search.weights.items() if weight}
    rows, scores = _candidates(index, query, search)
    vectors = index.vectors(rows) if weighted & {"meaning", "feedback"} else None
    if vectors is not None and "meaning" in weighted:
        scores["meaning"] = _products(vectors, query.vector)
    kept = _best(scores, search)
    rows, scores = rows[kept], {stage: found[kept] for stage, found in scores.items()}
    compared = index.compare(model, query.asked, rows)
    if "likeness" in weighted:
        scores["likeness"] = _products(compared.best(), query.weights)
    if "lead" in weighted:
        scores["lead"] = (1 / (1 + index.leads(rows))).astype(np.float32)
    if search.time and "time" in weighted:
        scores["time"] = search.time(rows)
    if search.source and "source" in weighted:
        scores["source"] = search.source(rows)
    if vectors is not None and "feedback" in weighted and len(rows):
        scores["feedback"] = _feedback(vectors[kept], _total(shares(scores, search.weights)))
    return Scored(rows, scores, compared)


def _matches(query: Query, nearest: list[tuple[str, float]]) -> tuple[Match, ...]:
    return tuple(
        Match(word, term, likeness, weight)
        for word, weight, (term, likeness) in zip(query.words, query.weights.tolist(), nearest, strict=False)
    )


def _candidates(index: Index, query: Query, search: Search) -> tuple[Rows, dict[str, Scores]]:
    """The best passages of each side, ascending, and how BM25 scores all of them."""
    scores: dict[str, Scores] = {}
    found: list[Rows] = []
    allowed, pool = search.allowed, max(search.pool, search.k)
    words = index.lexical.sweep(query.times, allowed)
    if search.weights.get("words"):
        found.append(words.top(pool))
    if search.weights.get("document"):
        documents = index.documents.sweep(query.times, None if allowed is None else index.owning(allowed))
        found.append(index.heads(documents.top(pool), words))
    if search.weights.get("meaning"):
        near, cosines = index.nearest(query.vector, pool, allowed)
        found.append(near[cosines > 0])
    rows = distinct(np.concatenate(found))
    if search.weights.get("words"):
        scores["words"] = words.at(rows)
    if search.weights.get("document"):
        scores["document"] = documents.at(index.owners(rows))
    return rows, scores


def _best(scores: Mapping[str, Scores], search: Search) -> Rows:
    """The places of the best candidates by what is known of them so far, ascending."""
    total = _total(shares(scores, search.weights))
    return np.sort(np.argsort(-total, kind="stable")[: max(search.pool, search.k)])


def shares(scores: Mapping[str, Scores], weights: Mapping[str, float]) -> dict[str, Scores]:
    """What each stage adds to the sum: its weight times its scores, divided by the best of them; never below 0.

    The weights of the stages at hand are scaled to sum to 1.
    """
    whole = sum(weights[stage] for stage in scores)
    return {
        stage: np.maximum(found, 0) * np.float32(weights[stage] / whole / max(float(found.max(initial=0)), 1e-9))
        for stage, found in scores.items()
    }


def _total(shares: Mapping[str, Scores]) -> Scores:
    total: Scores = np.sum(list(shares.values()), axis=0, dtype=np.float32)
    return total


def _feedback(vectors: Vectors, total: Scores) -> Scores:
    """The cosine of each candidate to the mean of the best ones, weighted by their scores so far."""
    best = np.argsort(-total, kind="stable")[:BELIEVED]
    say = np.exp(SHARPNESS * (total[best] - total[best[0]]))
    mean = say @ vectors[best]
    return _products(vectors, mean / max(float(np.linalg.norm(mean)), 1e-9))


def _products(rows: Vectors, vector: Vectors) -> Scores:
    """The inner product of each row with a vector; unlike a matrix product, the same for equal rows."""
    products: Scores = (rows * vector).sum(axis=1)
    return products
