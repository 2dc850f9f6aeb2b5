"""What a sketch of vectors costs: `python -m benchmarks.nearest [--collection NAME]`.

The vectors of the passages of a collection, more than 16,384, are asked its questions, one after the other, in one
thread: all are compared, or sketches first. Times are processor time.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.beir import collection
from benchmarks.systems import opened
from index.sections import Memory
from index.segment import Held
from index.stores.faiss import POOL, Faiss, load, write
from index.vectors import Vectors
from qa.settings import Settings

Rows = NDArray[np.int64]


def main() -> None:
    """Print for each way how much of the truly nearest it finds, and how long that takes."""
    parser = argparse.ArgumentParser("benchmarks.nearest", description=main.__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"), help="folder of the collections")
    parser.add_argument("--collection", default="realtimeqa_2022")
    arguments = parser.parse_args()
    over = collection(arguments.data, arguments.collection)
    with tempfile.TemporaryDirectory() as folder:
        retriever = opened(over.corpus, Path(folder), Settings())
        count = retriever.index.about.passages
        vectors = retriever.index.vectors(np.arange(count))
        questions = [retriever.embedder.query(text) for text in over.queries.values()]
    faiss.omp_set_num_threads(1)
    store = made(vectors)
    truth = [whole(store, question) for question in questions]
    print(f"{count} passages, {len(questions)} questions\n")
    print("| way | of the nearest 10 | of the nearest 64 | median ms |\n|---|---:|---:|---:|")
    for name, search in (("all compared", whole), ("by sketches", sketched)):
        found = [search(store, question) for question in questions]
        tens, pools = (
            np.mean([len(np.intersect1d(a[:k], b[:k])) / k for a, b in zip(found, truth, strict=True)])
            for k in (10, POOL)
        )
        took = median(milliseconds(partial(search, store, question)) for question in questions)
        print(f"| {name} | {tens:.4f} | {pools:.4f} | {took:.2f} |")


def made(vectors: Vectors) -> Faiss:
    """A store of vectors in memory."""
    memory = Memory()
    write(Held(vectors), memory)
    return load(memory.sections)


def whole(store: Faiss, question: Vectors) -> Rows:
    """The rows that are nearest of all, best first."""
    return store.search(question, POOL, None)[0]


def sketched(store: Faiss, question: Vectors) -> Rows:
    """The rows that are nearest of those that sketches find, best first."""
    rows, _ = store.guess(question, POOL, None)
    return rows[np.argsort(-store.among(question, rows), kind="stable")[:POOL]]


def milliseconds(search: Callable[[], object]) -> float:
    """How long a search takes."""
    started = time.process_time()
    search()
    return 1e3 * (time.process_time() - started)


if __name__ == "__main__":
    main()
