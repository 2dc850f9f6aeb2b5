"""Retrieval on test collections: `python -m benchmarks.retrieval [COLLECTION …]`.

Collections in the form of BEIR are searched by the systems of `benchmarks.systems`. Runs (TREC form) and the values of
every query are kept below --out; the tables go to stdout, and with --save to the repository.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from benchmarks.beir import collection
from benchmarks.measures import Run, Values, judged, mean, ranked
from benchmarks.summary import Result, Summary, load, render, result, save
from benchmarks.systems import PIPELINE, WHOLE, searches, settled
from benchmarks.table import HERE, PAGE, commit, placed
from index.errors import DossierError, UsageError
from qa.retrieve import load_embedder
from qa.settings import Settings

COLLECTIONS = (
    "scifact time1963 qed_nq_dev trecqa_wang_dev xquad_en xquad_ru squad2_dev_cs224n realtimeqa_2022 "
    "multihoprag_facts500 climate_fever_sent menatqa_temporal covidqa_longdoc mtrag_clapnq_pooled@rewrite ramdocs"
).split()
SYSTEMS = (*WHOLE, *PIPELINE)
SAVED = HERE / "results" / "retrieval.json"
LIBRARIES = ("numpy", "faiss-cpu", "bm25s", "ir_measures")


def main(typed: Sequence[str] | None = None) -> None:
    """Measure systems on collections and print a table for each measure."""
    parser = _parser()
    options = parser.parse_args(typed)
    if options.save and options.limit:
        parser.error("--save keeps figures of all queries: leave --limit out")
    try:
        summary = load(SAVED) if options.readme else _measured(options)
    except DossierError as error:
        parser.error(str(error))
    if options.save:
        save(summary, SAVED)
    if options.save or options.readme:
        PAGE.write_text(placed(PAGE.read_text("utf-8"), "retrieval", render(summary)), encoding="utf-8")
    print(render(summary))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("benchmarks.retrieval", description=main.__doc__)
    parser.add_argument("collections", nargs="*", default=COLLECTIONS, help="NAME, NAME:even, NAME:odd or NAME@FIELD")
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"), help="folder of the collections")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=SYSTEMS, metavar="SYSTEM")
    parser.add_argument("--model", nargs="+", default=[], metavar="FOLDER", help="sentence-transformers models as well")
    parser.add_argument("--reranker", nargs="+", default=[], metavar="FOLDER", help="cross-encoders as well")
    parser.add_argument("--limit", type=int, help="at most so many queries a collection, evenly spread")
    parser.add_argument("--jobs", type=int, default=2, help="collections measured at the same time")
    parser.add_argument("--out", type=Path, default=Path("build/retrieval"), help="folder of the runs and values")
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument("--save", action="store_true", help=f"write results/{SAVED.name} and the tables of {PAGE.name}")
    kept.add_argument("--readme", action="store_true", help=f"write the tables from results/{SAVED.name}, and no more")
    return parser


def _measured(options: argparse.Namespace) -> Summary:
    with ProcessPoolExecutor(options.jobs, get_context("spawn")) as pool:
        found = list(pool.map(partial(_result, options), options.collections))
    return Summary(
        commit=commit(),
        date=datetime.now(UTC).date().isoformat(),
        embedder=load_embedder(Settings()).name,
        versions={name: version(name) for name in LIBRARIES},
        settings=asdict(Settings()),
        collections=dict(zip(options.collections, found, strict=True)),
    )


def _result(options: argparse.Namespace, name: str) -> Result:
    """Run all systems over one collection and keep what they found."""
    over = collection(options.data, name).thinned(options.limit)
    if not over.queries:
        raise UsageError(f"no query of {name} has a judgement")
    values: dict[str, Values] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings = settled(options.systems, options.model, options.reranker)
        whole = ((system, WHOLE[system](over)) for system in options.systems if system in WHOLE)
        for system, rank in chain(whole, searches(over, Path(folder), settings)):
            begun = time.perf_counter()
            run = ranked(over, rank)
            took = time.perf_counter() - begun
            values[system] = judged(over, run)
            keep(options.out / _plain(name), system, run, values[system])
            figure = mean(values[system]["nDCG@10"])
            print(f"{name}  {system}  {len(run)} queries  {figure:.4f}  {took:.1f} s", file=sys.stderr, flush=True)
    return result(values, over.held_out)


def keep(folder: Path, system: str, run: Run, values: Values) -> None:
    """Write a run in TREC's form, and the values of every query as JSON lines.

    White space within an id becomes “_” in the run, since it separates the fields there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tag = _plain(system)
    with (folder / f"{tag}.run").open("w", encoding="utf-8") as file:
        for query, documents in run.items():
            for place, (document, score) in enumerate(documents, 1):
                file.write(f"{_token(query)} Q0 {_token(document)} {place} {score:.9g} {tag}\n")
    with (folder / f"{tag}.jsonl").open("w", encoding="utf-8") as file:
        for query in run:
            file.write(json.dumps({"query": query, **{name: of[query] for name, of in values.items()}}) + "\n")


def _token(name: str) -> str:
    return "_".join(name.split())


def _plain(name: str) -> str:
    """A name that any file system takes."""
    return re.sub(r"[^\w.@+-]", "-", name)


if __name__ == "__main__":
    main()
