"""Whether answers say that their sources give different values: `python -m benchmarks.conflicts`.

RAMDocs (Wang et al., 2025) asks questions whose documents are marked as correct, as misinformation or as noise, the
first two with the answer that they support. Gold are the questions whose own correct and misleading documents support
two answers or more that differ once they are normalised as in SQuAD, be it that one is wrong or that a name is
ambiguous; that is most of them. So the same is asked of collections with one right answer a question: what is flagged
there is mostly flagged in error. Every question is asked of its whole collection, with the default settings.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.beir import located, records
from benchmarks.scores import normalised, positives
from benchmarks.systems import opened
from benchmarks.table import Cell, Table, command
from qa.assistant import Assistant
from qa.settings import Settings

CONFLICTING = "ramdocs"
AGREEING = ("squad2_dev_cs224n", "qed_nq_dev")
_LIMIT = 1000
"""The most questions that are asked of a collection, evenly spread."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Of a question: whether it is in the odd half, whether documents support different answers, whether the answer
    says so, and whether two of the values that it then gives are two of those answers."""

    held_out: bool
    gold: bool
    flagged: bool
    supported: bool


def tables(folder: Path) -> Iterator[Table]:
    """How often answers rightly say that sources differ, and how often they say so where none should."""
    marks = list(_asked(folder, CONFLICTING))
    odd = [one for one in marks if one.held_out]
    yield Table(
        f"Sources that give different values, {CONFLICTING}",
        (
            "questions",
            "count",
            "with different values",
            "flagged",
            "precision",
            "recall",
            "F1",
            "two values are theirs",
        ),
        (
            _row("all", marks),
            _row("odd half", odd),
            _row("odd half, every answer flagged", odd, always=True),
        ),
    )
    rows = [(name, list(_asked(folder, name))) for name in AGREEING]
    yield Table(
        "Flagged where each question has one right answer",
        ("collection", "questions", "flagged", "share"),
        tuple((name, len(marks), flagged(marks), flagged(marks) / len(marks)) for name, marks in rows),
    )


def mark(query: dict[str, Any], held_out: bool, values: Sequence[str]) -> Marked:
    """What is to be seen of an answer that gives these values side by side."""
    supported = {normalised(one["answer"]) for one in query.get("docs", ()) if one["type"] != "noise"}
    given = [normalised(value) for value in values]
    met = [pair for pair in product(supported, given) if _holds(*pair) or _holds(*reversed(pair))]
    both = all(len(set(side)) > 1 for side in zip(*met, strict=True)) and bool(met)
    return Marked(held_out, len(supported) > 1, len(given) > 1, both)


def flagged(marks: Sequence[Marked]) -> int:
    """How many answers say that their sources differ."""
    return sum(one.flagged for one in marks)


def _holds(one: str, other: str) -> bool:
    """Whether one short answer holds all words of the other, of which there are any."""
    return bool(other) and set(other.split()) <= set(one.split())


def _row(name: str, marks: Sequence[Marked], always: bool = False) -> tuple[Cell, ...]:
    gold, given = [one.gold for one in marks], [always or one.flagged for one in marks]
    theirs = None if always else sum(one.supported for one in marks) / max(1, sum(given))
    return name, len(marks), sum(gold), sum(given), *positives(given, gold), theirs


def _asked(folder: Path, name: str) -> Iterator[Marked]:
    place = folder / name
    queries = list(enumerate(records(located(place, "queries.jsonl"))))
    count = min(_LIMIT, len(queries))
    with tempfile.TemporaryDirectory() as scratch:
        assistant = Assistant(opened(located(place, "corpus.jsonl"), Path(scratch), Settings()))
        for number, query in (queries[step * len(queries) // count] for step in range(count)):
            answer = assistant.ask(query["text"])
            yield mark(query, bool(number % 2), [value.text for value in answer.differs])


def main(typed: Sequence[str] | None = None) -> None:
    """Print how well answers tell that their sources give different values."""
    command("benchmarks.conflicts", main, tables, typed)


if __name__ == "__main__":
    main()
