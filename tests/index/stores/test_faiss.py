"""Sketches of vectors: what is found by them is nearly what is found without."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.blocks import Blocks, Writer
from index.errors import IndexDamaged
from index.sections import Memory
from index.segment import Held
from index.stores import faiss
from index.stores.faiss import POOL, Faiss
from index.vectors import Scores, Vectors

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
def store(vectors: Vectors) -> Faiss:
    memory = Memory()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faiss, "SKETCHED", COUNT - 1)
        faiss.write(Held(vectors), memory)
    return faiss.load(memory.sections)


Found = list[tuple[int, float]]


def both(store: Faiss, query: Vectors, k: int, allowed: NDArray[np.bool_] | None) -> tuple[Found, Found]:
    """What is nearest by sketches, and what truly is."""
    rows, _ = store.guess(query, k, allowed)
    scores = store.among(query, rows)
    order = np.lexsort((rows, -scores))[:k]
    return pairs(rows[order], scores[order]), pairs(*store.search(query, k, allowed))


def pairs(rows: NDArray[np.int64], scores: Scores) -> Found:
    return list(zip(rows.tolist(), scores.tolist(), strict=True))


def shared(one: Found, other: Found) -> float:
    return len(set(one) & set(other)) / len(other)


def test_a_sketch_finds_almost_all_that_is_nearest_with_its_true_products(store: Faiss, questions: Vectors) -> None:
    for k, least in ((1, 1.0), (10, 0.99), (POOL, 0.97), (3 * POOL, 0.97)):
        assert np.mean([shared(*both(store, one, k, None)) for one in questions]) >= least


@pytest.mark.parametrize("part", [0.5, 0.2, 0.05, 0.01])
def test_a_sketch_finds_what_is_allowed_and_nothing_else(store: Faiss, questions: Vectors, part: float) -> None:
    allowed = np.random.default_rng(1).random(COUNT) < part
    found = [both(store, one, 30, allowed) for one in questions]
    assert all(allowed[row] for one, _ in found for row, _ in one)
    assert np.mean([shared(*pair) for pair in found]) >= 0.97
    if part < 0.1:  # these are all compared
        assert all(one == other for one, other in found)


def test_much_less_than_all_is_compared(store: Faiss, questions: Vectors) -> None:
    counts = {len(store.guess(one, POOL, None)[0]) for one in questions}
    assert len(counts) == 1
    assert 2 * POOL <= counts.pop() < COUNT / 4


def test_rows_are_the_same_whether_all_are_held_or_some_are_read(store: Faiss, vectors: Vectors) -> None:
    rows, memory = np.random.default_rng(2).permutation(COUNT), Memory()
    faiss.write(Held(vectors), memory)
    fresh = faiss.load(memory.sections)
    read = fresh.take(rows)
    assert np.array_equal(read, vectors[rows])
    fresh.search(vectors[0], 1, None)
    assert np.array_equal(fresh.take(rows), read)


def test_a_damaged_sketch_is_said_to_be_damaged(
    vectors: Vectors, questions: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faiss, "SKETCHED", COUNT - 1)
    with Writer(tmp_path / "file") as writer:
        faiss.write(Held(vectors), writer)
        seal = writer.seal()
    sketch = Blocks(tmp_path / "file", seal).sections["vectors.sketch"]
    data = bytearray((tmp_path / "file").read_bytes())
    place = data.index(sketch.read(sketch.size // 2, 64))
    data[place] ^= 1
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(IndexDamaged, match="its checksum is wrong"):
        faiss.load(Blocks(tmp_path / "file", seal).sections).guess(questions[0], 10, None)


def test_few_vectors_have_no_sketch(vectors: Vectors, store: Faiss) -> None:
    memory = Memory()
    faiss.write(Held(vectors), memory)
    assert faiss.load(memory.sections).likely == 0 < 2 * POOL <= store.likely


def test_nothing_allowed_is_nothing_found(store: Faiss, questions: Vectors) -> None:
    assert both(store, questions[0], 5, np.zeros(COUNT, np.bool_)) == ([], [])
