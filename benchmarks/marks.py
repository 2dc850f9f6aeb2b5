"""Questions of collections asked through the public API, each with how right the answer is."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.beir import located, records
from benchmarks.scores import exact, f1
from benchmarks.systems import opened
from index.words import terms
from qa.assistant import Assistant
from qa.settings import Settings
from qa.types import Answer, Citation, Turn


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
    bm25: float
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
        bm25=_bm25(assistant, answer.searched),
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


def _holds(quotes: Sequence[Citation], gold: Sequence[str]) -> bool:
    """Whether a quote holds a right answer, whatever the case and the white space."""
    wanted = [_plain(one) for one in gold]
    return any(one in _plain(quote.quote) for quote in quotes for one in wanted)


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def _bm25(assistant: Assistant, question: str) -> float:
    """The best BM25 score of a passage over the sum of the idf of the question's terms, which is 1 at most or so."""
    index, asked_for = assistant.retriever.index, terms(question)
    weight = sum(index.lexical.idf(one) for one in asked_for)
    best = index.matching(asked_for, 1)
    return best[0][1] / weight if best and weight else 0.0
