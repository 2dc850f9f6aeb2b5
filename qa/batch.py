"""Many questions at once: BEIR queries to a TREC run, and a file of questions to answers."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from index.errors import UsageError
from index.types import Hit
from qa.assistant import Assistant
from qa.export import answer_json, dumps
from qa.types import Filters, Turn

DEPTH = 100
_PASSAGES_A_DOCUMENT = 5


def answers(assistant: Assistant, path: Path, filters: Filters) -> Iterator[str]:
    """One line of JSON for each question of a JSON lines file (`question`, optional `id` and `history`), in order.

    `history` holds the earlier turns, oldest first, each a string or an object with `question` and perhaps `answer`.
    Raises UsageError for a line that is no question, naming it.
    """
    for where, record in questions(path):
        answer = answer_json(assistant.ask(record["question"], turns(record, where), filters))
        yield dumps({"id": record["id"], **answer} if "id" in record else answer)


def questions(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The records of a file of questions, each with where it stands. Raises UsageError for a line that is none."""
    for number, record in _records(path):
        where = f"{path}:{number}"
        if not isinstance(record.get("question"), str) or not isinstance(record.get("history") or [], list):
            raise UsageError(f"{where}: there is no “question” here, or its “history” is not a list")
        yield where, record


def turns(record: dict[str, Any], where: str) -> list[Turn]:
    """The earlier turns of a record of a file of questions, oldest first."""
    return [_turn(turn, where) for turn in record.get("history") or []]


def run_lines(assistant: Assistant, queries: Path, by: str, filters: Filters) -> Iterator[str]:
    """A TREC run (query Q0 document rank score tag) for BEIR queries (JSON lines with `_id` and `text`).

    With `by` “document” a document is named by its id and stands where its best passage does; with “passage” each
    passage is named by its document's id and the offset at which it starts. At most 100 for a query.
    """
    for number, record in _records(queries):
        name, text = record.get("_id", record.get("id")), record.get("text", record.get("question"))
        if name is None or not isinstance(text, str):
            raise UsageError(f"{queries}:{number}: a query needs “_id” and “text”")
        hits = assistant.search(text, DEPTH * (_PASSAGES_A_DOCUMENT if by == "document" else 1), filters)
        for rank, (found, score) in enumerate(_named(hits, by)[:DEPTH], 1):
            yield f"{_token(str(name))} Q0 {_token(found)} {rank} {score:.6f} dossier"


def write_run(path: Path, lines: Iterable[str]) -> None:
    """Write the lines of a run to a file. Raises UsageError when that cannot be."""
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise UsageError(f"the run {path} cannot be written: {error.strerror}") from error


def _named(hits: list[Hit], by: str) -> list[tuple[str, float]]:
    """Names with scores, best first, each name once."""
    named: dict[str, float] = {}
    for hit in hits:
        passage = hit.passage
        name = passage.document.id if by == "document" else f"{passage.document.id}#{passage.start}"
        named.setdefault(name, hit.score)
    return list(named.items())


def _token(name: str) -> str:
    """A name without white space, since the fields of a run are separated by it."""
    return "_".join(name.split())


def _turn(turn: Any, where: str) -> Turn:
    if isinstance(turn, str):
        return Turn(turn)
    if isinstance(turn, dict) and isinstance(turn.get("question"), str):
        return Turn(turn["question"], str(turn.get("answer") or ""))
    raise UsageError(f"{where}: an earlier turn must be a string or an object with a “question”")


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON lines file with the numbers of their lines. Raises UsageError for any other line."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _object(line, f"{path}:{number}")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"the file {path} cannot be read: {reason}") from error


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: this line is not JSON") from error
    if not isinstance(record, dict):
        raise UsageError(f"{where}: this line is not a JSON object")
    return record
