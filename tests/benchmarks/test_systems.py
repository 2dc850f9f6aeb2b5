"""The systems that are compared, on small collections."""

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.beir import Collection, collection
from benchmarks.systems import bm25, dense, reference_bm25, searches, settled
from index.embedders import hashing
from qa.settings import Settings


def names(found: Iterable[tuple[str, float]]) -> list[str]:
    return [name for name, _ in found]


@pytest.fixture
def made_up() -> Collection:
    """Three hundred documents of words drawn by Zipf's law, and as many questions, some with a word twice."""
    dice = random.Random(0)
    words = [f"w{number}" for number in range(200)]
    weights = [1 / (rank + 1) for rank in range(200)]
    documents = {str(one): " ".join(dice.choices(words, weights, k=dice.randrange(1, 60))) for one in range(300)}
    queries = {str(one): " ".join([*dice.choices(words, k=3), "unheard"] * 2) for one in range(50)}
    return Collection("made up", Path(), documents, queries, {}, frozenset())


def test_our_bm25_is_that_of_an_established_implementation(made_up: Collection) -> None:
    ours, theirs = bm25(made_up), reference_bm25(made_up)
    for question in made_up.queries.values():
        found, wanted = ours(question), theirs(question)
        assert names(found) == names(wanted)
        assert len(found) > 3
        np.testing.assert_allclose([score for _, score in found], [score for _, score in wanted], rtol=1e-5)


def test_bm25_finds_only_what_holds_a_term(data: Path) -> None:
    over = collection(data, "tiny")
    for rank in (bm25(over), reference_bm25(over)):
        assert names(rank("owls")) == ["d e", "c"]
        assert rank("zebra") == rank("the") == []


def test_dense_ranks_every_document_and_keeps_the_order_of_equals(data: Path) -> None:
    found = dense(collection(data, "tiny"), hashing.load("65536"))("owls")
    assert names(found) == ["d e", "c", "a", "b"]
    assert found[0][1] == pytest.approx(2 / np.sqrt(1 + 4 + 4 + 1))  # fox, hunt twice, owl twice, mice


def test_a_search_names_a_document_by_its_best_passage(data: Path, tmp_path: Path) -> None:
    over = collection(data, "tiny")
    settings = {
        name: replace(one, embedder="hashing") for name, one in settled(["bm25-passages", "dense"], [], []).items()
    }
    found = {name: rank("hunt mice") for name, rank in searches(over, tmp_path, settings)}
    assert {name: names(ranked) for name, ranked in found.items()} == {
        "bm25-passages": ["d e", "c"],
        "dense": ["d e", "c"],
    }
    assert [path.name for path in tmp_path.glob("index*")] == ["index0"]


def test_models_of_folders_are_searched_alone_and_in_the_pipeline() -> None:
    found = settled(["bm25s", "dossier"], ["models/some"], [])
    assert found == {
        "dossier": Settings(),
        "dense:some": Settings(embedder="transformer:models/some", ranking="meaning=1"),
        "dossier:some": Settings(embedder="transformer:models/some"),
    }


def test_rerankers_of_folders_are_put_behind_the_default_search() -> None:
    assert settled([], [], ["models/cross"]) == {"rerank:cross": Settings(reranker="cross:models/cross")}
