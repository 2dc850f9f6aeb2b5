"""How right answers are, and how honest: `python -m benchmarks.answers [COLLECTION …]`.

Every question is asked through the public API, of the whole collection, with a threshold of 0, so that there is always
a quote to be judged; an answer abstains by default when its confidence is below the default threshold. Odd halves hold
every second question of a file: settings are chosen on the others.
"""

import argparse
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

from benchmarks.beir import located, records
from benchmarks.scores import auroc, brier, calibration_error, exact, f1, positives, reliability
from benchmarks.systems import opened
from benchmarks.table import Cell, Table, markdown
from index.errors import DossierError
from qa.assistant import Assistant
from qa.grade import grade
from qa.settings import Settings
from qa.types import Answer, Citation, Turn

COLLECTIONS = (
    "squad2_dev_cs224n xquad_en qed_nq_dev trecqa_wang_dev realtimeqa_2022 mtrag_clapnq_pooled multihoprag_facts500"
).split()
ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "data" / "seeds-questions.jsonl"
SAVED, PAGE = ROOT / "benchmarks" / "results" / "answers.json", ROOT / "benchmarks" / "README.md"
SPANS = ("squad2_dev_cs224n", "xquad_en", "qed_nq_dev")
"""Collections whose answers are stretches of their documents."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A question, how it was answered and how right that is.

    `gold` are the right answers, none for a question that the documents do not answer. `first` and `three` tell whether
    the first quote, or one of the first three, holds one of them; `untrue` counts quotes that do not stand in their
    document or its file.
    """

    held_out: bool
    gold: tuple[str, ...]
    confidence: float
    first: bool
    three: bool
    exact: bool
    f1: float
    untrue: int
    quotes: int
    milliseconds: float


def marked(assistant: Assistant, query: dict[str, Any], held_out: bool) -> Marked:
    """Ask a question of a collection, with the turns before it where it has any, and mark the answer."""
    history = turns(query.get("history") or [])
    begun = time.process_time()
    answer = assistant.ask(query["text"], history)
    took = 1e3 * (time.process_time() - begun)
    gold = () if query.get("unanswerable") else tuple(query.get("answers") or ())
    shown = answer.shown[:3]
    short = shown[0].highlighted or shown[0].quote if shown else ""
    return Marked(
        held_out=held_out,
        gold=gold,
        confidence=answer.confidence,
        first=_holds(shown[:1], gold),
        three=_holds(shown, gold),
        exact=exact(short, gold),
        f1=f1(short, gold),
        untrue=untrue(answer),
        quotes=len(answer.citations),
        milliseconds=took,
    )


def turns(history: Sequence[dict[str, str]]) -> list[Turn]:
    """The turns of a conversation in MTRAG's form (`role` and `text`), each question with the answer it got."""
    found: list[Turn] = []
    for one in history:
        if one["role"] == "user":
            found.append(Turn(one["text"]))
        elif found:
            found[-1] = Turn(found[-1].question, one["text"])
    return found


def untrue(answer: Answer) -> int:
    """How many quotes of an answer are not in their document word for word, or not in its file as it is now."""
    return sum(
        bool(one.fault) or not one.quote or one.quote != one.passage.document.text[one.start : one.end]
        for one in answer.citations
    )


def asked(folder: Path, name: str, limit: int | None) -> list[Marked]:
    """The questions of a collection that are known to have an answer or to have none, or `limit` of them, evenly
    spread, each asked and marked."""
    place = folder / name
    queries = [
        (query, bool(number % 2))
        for number, query in enumerate(records(located(place, "queries.jsonl")))
        if query.get("unanswerable") or query.get("has_gold", True)
    ]
    count = min(limit or len(queries), len(queries))
    chosen = [queries[place * len(queries) // count] for place in range(count)]
    with tempfile.TemporaryDirectory() as scratch:
        retriever = opened(located(place, "corpus.jsonl"), Path(scratch), Settings(threshold=0.0))
        return [marked(Assistant(retriever), *one) for one in chosen]


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
        ("collection", "with an answer", "without", "AUROC", "precision", "recall", "F1"),
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
        area = auroc([one.confidence for one in marks], gold)
        abstained = [one.confidence < Settings().threshold for one in marks]
        yield (name, sum(gold), len(gold) - sum(gold), area, *positives(abstained, [not one for one in gold]))


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


def _holds(quotes: Sequence[Citation], gold: Sequence[str]) -> bool:
    """Whether a quote holds a right answer, whatever the case and the white space."""
    wanted = [_plain(one) for one in gold]
    return any(one in _plain(quote.quote) for quote in quotes for one in wanted)


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


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


def main(typed: Sequence[str] | None = None) -> None:
    """Print how right and how honest the answers are."""
    parser = argparse.ArgumentParser("benchmarks.answers", description=main.__doc__)
    parser.add_argument("collections", nargs="*", default=COLLECTIONS)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"), help="folder of the collections")
    parser.add_argument("--limit", type=int, help="at most about so many questions a collection, evenly spread")
    parser.add_argument("--save", action="store_true", help=f"write results/{SAVED.name} and the tables of {PAGE.name}")
    options = parser.parse_args(typed)
    try:
        found = {name: asked(options.data, name, options.limit) for name in options.collections}
    except DossierError as error:
        parser.error(str(error))
    every = [seeds(), *tables(found)]
    print(markdown(every))


if __name__ == "__main__":
    main()
