"""How good a ranking is, query by query, and whether two rankings differ by more than chance."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG
from numpy.typing import NDArray
from scipy.stats import permutation_test

from benchmarks.beir import Collection

MEASURES = {"nDCG@10": nDCG @ 10, "Recall@10": R @ 10, "Recall@100": R @ 100, "MRR@10": RR @ 10}
"""As ir_measures computes them, by the name that is shown."""

PERMUTATIONS = 9_999

Run = dict[str, list[tuple[str, float]]]
"""For each query, by id, the documents found, by id, with scores that strictly fall."""

Values = dict[str, dict[str, float]]
"""For each measure, by name, the value of each query, by id."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems over the same queries: their means, on how many the first is better, equal, worse, and p.

    `p` is that of a paired randomisation test (Fisher), two-sided: signs of the differences are changed in all ways,
    or in 9,999 seeded ones where there are more.
    """

    queries: int
    first: float
    second: float
    wins: int
    ties: int
    losses: int
    p: float


def ranked(over: Collection, rank: Callable[[str], list[tuple[str, float]]]) -> Run:
    """The documents that a system finds for each query of a collection."""
    return {key: falling(rank(question)) for key, question in over.queries.items()}


def falling(found: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """A ranking whose scores are float32 numbers, each below the one before.

    Programs that measure sort by score and each breaks ties its own way; so there are to be none.
    """
    last, fallen = np.float32(np.inf), []
    for name, score in found:
        last = min(np.float32(score), np.nextafter(last, np.float32(-np.inf)))
        fallen.append((name, float(last)))
    return fallen


def judged(over: Collection, run: Run) -> Values:
    """The value of each measure for each query of a collection; 0 where nothing was found."""
    qrels = [Qrel(key, name, grade) for key in over.queries for name, grade in over.grades[key].items()]
    found = [ScoredDoc(key, name, score) for key, documents in run.items() for name, score in documents]
    shown = {measure: name for name, measure in MEASURES.items()}
    values: Values = {name: {} for name in MEASURES}
    for one in ir_measures.iter_calc(list(MEASURES.values()), qrels, found):
        values[shown[one.measure]][one.query_id] = one.value
    return values


def mean(values: Mapping[str, float]) -> float:
    """The mean over queries."""
    return float(np.mean(list(values.values())))


def compare(first: Mapping[str, float], second: Mapping[str, float], queries: Iterable[str]) -> Comparison | None:
    """How the values of two systems differ over these queries; None when there are none."""
    keys = list(queries)
    if not keys:
        return None
    one, other = (np.array([values[key] for key in keys]) for values in (first, second))
    wins, losses = int((one > other).sum()), int((one < other).sum())
    return Comparison(
        queries=len(keys),
        first=float(one.mean()),
        second=float(other.mean()),
        wins=wins,
        ties=len(keys) - wins - losses,
        losses=losses,
        p=_chance(one[one != other], other[one != other]),
    )


def _chance(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The p of a paired randomisation test of two samples that differ everywhere; queries that tie change nothing."""
    if len(one) < 2:
        return 1.0

    def difference(one: NDArray[np.float64], other: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
        total: NDArray[np.float64] = np.sum(one - other, axis=axis)
        return total

    test = permutation_test(
        (one, other), difference, permutation_type="samples", n_resamples=PERMUTATIONS, batch=100, rng=0
    )
    return float(test.pvalue)
