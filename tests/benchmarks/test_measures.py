"""Measures and tests of significance, on values worked out by hand."""

from math import log2
from pathlib import Path

import numpy as np
import pytest

from benchmarks.beir import collection
from benchmarks.measures import compare, falling, judged, mean


def test_measures_are_those_worked_out_by_hand(data: Path) -> None:
    run = {"1": [("a", 2.0), ("b", 1.0)], "2": [("d e", 3.0), ("a", 2.0), ("c", 1.0)], "4": []}
    values = judged(collection(data, "tiny"), run)
    assert values["nDCG@10"] == pytest.approx({"1": 1 / log2(3), "2": (1 + 2 / 2) / (2 + 1 / log2(3)), "4": 0})
    assert values["Recall@10"] == values["Recall@100"] == {"1": 1, "2": 1, "4": 0}
    assert values["MRR@10"] == {"1": 0.5, "2": 1, "4": 0}
    assert mean(values["MRR@10"]) == 0.5


def test_what_stands_after_the_tenth_place_counts_for_recall_at_100_only(data: Path) -> None:
    others = [(f"x{place}", 20.0 - place) for place in range(10)]
    values = judged(collection(data, "tiny:even"), {"1": [*others, ("b", 0.0)]})
    assert {name: of["1"] for name, of in values.items()} == {
        "nDCG@10": 0,
        "Recall@10": 0,
        "Recall@100": 1,
        "MRR@10": 0,
    }


def test_the_order_of_equal_scores_is_kept_whatever_breaks_ties(data: Path) -> None:
    run = {"1": falling([("b", 1.0), ("z", 1.0)]), "2": [], "4": []}
    assert judged(collection(data, "tiny"), run)["nDCG@10"]["1"] == 1


def test_falling_scores_are_float32_and_strictly_fall() -> None:
    found = [score for _, score in falling([("a", 0.3), ("b", 0.3), ("c", 0.3), ("d", -1.0)])]
    assert found == [float(np.float32(one)) for one in found]
    assert found == sorted(set(found), reverse=True)
    assert found == pytest.approx([0.3, 0.3, 0.3, -1.0])


def test_the_test_of_significance_is_exact_for_few_queries() -> None:
    ahead = compare(dict.fromkeys("abcde", 1.0), dict.fromkeys("abcde", 0.5), "abcde")
    assert ahead is not None
    assert (ahead.wins, ahead.ties, ahead.losses, ahead.first, ahead.second) == (5, 0, 0, 1.0, 0.5)
    assert ahead.p == pytest.approx(2 / 2**5)
    # of the eight sums ±3 ±2 ±1, six are at least as far from 0 as 3 - 2 + 1
    mixed = compare({"a": 3, "b": 0, "c": 1, "d": 7}, {"a": 0, "b": 2, "c": 0, "d": 7}, "abcd")
    assert mixed is not None
    assert (mixed.wins, mixed.ties, mixed.losses) == (2, 1, 1)
    assert mixed.p == pytest.approx(6 / 8)


def test_many_queries_are_tested_with_the_same_permutations_each_time() -> None:
    dice = np.random.default_rng(0)
    one, other = (dict(enumerate(dice.random(200).tolist())) for _ in range(2))
    named = [{str(key): value for key, value in values.items()} for values in (one, other)]
    found = [compare(named[0], named[1], named[0]) for _ in range(2)]
    assert found[0] == found[1]
    raised = {key: value + 1 for key, value in named[1].items()}
    sure = compare(raised, named[1], raised)
    assert sure is not None
    assert sure.p == pytest.approx(2 / 10_000)


def test_systems_that_never_differ_or_once_only_differ_by_chance() -> None:
    for other in (0.0, 1.0):
        found = compare({"a": 1.0, "b": 1.0}, {"a": 1.0, "b": other}, "ab")
        assert found is not None
        assert found.p == 1


def test_no_queries_are_not_compared() -> None:
    assert compare({"a": 1.0}, {"a": 0.0}, []) is None
