"""Questions with the sentences found for them: put to a whole collection, to a few of its documents, or elsewhere."""

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.beir import located, records
from qa.asked import asked
from qa.evidence import candidates
from qa.retrieve import Retriever
from qa.settings import Settings
from training.swapped import Swaps

SMALL, FOLDERS = 12, 16
"""Documents of a small folder, and how many such folders are made of a collection."""

DAYS = 100
"""Days of each collection of which it is asked what happened then, and half as many of which it knows nothing."""

SWAPPED, SWAPPED_SMALL = (300, 150), (8, 4)
"""The most questions of another name, and of another year, that are put to a collection, and to a small folder."""

BESIDE = 300
"""So many characters around its answer do not hold the other name or year, although its document may."""

_MONTHS = "January February March April May June July August September October November December".split()
_DAY = re.compile(rf"\b(?:{'|'.join(_MONTHS)}) \d{{1,2}}\b(?:, [12]\d{{3}})?")


@dataclass(frozen=True, slots=True)
class Example:
    """The sentences found for a question: their features but the speaker, shape (n, features), which of them hold an
    answer, and their texts. `answerable` tells whether the documents hold one, found or not."""

    name: str
    answerable: bool
    features: NDArray[np.float64]
    answers: NDArray[np.bool_]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a half of a collection, as its file has them, and the documents that answer each, by id."""

    name: str
    rows: tuple[dict[str, Any], ...]
    judged: dict[str, frozenset[str]]

    def documents(self, row: dict[str, Any]) -> frozenset[str]:
        """The documents that answer a question; none for one that has no answer."""
        return self.judged.get(str(row["_id"]), frozenset())


def questions(folder: Path, half: int, leave_out: frozenset[str] = frozenset()) -> Questions:
    """The questions at even (0) or odd (1) places that have a document or are unanswerable, but for these texts."""
    judged: dict[str, set[str]] = {}
    for line in located(folder, "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            judged.setdefault(query, set()).add(document)
    rows = tuple(records(located(folder, "queries.jsonl")))[half::2]
    known = tuple(row for row in rows if str(row["_id"]) in judged or row.get("unanswerable"))
    kept = tuple(row for row in known if tidy(row["text"]) not in leave_out)
    return Questions(folder.name, kept, {query: frozenset(found) for query, found in judged.items()})


def whole(asks: Questions, retriever: Retriever, limit: int) -> Iterator[Example]:
    """At most about `limit` of the questions, put to the whole collection."""
    for row in asks.rows[:: max(1, len(asks.rows) // limit)]:
        yield from example(asks.name, row, bool(asks.documents(row)), retriever)


def foreign(asks: Questions, retriever: Retriever, limit: int) -> Iterator[Example]:
    """At most about `limit` of the questions, put to documents that know nothing of them."""
    for row in asks.rows[:: max(1, len(asks.rows) // limit)]:
        yield from example("foreign", row, False, retriever)


def small(asks: Questions, folder: Path, seed: int) -> Iterator[Example]:
    """Questions put to folders of a few documents that follow each other in a collection: up to twenty with an answer
    there, and as many without, half of which were written for one of the documents."""
    dice = random.Random(seed)
    answering = frozenset().union(*map(asks.documents, asks.rows))
    every = [one for one in records(located(folder, "corpus.jsonl")) if str(one["_id"]) in answering]
    starts = range(0, len(every) - SMALL, SMALL)
    for start in dice.sample(starts, min(FOLDERS, len(starts))):
        part = every[start : start + SMALL]
        ids = {str(one["_id"]) for one in part}
        with TemporaryDirectory() as place, (Path(place) / "part.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(one) + "\n" for one in part)
            file.flush()
            retriever = Retriever.open(file.name, Settings(index=f"{place}/index"))
            yield from _asked_of(asks, ids, retriever, dice)
            yield from _swapped(asks, part, retriever, SWAPPED_SMALL, start)


def swapped(asks: Questions, folder: Path, half: int, retriever: Retriever) -> Iterator[Example]:
    """Questions of another name or year than one that has an answer, put to the whole collection."""
    yield from _swapped(asks, records(located(folder, "corpus.jsonl")), retriever, SWAPPED, half)


def _swapped(
    asks: Questions, documents: Iterable[dict[str, Any]], retriever: Retriever, most: tuple[int, int], seed: int
) -> Iterator[Example]:
    texts = {str(one["_id"]): str(one["text"]) for one in documents}
    rows = [(row, "\n".join(texts[one] for one in asks.documents(row) if one in texts)) for row in asks.rows]
    answered = [(row["text"], near) for row, text in rows if (near := _beside(row["answers"], text))]
    for question in Swaps(list(texts.values()), seed).of(answered, *most):
        yield from example("swapped", {"text": question}, False, retriever)


def happened(folder: Path, half: int, retriever: Retriever) -> Iterator[Example]:
    """“What happened on May 3, 1915?”, for days in the documents at even (0) or odd (1) places of a collection, and for
    days that stand in none: questions that name nothing but a time, which people seldom write down for others."""
    dice = random.Random(half)
    texts = [str(row["text"]) for row in records(located(folder, "corpus.jsonl"))]
    there = sorted({day for text in texts[half::2] for day in _DAY.findall(text)})
    whole = "\n".join(texts)
    made = [f"{dice.choice(_MONTHS)} {dice.randint(1, 28)}, {dice.randint(1700, 2020)}" for _ in range(2 * DAYS)]
    nowhere = [day for day in made if day not in whole][: DAYS // 2]
    for days in (dice.sample(there, min(DAYS, len(there))), nowhere):
        for day in days:
            row = {"text": f"What happened on {day}?", "answers": [day]}
            yield from example("what happened", row, days is not nowhere, retriever)


def _beside(answers: Sequence[str], text: str) -> str:
    """What stands around the answers in a text."""
    places = (match.start() for answer in answers for match in re.finditer(re.escape(answer), text))
    return "\n".join(text[max(0, place - BESIDE) : place + BESIDE] for place in places)


def _asked_of(asks: Questions, ids: set[str], retriever: Retriever, dice: random.Random) -> Iterator[Example]:
    yes = [row for row in asks.rows if asks.documents(row) & ids]
    near = [row for row in asks.rows if not asks.documents(row) and row.get("source_doc") in ids]
    far = [row for row in asks.rows if not asks.documents(row) & ids and row.get("source_doc") not in ids]
    for rows, most in ((yes, 20), (near, 10), (far, 10)):
        for row in dice.sample(rows, min(most, len(rows))):
            yield from example(f"few of {asks.name}", row, rows is yes, retriever)


def example(name: str, row: dict[str, Any], answerable: bool, retriever: Retriever) -> Iterator[Example]:
    """What is found for one question; nothing when no passage is."""
    question = row["text"]
    found = candidates(asked(question, retriever.index), retriever.search(question), retriever.embedder)
    if found:
        wanted: Sequence[str] = [tidy(answer) for answer in row["answers"]] if answerable else []
        texts = tuple(tidy(one.text) for one in found)
        holds = np.array([any(answer in text for answer in wanted) for text in texts])
        yield Example(name, answerable, np.array([one.features[:-1] for one in found]), holds, texts)


def tidy(text: str) -> str:
    """A text in lower case with single spaces."""
    return " ".join(text.split()).lower()
