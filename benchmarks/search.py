"""How long a search and an answer take: `python -m benchmarks.search [--passages 5000]`.

Takes documents of a collection until they make up so many passages, opens a retriever over them, and asks the
collection's questions one after the other, in one thread. Times are of this process's own work (processor time), so
that what else runs on the machine counts little; the vectors alone and BM25 alone stand beside the whole for scale.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import faiss
from threadpoolctl import threadpool_limits

from benchmarks.beir import collection, unpack
from qa.assistant import Assistant
from qa.retrieve import Retriever
from qa.settings import Settings

ASKED = 300
"""Questions asked."""


def main() -> None:
    """Print the median and the 95th percentile of each, in milliseconds."""
    parser = argparse.ArgumentParser("benchmarks.search", description=main.__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"), help="folder of the collections")
    parser.add_argument("--collection", default="scifact")
    parser.add_argument("--passages", type=int, default=5_000)
    arguments = parser.parse_args()
    faiss.omp_set_num_threads(1)
    over = collection(arguments.data, arguments.collection)
    questions = list(over.queries.values())[:ASKED]
    with threadpool_limits(1), tempfile.TemporaryDirectory() as folder:
        retriever = _retriever(over.corpus, Path(folder), arguments.passages)
        print(f"{retriever.index.about.passages} passages, {len(questions)} questions\n")
        print("| search | median ms | 95th percentile |\n|---|---:|---:|")
        for name, ranking in (("all stages", Settings().ranking), ("BM25", "words=1"), ("vectors", "meaning=1")):
            one = replace(retriever, settings=replace(retriever.settings, ranking=ranking))
            times = sorted(_milliseconds(one.search, question) for question in questions)
            _told(name, times)
        _told("a whole answer", sorted(_milliseconds(Assistant(retriever).ask, question) for question in questions))


def _retriever(corpus: Path, folder: Path, passages: int) -> Retriever:
    """A retriever over the first lines of a corpus, as many as make up so many passages."""
    whole, docs = folder / "whole.jsonl", folder / "docs"
    docs.mkdir()
    unpack(corpus, whole)
    lines = whole.read_text("utf-8").splitlines(keepends=True)
    settings = Settings(index=str(folder / "index"))
    count = len(lines)
    while True:
        (docs / "corpus.jsonl").write_text("".join(lines[:count]), "utf-8")
        retriever = Retriever.open(docs, settings)
        found = retriever.index.about.passages
        if found <= passages:
            return retriever
        count = int(count * passages / found)


def _told(name: str, times: Sequence[float]) -> None:
    """Print a row of the table; the times are in order."""
    print(f"| {name} | {median(times):.2f} | {times[int(0.95 * len(times))]:.2f} |")


def _milliseconds(search: Callable[[str], object], question: str) -> float:
    started = time.process_time()
    search(question)
    return 1e3 * (time.process_time() - started)


if __name__ == "__main__":
    main()
