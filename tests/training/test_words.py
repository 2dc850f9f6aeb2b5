"""Vectors of words, on texts about two things that never stand together."""

import numpy as np
import pytest

from training.export import narrowed
from training.words import Means, _information, _together, learn

SEA, FARM = "harbour ferry captain pilot storm".split(), "orchard apple frost grower blossom".split()


def texts(seed: int) -> list[str]:
    dice = np.random.default_rng(seed)
    return [" ".join(dice.choice(one, 8)) for _ in range(200) for one in (SEA, FARM)]


def test_words_that_stand_among_the_same_words_are_near_and_others_are_not() -> None:
    terms, vectors = learn(texts(0), Means(dimensions=4, thin=1.0))
    assert terms == sorted(["harbour", "ferri", "captain", "pilot", "storm", "orchard", "appl", "frost", "grower",
                            "blossom"])  # fmt: skip
    near = vectors @ vectors.T
    sea = np.array([one in ("harbour", "ferri", "captain", "pilot", "storm") for one in terms])
    assert near[np.ix_(sea, ~sea)].max() < 0.1
    np.testing.assert_allclose(near.diagonal(), 1, atol=1e-5)


def test_the_same_texts_give_the_same_vectors() -> None:
    one, other = (learn(texts(1), Means(dimensions=4)) for _ in range(2))
    assert one[0] == other[0]
    assert one[1].tobytes() == other[1].tobytes()


def test_only_the_commonest_terms_have_vectors() -> None:
    assert learn(["storm storm frost", "storm ferry frost storm frost"] * 9, Means(terms=2, thin=1.0))[0] == [
        "frost", "storm",
    ]  # fmt: skip


def test_neighbours_count_less_the_farther_they_are_and_not_over_the_end_of_a_text() -> None:
    line = np.array([0, 1, 2, -1, 0], np.int32)
    assert _together(line, 3, 2).toarray().tolist() == [[0, 1, 0.5], [1, 0, 1], [0.5, 1, 0]]


def test_information_is_the_logarithm_of_how_much_oftener_than_by_chance() -> None:
    together = _together(np.array([0, 1] * 6 + [-1, 2, 3], np.int32), 4, 1)
    found = _information(together, 1.0).toarray()
    assert found[0, 1] == pytest.approx(np.log(11 * 24 / (11 * 11)))
    assert found[2, 3] == pytest.approx(np.log(1 * 24 / (1 * 1)))
    assert found[0, 3] == 0


def test_narrowed_vectors_keep_the_products_of_what_varies_most() -> None:
    dice = np.random.default_rng(0)
    wide = (dice.standard_normal((50, 3)) @ dice.standard_normal((3, 20))).astype(np.float32)
    found = narrowed(wide, 3, seed=0)
    assert found.shape == (50, 3)
    np.testing.assert_allclose(found @ found.T, wide @ wide.T, atol=1e-3)
    assert narrowed(wide[:, :2], 5, seed=0).shape == (50, 2)
