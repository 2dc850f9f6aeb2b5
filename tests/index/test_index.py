"""An index over several segments, some of them partly dead, is the same as one over a single one of all that lives."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from index.index import Index
from index.parts import names
from index.rows import Placed
from index.segment import open as opened
from index.words import terms
from index.wordvectors import shipped
from qa import rank
from tests.segments import EMBEDDER, corpus, dealt, entry, over, written

stores = pytest.mark.parametrize("store", names("index.stores"))
ALL = rank.weights("words=0.05 document=0.23 meaning=0.18 likeness=0.45 feedback=0.1 lead=0.05")
QUESTIONS = [
    "frost",
    "Was the Kyiv ship in Genoa?",
    "word7 Antony лед storm word3",
    "nowhere",
    "word1 word2 word2 apple",
]


def pair(seed: int, store: str) -> tuple[Index, Index]:
    """The same documents in several segments and in one."""
    rng = random.Random(seed)
    entries = [*corpus(rng, rng.randrange(1, 14)), Placed("x", 0, entry(rng, "x", 3))]
    parts = dealt(rng, entries, rng.randrange(1, 5), store)
    return over(parts), over([(opened(written(entries, store).sections, store), None)])


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
