"""Sketches of vectors: what is found by them is nearly what is found without."""

import numpy as np
import pytest
from numpy.typing import NDArray

from index.sections import Memory
from index.segment import Held
from index.stores import faiss
from index.stores.faiss import POOL, Faiss
from index.types import Vectors

COUNT, WIDTH = 6_000, 48


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Rows that have much in common with some others, as texts have."""
    random = np.random.default_rng(5)
    topics, own = random.standard_normal((60, WIDTH)), random.standard_normal((COUNT, WIDTH))
    rows = topics[random.integers(0, 60, COUNT)] + own
    found: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
    return found


@pytest.fixture(scope="module")
def questions(vectors: Vectors) -> Vectors:
    """Half of one of these rows, half nothing of the kind."""
    random = np.random.default_rng(6)
    rows = vectors[random.integers(0, COUNT, 40)] + random.standard_normal((40, WIDTH)) / WIDTH**0.5
    found: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return found


@pytest.fixture(scope="module")
def stores(vectors: Vectors) -> tuple[Faiss, Faiss]:
    """The rows with a sketch, and without."""
    made = []
    for exact in (COUNT - 1, COUNT):
        memory = Memory()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(faiss, "EXACT", exact)
            faiss.write(Held(vectors), memory)
        made.append(faiss.load(memory.sections))
    sketched, whole = made
    assert (sketched.exact, whole.exact) == (False, True)
    return sketched, whole


def best(store: Faiss, query: Vectors, k: int, allowed: NDArray[np.bool_] | None) -> list[tuple[int, float]]:
    rows, _ = store.guess(query, k, allowed)
    scores = store.among(query, rows)
    order = np.lexsort((rows, -scores))[:k]
    return list(zip(rows[order].tolist(), scores[order].tolist(), strict=True))


def shared(one: list[tuple[int, float]], other: list[tuple[int, float]]) -> float:
    return len(set(one) & set(other)) / len(other)


def test_a_sketch_finds_almost_all_that_is_nearest_with_its_true_products(
    stores: tuple[Faiss, Faiss], questions: Vectors
) -> None:
    sketched, whole = stores
    for k, least in ((1, 1.0), (10, 0.99), (POOL, 0.97), (3 * POOL, 0.97)):
        found = [shared(best(sketched, one, k, None), best(whole, one, k, None)) for one in questions]
        assert np.mean(found) >= least


@pytest.mark.parametrize("part", [0.5, 0.2, 0.05, 0.01])
def test_a_sketch_finds_what_is_allowed_and_nothing_else(
    stores: tuple[Faiss, Faiss], questions: Vectors, part: float
) -> None:
    sketched, whole = stores
    allowed = np.random.default_rng(1).random(COUNT) < part
    found = [(best(sketched, one, 30, allowed), best(whole, one, 30, allowed)) for one in questions]
    assert all(allowed[row] for one, _ in found for row, _ in one)
    assert np.mean([shared(*pair) for pair in found]) >= 0.97
    if part < 0.1:  # these are all compared
        assert all(one == other for one, other in found)


def test_much_less_than_all_is_compared(stores: tuple[Faiss, Faiss], questions: Vectors) -> None:
    counts = {len(stores[0].guess(one, POOL, None)[0]) for one in questions}
    assert len(counts) == 1
    assert 2 * POOL <= counts.pop() < COUNT / 4


def test_rows_are_kept_as_they_are_whether_or_not_they_have_a_sketch(
    stores: tuple[Faiss, Faiss], vectors: Vectors
) -> None:
    rows = np.random.default_rng(2).permutation(COUNT)
    assert all(np.array_equal(store.take(rows), vectors[rows]) for store in stores)


def test_nothing_allowed_is_nothing_found(stores: tuple[Faiss, Faiss], questions: Vectors) -> None:
    assert all(best(store, questions[0], 5, np.zeros(COUNT, np.bool_)) == [] for store in stores)
