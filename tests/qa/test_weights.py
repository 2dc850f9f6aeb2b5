import numpy as np
import pytest

from qa.evidence import FEATURES
from qa.weights import RANKED, learned, placed, preference, probability


def rows(**values: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Two sentences of average features, the second changed."""
    found = np.tile([*learned().any.mean.astype(float), 0.0], (2, 1))
    for name, value in values.items():
        found[1, FEATURES.index(name)] = value
    return found


def sure(features: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    return probability(features, preference(features))


def test_there_is_a_weight_for_every_feature_but_the_speaker() -> None:
    assert learned().any.linear.shape[1] == len(FEATURES) - 1 == FEATURES.index("speaker")
    assert learned().prefer.linear.shape[1] == len(FEATURES) - 1 + len(RANKED)


def test_a_place_is_that_among_all_sentences_and_of_equal_ones_the_first_comes_first() -> None:
    found = np.zeros((4, len(FEATURES) - 1))
    found[:, FEATURES.index("cosine")] = [0.5, 0.9, 0.5, 0.1]
    places = placed(found)[:, len(FEATURES) - 1 :]
    assert places[:, RANKED.index("cosine")].tolist() == [1 / 2, 1, 1 / 3, 1 / 4]
    assert places[:, RANKED.index("cover")].tolist() == [1, 1 / 2, 1 / 3, 1 / 4]


def test_of_equal_sentences_the_first_is_preferred() -> None:
    first, second = preference(rows())
    assert first > second


@pytest.mark.parametrize("better", [{"speaker": 1.0}, {"fits": 1.0, "misfits": 0.0}, {"cosine": 0.9}])
def test_what_speaks_for_a_sentence_makes_it_preferred(better: dict[str, float]) -> None:
    assert preference(rows(**better))[1] > preference(rows())[1]


def test_the_probability_is_one_of_the_best_sentence() -> None:
    assert 0 < sure(rows()) < 1
    assert sure(rows(speaker=1.0)) > sure(rows())
    assert sure(rows(nowhere=0.3)[1:]) < sure(rows(nowhere=0.0)[1:])
