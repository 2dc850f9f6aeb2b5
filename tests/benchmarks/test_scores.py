import math

import pytest

from benchmarks.scores import auroc, brier, calibration_error, exact, f1, normalised, positives, reliability


def test_answers_are_compared_without_case_articles_and_punctuation() -> None:
    assert normalised("The  “Aurora”, a ferry.") == "“aurora” ferry"
    assert exact("the Ferry!", ["boat", "a ferry"])
    assert not exact("ferries", ["a ferry"])


def test_f1_is_that_of_the_right_answer_that_comes_nearest() -> None:
    assert f1("3,559 people", ["10,000 people", "3,559"]) == pytest.approx(2 / 3)
    assert f1("nobody", ["3,559"]) == 0.0
    assert f1("nobody", []) == 0.0


def test_auroc_counts_ties_half() -> None:
    assert auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == pytest.approx(3.5 / 4)
    assert math.isnan(auroc([0.9], [True]))


def test_a_probability_is_judged_by_what_came_true() -> None:
    stated, true = [0.92, 0.98, 0.15, 1.0], [True, False, False, True]
    assert brier(stated, true) == pytest.approx((0.08**2 + 0.98**2 + 0.15**2) / 4)
    (low, one, least, never), (high, three, most, often) = reliability(stated, true)
    assert (low, one, never, high, three) == (1, 1, 0.0, 9, 3)
    assert (least, most, often) == pytest.approx((0.15, 2.9 / 3, 2 / 3))
    assert calibration_error(stated, true) == pytest.approx((0.15 + 0.9) / 4)


def test_precision_recall_and_f1_of_what_was_said_to_be_true() -> None:
    assert positives([True, True, False], [True, False, True]) == (0.5, 0.5, 0.5)
    assert positives([False], [False]) == (0.0, 0.0, 0.0)
