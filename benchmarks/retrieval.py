"""Retrieval on public collections: `python -m benchmarks.retrieval [COLLECTION …]`.

Reads collections in BEIR form (corpus.jsonl, queries.jsonl, qrels.tsv, plain or .xz) and runs BM25 alone, the vectors
alone and the fusion through the public API, all over the same passages; a document stands where its best passage does.
"""

import argparse
import json
import lzma
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import ir_measures
from ir_measures import RR, R, ScoredDoc, nDCG

from qa import Retriever, Settings

SYSTEMS = {"bm25": 1.0, "dense": 0.0, "fused": Settings().lexical}
MEASURES = (nDCG @ 10, R @ 10, R @ 100, RR @ 10)
DEPTH = 100
COLLECTIONS = ("scifact", "squad2_dev_cs224n", "qed_nq_dev", "xquad_en", "xquad_ru", "time1963", "multihoprag_facts500")


def main() -> None:
    """Print a table of the measures for each collection and system."""
    parser = argparse.ArgumentParser("benchmarks.retrieval", description=main.__doc__)
    parser.add_argument("collections", nargs="*", default=COLLECTIONS)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--limit", type=int, default=300, help="at most so many queries, evenly spread")
    parser.add_argument("--words", type=int, default=Settings().words, help="the most words of a passage")
    arguments = parser.parse_args()
    print("| collection | queries | system | " + " | ".join(map(str, MEASURES)) + " |")
    print("|---|---:|---|" + "---:|" * len(MEASURES))
    for name in arguments.collections:
        for row in measure(arguments.data / name, arguments.limit, arguments.words):
            print(f"| {name} | {row}", flush=True)


def measure(collection: Path, limit: int, words: int) -> Iterator[str]:
    """One row of the table for each system."""
    qrels = [qrel for qrel in read_qrels(collection / "qrels.tsv") if qrel.relevance > 0]
    judged = {qrel.query_id for qrel in qrels}
    queries = [query for query in read_lines(collection, "queries.jsonl") if str(query["_id"]) in judged]
    queries = queries[:: max(1, -(-len(queries) // limit))]
    asked = {str(query["_id"]) for query in queries}
    qrels = [qrel for qrel in qrels if qrel.query_id in asked]
    with tempfile.TemporaryDirectory() as folder:
        retriever = open_collection(collection, Path(folder), words)
        for system, lexical in SYSTEMS.items():
            settings = replace(retriever.settings, lexical=lexical)
            run = [hit for query in queries for hit in ranked(replace(retriever, settings=settings), query, lexical)]
            found = ir_measures.calc_aggregate(MEASURES, qrels, run)
            figures = " | ".join(f"{found[measure]:.3f}" for measure in MEASURES)
            yield f"{len(queries)} | {system} | {figures} |"


def open_collection(collection: Path, folder: Path, words: int) -> Retriever:
    """A retriever over a collection, indexed in `folder`."""
    docs = folder / "docs"
    docs.mkdir()
    with (docs / "corpus.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in read_lines(collection, "corpus.jsonl"))
    return Retriever.open(docs, Settings(index=str(folder / "index"), words=words))


def ranked(retriever: Retriever, query: dict[str, Any], lexical: float) -> list[ScoredDoc]:
    """The documents found for a query, each by its best passage. What has no share in the score was not found."""
    best: dict[str, float] = {}
    for hit in retriever.search(query["text"], k=3 * DEPTH):
        if hit.score > 0 or 0 < lexical < 1:
            best.setdefault(hit.passage.document.id, hit.score)
    return [ScoredDoc(str(query["_id"]), name, score) for name, score in list(best.items())[:DEPTH]]


def read_lines(collection: Path, name: str) -> Iterator[dict[str, Any]]:
    """The records of a JSON lines file, packed with xz or plain."""
    packed = collection / f"{name}.xz"
    with (
        lzma.open(packed, "rt", encoding="utf-8")
        if packed.exists()
        else (collection / name).open("rt", encoding="utf-8") as lines
    ):
        yield from map(json.loads, lines)


def read_qrels(path: Path) -> Iterator[ir_measures.Qrel]:
    """The judgements of a BEIR file: query, document and grade, after one line of names."""
    for line in path.read_text("utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        yield ir_measures.Qrel(query, document, int(grade))


if __name__ == "__main__":
    main()
