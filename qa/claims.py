"""The texts that somebody says stand in the documents: the quotes of an exported answer, or of a manuscript."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import UsageError
from index.patterns import later

_QUOTED = later('“([^“”]+)”|«([^«»]+)»|„([^„“”]+)[“”]|"([^"\n]+)"')
_MARK = later(r"(?: ?\[\d+\])+")
_FEW = 3
"""Fewer words between quotation marks are a name or a term, and not a quote."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A text that is said to stand in the documents: its number in an answer if it has one, and where it was found.

    `document` is the id and `start` the offset that it was cited with; None where it was not.
    """

    text: str
    number: int | None = None
    document: str | None = None
    start: int | None = None


def read_claims(file: str | None, quotes: list[str] | None) -> list[Claim]:
    """The claims of a file, of standard input for “-”, or these `quotes`.

    Raises UsageError when there is neither or both, when the file cannot be read, and as `claims`.
    """
    if bool(file) == bool(quotes):
        raise UsageError("what shall be verified? Name one file (- is standard input), or give --quote TEXT")
    if quotes:
        return [Claim(text) for text in quotes]
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(str(file)).read_bytes()
    except OSError as error:
        raise UsageError(f"the file {file} cannot be read: {error.strerror}") from error
    return claims(data.decode("utf-8-sig", "replace"), str(file))


def claims(text: str, where: str) -> list[Claim]:
    """The quotes in what `ask --json` wrote (one answer, or answers as JSON lines), or in any other text those in
    quotation marks of at least three words.

    Raises UsageError when there are neither.
    """
    answers = _answers(text)
    if answers is not None:
        return [claim for answer in answers for claim in _cited(answer, where)]
    quoted = [next(filter(None, found.groups())) for found in _QUOTED.finditer(text)]
    found = [Claim(one.strip()) for one in quoted if len(one.split()) >= _FEW]
    if not found:
        raise UsageError(f"{where}: there is no answer of “ask --json” in it, and nothing in quotation marks")
    return found


def _answers(text: str) -> list[Any] | None:
    """The JSON objects of a text, one or one a line; None when it is something else."""
    try:
        whole = json.loads(text)
        return whole if isinstance(whole, list) else [whole]
    except RecursionError:
        return None
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
    try:
        return [json.loads(line) for line in lines] if lines else None
    except (ValueError, RecursionError):
        return None


def _cited(answer: Any, where: str) -> Iterator[Claim]:
    """The citations of an answer, and the parts of its text that are none of them."""
    cited = answer.get("citations") if isinstance(answer, dict) else None
    if not isinstance(cited, list) or not all(isinstance(one, dict) for one in cited):
        raise UsageError(f"{where}: this JSON is no answer of “ask --json”: it has no list of “citations”")
    quotes = [_claim(one) for one in cited]
    yield from quotes
    known = {_plain(one.text) for one in quotes}
    if quotes and isinstance(text := answer.get("answer"), str):
        yield from (Claim(part.strip()) for part in _MARK.split(text) if part.strip() and _plain(part) not in known)


def _claim(citation: dict[str, Any]) -> Claim:
    number, start = (citation.get(key) for key in ("number", "start"))
    name = citation.get("document_id")
    return Claim(
        text=str(citation.get("quote") or ""),
        number=number if isinstance(number, int) else None,
        document=name if isinstance(name, str) else None,
        start=start if isinstance(start, int) else None,
    )


def _plain(text: str) -> str:
    return " ".join(text.split())
