"""Many questions at once, on all cores: a file of questions to answers, and BEIR queries to a TREC run.

The whole file is read and checked before anything is asked. Answering is work of the interpreter, which threads would
do in turns, so a long file is divided among processes; each opens the index for itself. Results come in the order of
the file, and are those of one process.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from index.errors import UsageError
from index.types import Hit
from index.workers import Workers
from qa.assistant import Assistant
from qa.export import answer_json, dumps
from qa.indexer import open_kept
from qa.retrieve import checked
from qa.types import Filters, Turn
from qa.where import plan

_FORM = 'write {"question": "…"} on each line, or for search {"_id": "1", "text": "…"}'

DEPTH = 100
_PASSAGES_A_DOCUMENT = 5

AT_ONCE = 16
"""Questions that a process is given at a time."""

FEW = 64
"""Questions that are answered before processes have started: so many, or fewer, are asked here."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a file: the id, if it has one, and the turns before it."""

    question: str
    turns: tuple[Turn, ...] = ()
    id: Any = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """Some questions to ask of an index; `by` is what a run names."""

    filters: Filters
    asked: tuple[Asked, ...]
    by: str = ""


Work = Callable[[Job, Assistant], list[str]]


def answers(assistant: Assistant, path: Path, filters: Filters) -> Iterator[str]:
    """One line of JSON for each question of a JSON lines file (`question`, optional `id` and `history`), in order.

    `history` holds the earlier turns, oldest first, each a string or an object with `question` and perhaps `answer`.
    Raises UsageError for a line that is no question, naming it.
    """
    asked = [
        Asked(record["question"], tuple(turns(record, where)), record.get("id"), "id" in record)
        for where, record in questions(path)
    ]
    return _over(assistant, _jobs(asked, filters), answered)


def run_lines(assistant: Assistant, queries: Path, by: str, filters: Filters) -> Iterator[str]:
    """A TREC run (query Q0 document rank score tag) for BEIR queries (JSON lines with `_id` and `text`).

    With `by` “document” a document is named by its id and stands where its best passage does; with “passage” each
    passage is named by its document's id and the offset at which it starts. At most 100 for a query. Raises UsageError
    for a line that is no query, naming it.
    """
    asked = []
    for where, record in _records(queries):
        name, text = record.get("_id", record.get("id")), record.get("text", record.get("question"))
        if name is None or not isinstance(text, str):
            raise UsageError(f"{where}: a query needs “_id” and “text”")
        asked.append(Asked(_checked(text, where), (), str(name)))
    return _over(assistant, _jobs(asked, filters, by), ranked)


def questions(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The records of a file of questions, each with where it stands. Raises UsageError for a line that is none."""
    for where, record in _records(path):
        if not isinstance(record.get("question"), str) or not isinstance(record.get("history") or [], list):
            raise UsageError(f"{where}: there is no “question” here, or its “history” is not a list")
        _checked(record["question"], where)
        yield where, record


def turns(record: dict[str, Any], where: str) -> list[Turn]:
    """The earlier turns of a record of a file of questions, oldest first."""
    return [_turn(turn, where) for turn in record.get("history") or []]


def answered(job: Job, assistant: Assistant) -> list[str]:
    """The answers to some questions, each a line of JSON."""
    found = ((one, answer_json(assistant.ask(one.question, one.turns, job.filters))) for one in job.asked)
    return [dumps({"id": one.id, **answer} if one.named else answer) for one, answer in found]


def ranked(job: Job, assistant: Assistant) -> list[str]:
    """The lines of a run for some queries."""
    passages = DEPTH * (_PASSAGES_A_DOCUMENT if job.by == "document" else 1)
    return [
        f"{_token(one.id)} Q0 {_token(name)} {rank} {score:.6f} dossier"
        for one in job.asked
        for rank, (name, score) in enumerate(_named(assistant.search(one.question, passages, job.filters), job.by), 1)
    ]


def remote(assistant: Assistant, task: tuple[str, Job], _: Callable[[Any], None]) -> list[str]:
    """What a process makes of the name of some work, and a job for it."""
    name, job = task
    work: Work = {"answered": answered, "ranked": ranked}[name]
    return work(job, assistant)


def _jobs(asked: Sequence[Asked], filters: Filters, by: str = "") -> list[Job]:
    return [Job(filters, tuple(asked[start : start + AT_ONCE]), by) for start in range(0, len(asked), AT_ONCE)]


def _over(assistant: Assistant, jobs: Sequence[Job], work: Work) -> Iterator[str]:
    """The lines that work makes of jobs, in order: in this process, or where there is much to do, in several."""
    retriever = assistant.retriever
    roots, settings = retriever.index.about.roots, retriever.settings
    count = 1 if settings.reranker else min(plan(roots, settings).processes, len(jobs))
    if count == 1 or len(jobs) * AT_ONCE <= FEW:
        for job in jobs:
            yield from work(job, assistant)
        return
    with Workers(count, partial(open_kept, roots, settings)) as workers:
        yield from chain.from_iterable(workers.over(remote, [(work.__name__, job) for job in jobs], lambda _: None))


def write_run(path: Path, lines: Iterable[str]) -> None:
    """Write the lines of a run to a file. Raises UsageError when that cannot be."""
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise UsageError(f"the run {path} cannot be written: {error.strerror}") from error


def _named(hits: list[Hit], by: str) -> list[tuple[str, float]]:
    """At most 100 names with scores, best first, each name once."""
    named: dict[str, float] = {}
    for hit in hits:
        passage = hit.passage
        name = passage.document.id if by == "document" else f"{passage.document.id}#{passage.start}"
        named.setdefault(name, hit.score)
    return list(named.items())[:DEPTH]


def _token(name: str) -> str:
    """A name without white space, since the fields of a run are separated by it."""
    return "_".join(name.split())


def _turn(turn: Any, where: str) -> Turn:
    if isinstance(turn, str):
        return Turn(turn)
    if isinstance(turn, dict) and isinstance(turn.get("question"), str):
        return Turn(turn["question"], str(turn.get("answer") or ""))
    raise UsageError(f"{where}: an earlier turn must be a string or an object with a “question”")


def _records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSON lines file, each with where it stands. Raises UsageError for any other line."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    where = f"{path}:{number}"
                    yield where, _object(line, where)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"the file {path} cannot be read: {reason}") from error


def _checked(question: str, where: str) -> str:
    try:
        return checked(question)
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from error


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: this line is not JSON: {_FORM}") from error
    if not isinstance(record, dict):
        raise UsageError(f"{where}: this line is not a JSON object: {_FORM}")
    return record
