"""Measures a model on test collections: `python -m training.evaluate --data ../shared/eval scifact qed_nq_dev`.

Whole documents are embedded by the runtime and ranked by cosine alone, without the lexical side of the search.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedders import static
from index.types import Embedder
from training.collection import Collection, collection

DEPTH = 10


def ndcg(embedder: Embedder, over: Collection) -> float:
    """The mean nDCG@10 over the queries (Järvelin and Kekäläinen 2002); equal scores keep the documents' order."""
    names = list(over.documents)
    documents = embedder.documents(list(over.documents.values()))
    queries = embedder.documents(list(over.queries.values()))
    found = []
    for query, vector in zip(over.queries, queries, strict=True):
        order = np.argsort(-(documents @ vector), kind="stable")[:DEPTH]
        grades = over.grades[query]
        ideal = sorted(grades.values(), reverse=True)[:DEPTH]
        found.append(_gain(np.array([grades.get(names[row], 0) for row in order])) / _gain(np.array(ideal)))
    return float(np.mean(found))


def _gain(grades: NDArray[np.int64]) -> float:
    return float(np.sum(grades / np.log2(np.arange(len(grades)) + 2)))


def main() -> None:
    """Prints one line a collection: nDCG@10, its name, and how many queries and documents it has."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"), help="folder of the collections")
    parser.add_argument("--model", default="", help="folder of the model (default: the shipped one)")
    parser.add_argument("names", nargs="+", help="collections, such as scifact/train or squad2_dev_cs224n:even")
    options = parser.parse_args()
    embedder = static.load(options.model)
    for name in options.names:
        over = collection(options.data, name)
        print(
            f"{ndcg(embedder, over):.4f}  {name}  {len(over.queries)} queries  {len(over.documents)} documents",
            flush=True,
        )


if __name__ == "__main__":
    main()
