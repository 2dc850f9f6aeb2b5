"""How right answers are, and how honest: `python -m benchmarks.answers [COLLECTION …]`.

Without the name of a collection it prints with them who is said to speak, which values differ, and how follow-ups fare.

Every question is asked through the public API, of the whole collection, with a threshold of 0, so that there is always
a quote to be judged; an answer abstains by default when its confidence is below the default threshold. Odd halves hold
every second question of a file: settings are chosen on the others.
"""

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, median

import faiss
from threadpoolctl import threadpool_limits

from benchmarks import conflicts, speakers, turns
from benchmarks.marks import Marked, asked
from benchmarks.scores import auroc, brier, calibration_error, positives, reliability
from benchmarks.table import HERE, PAGE, Cell, Table, commit, publish
from index.errors import DossierError
from qa.assistant import Assistant
from qa.grade import grade
from qa.retrieve import load_embedder
from qa.settings import Settings

COLLECTIONS = (
    "squad2_dev_cs224n xquad_en qed_nq_dev trecqa_wang_dev realtimeqa_2022 mtrag_clapnq_pooled multihoprag_facts500"
).split()
ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "data" / "seeds-questions.jsonl"
SAVED = HERE / "results" / "answers.json"
BESIDE = {"speakers": speakers.tables, "conflicts": conflicts.tables, "turns": turns.tables}
"""What is measured on collections of its own."""

SPANS = ("squad2_dev_cs224n", "xquad_en", "qed_nq_dev")
"""Collections whose answers are stretches of their documents."""


def tables(found: dict[str, list[Marked]]) -> Iterator[Table]:
    """What is to be seen of the marks of several collections."""
    halves = [
        (f"{name}{half}", marks)
        for name, every in found.items()
        for half in ("", ", odd half")
        if (marks := [one for one in every if one.held_out or not half])
    ]
    spans = [one for one in halves if one[0].split(",")[0] in SPANS]
    yield Table(
        "The right sentence, the right short answer",
        ("collection", "questions with an answer", "in the first quote", "in the first three", "exact match", "F1"),
        tuple(_right(spans)),
    )
    yield Table(
        "Said not to be in the documents",
        ("collection", "with an answer", "without", "AUROC", "AUROC of BM25", "precision", "recall", "F1"),
        tuple(_silent(one for one in halves if any(not mark.gold for mark in one[1]))),
    )
    yield Table("The confidence against what came true", ("collection", "Brier", "ECE"), tuple(_calibrated(spans)))
    yield Table(
        "Reliability, odd halves together",
        ("confidence", "answers", "mean confidence", "the first quote is right"),
        tuple(_diagram([one for name in SPANS for one in found.get(name, ()) if one.held_out])),
    )
    columns = ("collection", "questions", "quotes", "not word for word", "median ms an answer")
    yield Table("Every quote, and the time", columns, tuple(_honest(found)))


def _right(halves: Iterable[tuple[str, list[Marked]]]) -> Iterator[tuple[Cell, ...]]:
    for name, marks in halves:
        with_one = [one for one in marks if one.gold]
        if not with_one:
            continue
        rates = ([float(getattr(one, of)) for one in with_one] for of in ("first", "three", "exact", "f1"))
        yield (name, len(with_one), *map(fmean, rates))


def _silent(halves: Iterable[tuple[str, list[Marked]]]) -> Iterator[tuple[Cell, ...]]:
    """Of questions without an answer: whether the confidence tells them, and abstaining at the default threshold."""
    for name, marks in halves:
        gold = [bool(one.gold) for one in marks]
        areas = (auroc([getattr(one, by) for one in marks], gold) for by in ("confidence", "bm25"))
        abstained = [one.confidence < Settings().threshold for one in marks]
        yield (name, sum(gold), len(gold) - sum(gold), *areas, *positives(abstained, [not one for one in gold]))


def _calibrated(halves: Iterable[tuple[str, list[Marked]]]) -> Iterator[tuple[Cell, ...]]:
    for name, marks in halves:
        stated, came_true = [one.confidence for one in marks], [one.first for one in marks]
        yield name, brier(stated, came_true), calibration_error(stated, came_true)


def _diagram(marks: list[Marked]) -> Iterator[tuple[Cell, ...]]:
    for number, count, stated, share in reliability([one.confidence for one in marks], [one.first for one in marks]):
        yield f"{number / 10:.1f} to {(number + 1) / 10:.1f}", count, stated, share


def _honest(found: dict[str, list[Marked]]) -> Iterator[tuple[Cell, ...]]:
    for name, marks in found.items():
        quotes, bad = sum(one.quotes for one in marks), sum(one.untrue for one in marks)
        yield name, len(marks), quotes, bad, f"{median(one.milliseconds for one in marks):.1f}"


def seeds() -> Table:
    """The graded questions over the sample articles, at the default threshold."""
    with tempfile.TemporaryDirectory() as home:
        grades = list(grade(Assistant.open(ROOT / "seeds", Settings(home=home)), QUESTIONS))
    answerable = [one for one in grades if one.answerable]
    rows: list[tuple[Cell, ...]] = [
        ("with an answer", len(answerable)),
        ("the first quote holds it", sum(1 in one.right for one in answerable)),
        ("a quote holds it", sum(one.passed for one in answerable)),
        ("with an answer, but none given", sum(one.answer.abstained for one in answerable)),
        ("without an answer", len(grades) - len(answerable)),
        ("none given", sum(one.passed for one in grades if not one.answerable)),
    ]
    return Table("Graded questions over the sample articles", ("questions", "count"), tuple(rows))


def _one_thread() -> None:
    """Keep a process to one thread, so that its processor time is that of one core."""
    faiss.omp_set_num_threads(1)
    threadpool_limits(1)


def _beside(folder: Path, name: str) -> list[Table]:
    return list(BESIDE[name](folder))


def main(typed: Sequence[str] | None = None) -> None:
    """Print how right and how honest the answers are."""
    parser = argparse.ArgumentParser("benchmarks.answers", description=main.__doc__)
    parser.add_argument("collections", nargs="*", default=COLLECTIONS)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"), help="folder of the collections")
    parser.add_argument("--limit", type=int, help="at most about so many questions a collection, evenly spread")
    parser.add_argument("--jobs", type=int, default=2, help="collections measured at the same time")
    parser.add_argument("--save", action="store_true", help=f"write results/{SAVED.name} and the tables of {PAGE.name}")
    options = parser.parse_args(typed)
    if options.save and (options.limit or options.collections != COLLECTIONS):
        parser.error("--save keeps figures of all questions of all collections: name none, and leave --limit out")
    try:
        with ProcessPoolExecutor(options.jobs, get_context("spawn"), _one_thread) as pool:
            every = pool.map(partial(asked, options.data, limit=options.limit), options.collections)
            beside = pool.map(partial(_beside, options.data), BESIDE if options.collections == COLLECTIONS else ())
            shown = [seeds(), *tables(dict(zip(options.collections, every, strict=True))), *chain(*beside)]
    except DossierError as error:
        parser.error(str(error))
    about = f"Commit {commit()}, {datetime.now(UTC).date().isoformat()}; embedder {load_embedder(Settings()).name}."
    publish(about, shown, SAVED if options.save else None, "answers")


if __name__ == "__main__":
    main()
