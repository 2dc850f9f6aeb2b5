"""What every vector store must do. Each module of index/stores is tested, unasked."""

import numpy as np
import pytest
from numpy.typing import NDArray

from index.parts import names, part
from index.sections import Memory
from index.segment import Held, Store
from index.vectors import Vectors

Mask = NDArray[np.bool_]


def unit(rows: Vectors) -> Vectors:
    """Rows of about unit length, each number one that float16 holds, so that every store keeps them as they are."""
    made: Vectors = np.ascontiguousarray(
        (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16), np.float32
    )
    return made


def random_rows(n: int, width: int = 32, seed: int = 0) -> Vectors:
    return unit(np.random.default_rng(seed).standard_normal((n, width)).astype(np.float32))


def repeated(n: int, width: int, copies: int) -> Vectors:
    """Rows that stand `copies` times each, on average, at random places."""
    different = random_rows(max(1, n // copies), width, seed=n)
    return np.ascontiguousarray(different[np.random.default_rng(1).integers(0, len(different), n)])


def truth(vectors: Vectors, query: Vectors, k: int, allowed: Mask | None) -> list[int]:
    """The rows in order of inner product, in double precision, equal ones in order of row."""
    scores = np.round(vectors.astype(np.float64) @ query.astype(np.float64), 9)
    rows = [row for row in range(len(vectors)) if allowed is None or allowed[row]]
    return sorted(rows, key=lambda row: (-scores[row], row))[:k]


@pytest.fixture(params=names("index.stores"))
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def build(kind: str, vectors: Vectors) -> Store:
    """A store of these vectors, written and read again."""
    memory, module = Memory(), part("index.stores", kind)
    module.write(Held(vectors), memory)
    store: Store = module.load(memory.sections)
    return store


def search(store: Store, query: Vectors, k: int, allowed: Mask | None) -> list[tuple[int, float]]:
    """What a store finds, as pairs."""
    rows, scores = store.search(query, k, allowed)
    return list(zip(rows.tolist(), scores.tolist(), strict=True))


def rows_of(found: list[tuple[int, float]]) -> list[int]:
    return [row for row, _ in found]


@pytest.mark.parametrize("k", [1, 7, 99, 100, 101, 499, 500])
def test_the_nearest_rows_come_first_with_their_inner_product(kind: str, k: int) -> None:
    vectors, query = random_rows(500), random_rows(1, seed=9)[0]
    found = search(build(kind, vectors), query, k, None)
    assert rows_of(found) == truth(vectors, query, k, None)
    assert [score for _, score in found] == pytest.approx([float(vectors[row] @ query) for row, _ in found], abs=1e-6)


def test_a_row_is_nearest_to_itself_with_a_score_of_one(kind: str) -> None:
    vectors = random_rows(50)
    store = build(kind, vectors)
    found = [search(store, vectors[row], 1, None)[0] for row in range(50)]
    assert rows_of(found) == list(range(50))
    assert [score for _, score in found] == pytest.approx([1.0] * 50, abs=1e-3)


@pytest.mark.parametrize("k", [1, 2, 3, 10, 120])
@pytest.mark.parametrize(("n", "width"), [(5, 8), (7, 64), (100, 8), (1003, 256)])
def test_equal_rows_stand_in_order_even_where_k_cuts_them(kind: str, n: int, width: int, k: int) -> None:
    vectors = repeated(n, width, copies=5)
    store = build(kind, vectors)
    for query in vectors[:3]:
        assert rows_of(search(store, query, k, None)) == truth(vectors, query, k, None)


def test_a_better_row_after_equal_ones_pushes_out_the_last_of_them(kind: str) -> None:
    vectors = np.array([[0.5, 0], [0.5, 0], [0.5, 0], [0.875, 0]], dtype=np.float32)
    assert search(build(kind, vectors), vectors[0] * 2, 3, None) == [(3, 0.875), (0, 0.5), (1, 0.5)]


@pytest.mark.parametrize("width", [8, 64, 256])
def test_equal_rows_have_equal_scores_wherever_they_stand(kind: str, width: int) -> None:
    vectors, query = np.tile(random_rows(1, width), (7, 1)), random_rows(1, width, seed=2)[0]
    found = search(build(kind, vectors), query, 7, None)
    assert len({score for _, score in found}) == 1
    assert rows_of(found) == list(range(7))


@pytest.mark.parametrize("n", [1, 7, 8, 9, 333])
def test_only_allowed_rows_are_found(kind: str, n: int) -> None:
    vectors, query = repeated(n, 16, copies=2), random_rows(1, 16, seed=3)[0]
    store = build(kind, vectors)
    for seed in range(5):
        allowed = np.random.default_rng(seed).random(n) < 0.4
        assert rows_of(search(store, query, n, allowed)) == truth(vectors, query, n, allowed)


def test_nothing_allowed_is_nothing_found(kind: str) -> None:
    assert search(build(kind, random_rows(20)), random_rows(1)[0], 5, np.zeros(20, dtype=np.bool_)) == []


def test_everything_allowed_is_the_same_as_no_mask(kind: str) -> None:
    store, query = build(kind, random_rows(20)), random_rows(1, seed=4)[0]
    assert search(store, query, 20, np.ones(20, dtype=np.bool_)) == search(store, query, 20, None)


def test_asking_for_more_rows_than_there_are_gives_all_once(kind: str) -> None:
    vectors, query = random_rows(6), random_rows(1, seed=5)[0]
    store = build(kind, vectors)
    assert rows_of(search(store, query, 1000, None)) == truth(vectors, query, 6, None)
    allowed = np.array([False, True, False, True, False, False])
    assert sorted(rows_of(search(store, query, 1000, allowed))) == [1, 3]


def test_asking_for_no_rows_gives_none(kind: str) -> None:
    assert search(build(kind, random_rows(6)), random_rows(1)[0], 0, None) == []


def test_zero_rows_and_negative_scores_are_ranked_too(kind: str) -> None:
    vectors = np.array([[-1, 0], [0, 0], [1, 0], [0, 0]], dtype=np.float32)
    assert search(build(kind, vectors), vectors[2], 4, None) == [(2, 1.0), (1, 0.0), (3, 0.0), (0, -1.0)]


def test_the_rows_are_given_back_bit_for_bit(kind: str) -> None:
    vectors = repeated(97, 24, copies=3)
    rows = build(kind, vectors).take(np.arange(97))
    assert (rows.dtype.name, rows.shape, rows.tobytes()) == ("float32", (97, 24), vectors.tobytes())


def test_rows_are_taken_in_the_order_given(kind: str) -> None:
    vectors = repeated(97, 24, copies=3)
    store = build(kind, vectors)
    assert store.shape == (97, 24)
    for rows in ([96, 0, 5, 5, 0], [3], [], list(range(96, -1, -1))):
        wanted = np.array(rows, dtype=np.int64)
        taken = store.take(wanted)
        assert (taken.dtype.name, taken.shape, taken.tobytes()) == (
            "float32", (len(rows), 24), vectors[wanted].tobytes(),
        )  # fmt: skip


def test_rows_in_any_memory_layout_are_taken(kind: str) -> None:
    vectors = np.asfortranarray(random_rows(30))
    assert build(kind, vectors).take(np.arange(30)).tolist() == vectors.tolist()


def test_the_products_of_some_rows_are_those_that_a_search_gives(kind: str) -> None:
    vectors, query = repeated(200, 16, copies=3), random_rows(1, 16, seed=6)[0]
    store = build(kind, vectors)
    found = search(store, query, 200, None)
    assert store.among(query, np.array(rows_of(found))).tolist() == [score for _, score in found]
    assert store.among(query, np.zeros(0, np.int64)).tolist() == []


def test_a_store_of_nothing_finds_nothing(kind: str) -> None:
    store = build(kind, np.zeros((0, 16), np.float32))
    assert (store.shape, search(store, random_rows(1, 16)[0], 5, None)) == ((0, 16), [])
