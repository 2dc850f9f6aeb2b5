"""Chats written out for others: Markdown, JSON and plain text, with everything that is needed to check a quote."""

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from index.errors import UsageError
from index.patterns import later
from index.types import Passage
from qa.chats.pack import NEAREST
from qa.chats.store import Kept
from qa.export import answer_json, dumps
from qa.plain import answer_text, asides, facts, place, remarks, scope_text
from qa.safe import one_line, safe
from qa.types import Answer, Citation

FORMATS = {"md": "Markdown", "json": "JSON", "txt": "plain text"}
_MARKS = later(r"([\\`*_{}\[\]<>()#+\-!|~&$^:.@])")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written out: a title, the documents' name, the fingerprint of their index, and the turns."""

    title: str
    corpus: str
    index: str
    turns: Sequence[Kept]


def written(sheet: Sheet, form: str) -> str:
    """A chat as `md`, `json` or `txt`."""
    if form == "json":
        return dumps(_json(sheet), indent=2) + "\n"
    lines = _markdown(sheet) if form == "md" else _text(sheet)
    return "\n".join(lines) + "\n"


def cited(passage: Passage, start: int, end: int) -> str:
    """The words at `[start, end)` of a passage's document with where they stand, as one would put them into a text."""
    document = passage.document
    title = f"“{document.title}”" if document.title else ""
    about = ", ".join(one_line(fact) for fact in (document.source, title, document.date) if fact)
    where = place(passage, document.line(start), document.line(end - 1))
    words = one_line(document.text[start:end])
    return f"“{words}”{f' — {about}' if about else ''} ({where}, characters {start}–{end})"


def file_name(title: str, form: str) -> str:
    """A name for the file of a chat: letters, digits and hyphens only."""
    slug = re.sub(r"[^\w]+", "-", title.lower()).strip("-_")[:60].rstrip("-")
    return f"{slug or 'chat'}.{form}"


def save(path: Path, text: str, replace: bool = False) -> None:
    """Write a file whole or not at all. Raises UsageError when it is there and `replace` is false, or on failure."""
    if path.exists() and not replace:
        raise UsageError(f"{path} is there already: choose another name, or say that it is to be replaced")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".dossier-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            os.replace(name, path)
        except OSError:
            os.unlink(name)
            raise
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}. Choose another place") from error


def _json(sheet: Sheet) -> dict[str, Any]:
    made = {"program": f"dossier {_version()}", "index": sheet.index, "documents": sheet.corpus}
    return {"title": sheet.title, **made, "turns": [_turn_json(turn) for turn in sheet.turns]}


def _turn_json(turn: Kept) -> dict[str, Any]:
    told = {"number": turn.number, "asked": _when(turn.asked), "question": turn.question, "state": turn.state}
    return {**told, "answer": answer_json(turn.answer) if turn.answer else None}


def _text(sheet: Sheet) -> Iterator[str]:
    yield from (one_line(sheet.title), _made(sheet))
    for turn in sheet.turns:
        yield from ("", f"Question {turn.number}, {_when(turn.asked)}: {one_line(turn.question)}", "")
        if turn.answer:
            yield from answer_text(turn.answer)
            yield from (
                "",
                *(f"[{one.number}] {cited(one.passage, one.start, one.end)}" for one in turn.answer.citations),
            )
            yield scope_text(turn.answer.scope)
        else:
            yield one_line(turn.state or "no answer")


def _markdown(sheet: Sheet) -> Iterator[str]:
    yield from (f"# {_plain(sheet.title)}", "", _plain(_made(sheet)))
    for turn in sheet.turns:
        yield from ("", f"## {turn.number}. {_plain(turn.question)}", "", f"Asked {_when(turn.asked)}", "")
        yield from _answer_markdown(turn.answer) if turn.answer else (_plain(turn.state or "no answer"),)


def _answer_markdown(answer: Answer) -> Iterator[str]:
    if answer.searched != answer.question:
        yield from (f"Searched: {_plain(answer.searched)}", "")
    if answer.abstained:
        yield from (f"{_plain(answer.text)} ({_plain(answer.reason)})", "")
    for shown in answer.shown:
        marks = " ".join(f"[{number}]" for number in answer.numbers(shown))
        yield from (f"> {_plain(shown.quote)} {marks}", "")
    yield from (f"{_plain(line)}  " for line in asides(answer))
    for one in answer.citations:
        yield from _citation_markdown(one)
    for number, hit in enumerate(answer.hits[:NEAREST] if answer.abstained else (), 1):
        place_ = _named(hit.passage, hit.passage.first_line, hit.passage.last_line)
        yield f"- nearest, may not answer ({number}): {place_}"
    yield from ("", _plain(scope_text(answer.scope)))


def _citation_markdown(one: Citation) -> Iterator[str]:
    where = _named(one.passage, one.first_line, one.last_line)
    yield f"- [{one.number}] {where}, characters {one.start}–{one.end}"
    yield from (f"  - {_plain(line)}" for line in (*remarks(one), one.fault) if line)
    yield from [f"  - {_plain(one.passage.document.url)}"] if one.passage.document.url else []


def _named(passage: Passage, first: int, last: int) -> str:
    """What is known of a document and where in it a passage stands, for Markdown."""
    return f"{_plain(facts(passage) or passage.document.id)} — {_plain(place(passage, first, last))}"


def _plain(text: str) -> str:
    """Text of a document on one line, with all that Markdown would read as more than text escaped."""
    return _MARKS.sub(r"\\\1", one_line(text))


def _made(sheet: Sheet) -> str:
    return safe(f"Written by dossier {_version()} from {sheet.corpus}, index {sheet.index}")


def _version() -> str:
    try:
        return version("dossier-qa")
    except PackageNotFoundError:
        return "from a checkout"


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
