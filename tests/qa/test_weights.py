import numpy as np
import pytest

from qa.evidence import FEATURES
from qa.weights import learned, preference, probability


def rows(**values: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Two sentences of average features, the second changed."""
    found = np.tile([*learned().mean.astype(float), 0.0], (2, 1))
    for name, value in values.items():
        found[1, FEATURES.index(name)] = value
    return found


def test_there_is_a_weight_for_every_feature_but_the_speaker() -> None:
    assert learned().linear.shape[1] == len(FEATURES) - 1 == FEATURES.index("speaker")


def test_equal_sentences_are_equally_preferred() -> None:
    first, second = preference(rows())
    assert first == second


@pytest.mark.parametrize("better", [{"speaker": 1.0}, {"fits": 1.0, "misfits": 0.0}, {"asks": 0.0, "cosine": 0.9}])
def test_what_speaks_for_a_sentence_makes_it_preferred(better: dict[str, float]) -> None:
    first, second = preference(rows(**better))
    assert second > first


def test_the_probability_is_one_of_the_best_sentence() -> None:
    assert 0 < probability(rows()) < 1
    assert probability(rows(speaker=1.0)) > probability(rows())
    assert probability(rows(nowhere=1.0)[1:]) < probability(rows()[1:])
