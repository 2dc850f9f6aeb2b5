"""How well follow-up questions are understood: `python -m benchmarks.turns`.

Each question of MTRAG's conversations (Katsis et al., 2025) is searched for three ways: the last turn as it was typed;
as `qa.followup.resolve` completes it from the turns before, which is what the assistant does; as a person rewrote it so
that it stands by itself. The odd half holds every second conversation, in the order in which they begin: rules were
chosen on the others.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import ir_measures
from ir_measures import Qrel, ScoredDoc, nDCG

from benchmarks.beir import Collection, collection, located, records
from benchmarks.marks import turns
from benchmarks.measures import falling
from benchmarks.systems import WHOLE, Rank, searches, settled
from benchmarks.table import Cell, Table, command
from index.vectors import Embedder
from qa.followup import resolve
from qa.retrieve import load_embedder
from qa.settings import Settings

COLLECTIONS = ("mtrag_clapnq_pooled", "mtrag_govt_pooled")
MEASURE = nDCG @ 5
WAYS = ("last turn", "resolved", "rewrite")


@dataclass(frozen=True, slots=True)
class Followed:
    """A question of a conversation in the three WAYS; `held_out` when its conversation is of the odd half."""

    held_out: bool
    ways: tuple[str, ...]


def followed(folder: Path, over: Collection, embedder: Embedder) -> dict[str, Followed]:
    """The questions of a collection by id. The id of a question begins with that of its conversation, then `<::>`."""
    begun: dict[str, int] = {}
    found: dict[str, Followed] = {}
    for row in records(located(folder / over.name, "queries.jsonl")):
        number = begun.setdefault(row["_id"].partition("<::>")[0], len(begun))
        if row["_id"] in over.queries:
            resolved = resolve(row["text"], turns(row["history"] or []), embedder)
            found[row["_id"]] = Followed(bool(number % 2), (row["text"], resolved, row["rewrite"]))
    return found


def judged(over: Collection, asked: dict[str, str], rank: Rank) -> dict[str, float]:
    """The value of MEASURE for each question, by id."""
    qrels = [Qrel(key, name, grade) for key in asked for name, grade in over.grades[key].items()]
    run = [ScoredDoc(key, *one) for key, question in asked.items() for one in falling(rank(question))]
    return {one.query_id: one.value for one in ir_measures.iter_calc([MEASURE], qrels, run)}


def tables(folder: Path, names: Sequence[str] = COLLECTIONS) -> Iterator[Table]:
    """For each collection, what every way of asking finds, over all its questions and over the odd half."""
    embedder = load_embedder(Settings())
    for name in names:
        over = collection(folder, name)
        questions = followed(folder, over, embedder)
        with tempfile.TemporaryDirectory() as scratch:
            ranks = [("bm25", WHOLE["bm25"](over)), *searches(over, Path(scratch), settled(["dossier"], (), ()))]
            rows = [row for system, rank in ranks for row in _rows(system, over, questions, rank)]
        columns = ("ranking", "questions", *WAYS, "of the way")
        yield Table(f"Follow-up questions, {name}, {MEASURE}", columns, tuple(rows))


def _rows(system: str, over: Collection, questions: dict[str, Followed], rank: Rank) -> Iterator[tuple[Cell, ...]]:
    """A row for all questions and one for the odd half."""
    values = [judged(over, {key: one.ways[way] for key, one in questions.items()}, rank) for way in range(len(WAYS))]
    for half in ("", ", odd half"):
        keys = [key for key, one in questions.items() if one.held_out or not half]
        alone, resolved, rewrite = (fmean(way[key] for key in keys) for way in values)
        share = (resolved - alone) / (rewrite - alone) if rewrite != alone else None
        yield f"{system}{half}", len(keys), alone, resolved, rewrite, share


def main(typed: Sequence[str] | None = None) -> None:
    """Print how well follow-up questions are understood."""
    command("benchmarks.turns", main, tables, typed)


if __name__ == "__main__":
    main()
