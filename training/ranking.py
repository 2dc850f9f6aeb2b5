"""Learn the weights of the ranking's stages: `python -m training.ranking --data ../shared/eval`.

The development queries are scifact's training queries and those at even positions of the other collections; what is
printed at the end is of the odd ones. Coordinate ascent (Metzler and Croft, 2007) on the mean over the collections of
nDCG@10. Candidates and feedback are those of the weights in force at the start, so it is worth running twice.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import Qrel, ScoredDoc, nDCG

from benchmarks.beir import Collection, collection
from benchmarks.measures import falling
from benchmarks.systems import opened
from qa.rank import score, shares
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.stages import STAGES, weights

LEARNED = ("scifact/train", *(f"{name}:even" for name in (
    "time1963", "qed_nq_dev", "trecqa_wang_dev", "xquad_en", "xquad_ru", "squad2_dev_cs224n", "realtimeqa_2022",
    "multihoprag_facts500", "climate_fever_sent", "menatqa_temporal", "covidqa_longdoc", "mtrag_clapnq_pooled@rewrite",
    "ramdocs",
)))  # fmt: skip
DEPTH = 100
"""Candidates of each query."""

STEPS = (0.1, 0.05, 0.02)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query's candidates: the documents that they are of, and what each stage gives them, all weighing the same."""

    query: str
    documents: list[str]
    stages: Mapping[str, np.typing.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Learned:
    """The queries of a collection with their candidates and judgements."""

    name: str
    qrels: list[Qrel]
    queries: list[Judged]


def main() -> None:
    """Print the weights at each step, and how they do on the queries that they were not learned from."""
    parser = argparse.ArgumentParser("training.ranking", description=main.__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--limit", type=int, default=150, help="queries of each half of each collection")
    parser.add_argument("--embedder", default=Settings().embedder)
    parser.add_argument("--ranking", default=Settings().ranking, help="the weights to begin with")
    parser.add_argument("--only-measure", action="store_true", help="measure those weights and learn nothing")
    arguments = parser.parse_args()
    settings = Settings(embedder=arguments.embedder, ranking=arguments.ranking)
    learned: list[Learned] = []
    held_back: list[Learned] = []
    for name in LEARNED:
        for half, found in _halves(arguments.data, name, arguments.limit, settings):
            (held_back if half == "odd" else learned).append(found)
        print(f"read {name}", flush=True)
    best = dict(weights(arguments.ranking))
    if not arguments.only_measure:
        best = _ascended(learned, best)
    print(" ".join(f"{stage}={weight:g}" for stage, weight in best.items()))
    for title, part in (("learned from", learned), ("held back", held_back)):
        figures = [_ndcg(one, best) for one in part]
        print(f"{np.mean(figures):.4f}  mean, {title}")
        print("\n".join(f"  {figure:.4f}  {one.name}" for figure, one in zip(figures, part, strict=True)))


def _halves(data: Path, name: str, limit: int, settings: Settings) -> Iterator[tuple[str, Learned]]:
    """The development queries of a collection, and the others, over one index."""
    with tempfile.TemporaryDirectory() as folder:
        first = collection(data, name)
        retriever = opened(first.corpus, Path(folder), settings)
        yield "even", _candidates(first.thinned(limit), retriever)
        if name.endswith(":even"):
            yield "odd", _candidates(collection(data, name.replace(":even", ":odd")).thinned(limit), retriever)


def _candidates(over: Collection, retriever: Retriever) -> Learned:
    queries = []
    for key, question in over.queries.items():
        asked, search, _ = retriever.prepared(question, DEPTH)
        found = score(retriever.index, retriever.word_model, asked, search)
        documents = [retriever.index.passage(row).document.id for row in found.rows.tolist()]
        queries.append(Judged(key, documents, shares(found.scores, dict.fromkeys(found.scores, 1.0))))
    qrels = [Qrel(key, name, grade) for key in over.queries for name, grade in over.grades[key].items()]
    return Learned(over.name, qrels, queries)


def _ndcg(over: Learned, by: Mapping[str, float]) -> float:
    """nDCG@10 of a collection under some weights; a document stands where its best passage does."""
    run = []
    for one in over.queries:
        scores = sum(by.get(stage, 0.0) * found for stage, found in one.stages.items())
        best: dict[str, float] = {}
        for place in np.argsort(-np.asarray(scores), kind="stable").tolist():
            best.setdefault(one.documents[place], -len(best))
        run += [ScoredDoc(one.query, name, score) for name, score in falling(list(best.items())[:10])]
    return float(ir_measures.calc_aggregate([nDCG @ 10], over.qrels, run)[nDCG @ 10])


def _ascended(learned: list[Learned], start: Mapping[str, float]) -> dict[str, float]:
    """The weights from which no single step up or down is better."""
    best, value = dict(start), float(np.mean([_ndcg(one, start) for one in learned]))
    for step in STEPS:
        moved = True
        while moved:
            moved = False
            for stage in STAGES:
                for change in (step, -step):
                    tried = {**best, stage: round(best.get(stage, 0.0) + change, 3)}
                    found = float(np.mean([_ndcg(one, tried) for one in learned])) if tried[stage] >= 0 else 0.0
                    if found > value + 1e-5:
                        best, value, moved = tried, found, True
            print(f"{value:.4f}  {' '.join(f'{stage}={weight:g}' for stage, weight in best.items())}", flush=True)
    return best


if __name__ == "__main__":
    main()
