"""Measures a model on test collections: `python -m training.evaluate --data ../shared/eval scifact qed_nq_dev`.

Whole documents are embedded by the runtime and ranked by cosine alone, without the lexical side of the search.
"""

import argparse
from pathlib import Path

from benchmarks.beir import Collection, collection
from benchmarks.measures import judged, mean, ranked
from benchmarks.systems import dense
from index.embedders import static
from index.errors import DossierError
from index.vectors import Embedder


def ndcg(embedder: Embedder, over: Collection) -> float:
    """The mean nDCG@10 over the queries; equal scores keep the documents' order."""
    return mean(judged(over, ranked(over, dense(over, embedder)))["nDCG@10"])


def main() -> None:
    """Prints one line a collection: nDCG@10, its name, and how many queries and documents it has."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"), help="folder of the collections")
    parser.add_argument("--model", default="", help="folder of the model (default: the shipped one)")
    parser.add_argument("names", nargs="+", help="collections, such as scifact/train or squad2_dev_cs224n:even")
    options = parser.parse_args()
    try:
        embedder = static.load(options.model)
        for name in options.names:
            over = collection(options.data, name)
            size = f"{len(over.queries)} queries  {len(over.documents)} documents"
            print(f"{ndcg(embedder, over):.4f}  {name}  {size}", flush=True)
    except DossierError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
