"""An index over several segments, some of them partly dead, is the same as one over a single one of all that lives."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from index import index as index_module
from index.index import Index
from index.numbers import Mask
from index.parts import names
from index.rows import Placed
from index.segment import Segment
from index.segment import open as opened
from index.stores import faiss
from index.words import terms
from index.wordvectors import shipped
from qa import rank
from qa.stages import weights
from tests.segments import EMBEDDER, corpus, dealt, entry, over, written

Parts = list[tuple[Segment, Mask | None]]
stores = pytest.mark.parametrize("store", names("index.stores"))
ALL = weights("words=0.05 document=0.23 meaning=0.18 likeness=0.45 feedback=0.1 lead=0.05")
QUESTIONS = [
    "frost",
    "Was the Kyiv ship in Genoa?",
    "word7 Antony лед storm word3",
    "nowhere",
    "word1 word2 word2 apple",
]


def parts(seed: int, store: str, files: int = 14) -> tuple[Parts, Parts]:
    """The same documents in several segments and in one."""
    rng = random.Random(seed)
    entries = [*corpus(rng, rng.randrange(files // 10, files)), Placed("x", 0, entry(rng, "x", 3))]
    return dealt(rng, entries, rng.randrange(1, 5), store), [(opened(written(entries, store).sections, store), None)]


def pair(seed: int, store: str) -> tuple[Index, Index]:
    """The same documents in an index of several segments and in one of one."""
    several, one = parts(seed, store)
    return over(several), over(one)


def found(index: Index, question: str, pool: int, allowed: Any = None) -> list[rank.Ranked]:
    model, vector = shipped(), EMBEDDER.query(question)
    return rank.rank(index, model, rank.query(index, model, question, vector), rank.Search(ALL, 50, pool, allowed))


def said(index: Index) -> dict[str, Any]:
    """All that an index says of what it holds and of some questions."""
    documents, passages = index.records.counts()
    every = np.arange(passages)
    masks = [None, every % 2 == 1, every % 7 == 3, *(index.records.allowed(*one) for one in (
        ("2024", None, None), (None, "2023", None), (None, None, "reut"), (None, "2024-01", "03"), (None, None, ""),
    ))]  # fmt: skip
    return {
        "about": index.about,
        "counts": (documents, passages),
        "documents": list(index.records.documents()),
        "cited": list(index.records.documents("03-0")),
        "entries": [list(index.records.entries(f"{file:02}.txt")) for file in range(20)],
        "passages": list(map(index.passage, range(passages))),
        "sources": index.records.sources(),
        "masks": [mask if mask is None else mask.tolist() for mask in masks],
        "owners": (index.owners(every).tolist(), index.leads(every).tolist()),
        "vectors": index.vectors(every).tolist(),
        "spellings": [index.spellings(stem) for stem in ("kiev", "kyiv", "genoa", "antoni", "frost")],
        "knows": [index.knows(stem, True) for stem in ("kiev", "kief", "word77", "frost")],
        "near": [index.near(EMBEDDER.query(one), k, mask) for one in QUESTIONS for k in (1, 3, 50) for mask in masks],
        "matching": [index.matching(terms(one), k, mask) for one in QUESTIONS for k in (1, 3, 50) for mask in masks],
        "whole": [index.documents.search(terms(one), k) for one in QUESTIONS for k in (1, 3, 50)],
        "found": [found(index, one, pool, mask) for one in QUESTIONS for pool in (2, 50) for mask in masks[:4]],
    }


@stores
@pytest.mark.parametrize("seed", range(6))
def test_several_segments_say_what_one_says(seed: int, store: str) -> None:
    several, one = map(said, pair(seed, store))
    for name in one:
        assert several[name] == one[name], name


@pytest.mark.parametrize("seed", [1, 3])
def test_by_sketches_almost_the_same_is_found_in_several_segments_and_in_one(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = over(parts(seed, "faiss", 60)[1])
    assert exact.likely == 0
    monkeypatch.setattr(faiss, "SKETCHED", 16)
    monkeypatch.setattr(index_module, "EXACT", 0)
    for made in parts(seed, "faiss", 60):
        assert any(segment.store.likely for segment, _ in made)
        index = over(made)
        assert index.likely == max(segment.store.likely for segment, _ in made)
        for question in QUESTIONS:
            vector = EMBEDDER.query(question)
            near, truly = index.near(vector, 20), exact.near(vector, 20)
            assert near == sorted(near, key=lambda one: (-one[1], one[0]))
            better = {one for one in truly if one[1] > 0}
            assert len(set(near) & better) >= len(better) - 1
            assert dict(near).items() <= dict(exact.near(vector, 999)).items()


def test_threads_find_what_one_thread_finds() -> None:
    questions = QUESTIONS * 8
    fresh, other = (pair(4, "faiss")[0] for _ in range(2))
    expected = [found(other, question, 50) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: found(fresh, question, 50), questions)) == expected


def test_there_is_no_passage_beyond_the_last() -> None:
    index = pair(2, "faiss")[0]
    for number in (-1, index.records.counts()[1]):
        with pytest.raises(IndexError, match=f"there is no passage {number}"):
            index.passage(number)
