"""What became of quotes, as lines for people and as JSON."""

from collections.abc import Iterator
from typing import Any

from qa.plain import place_of
from qa.safe import one_line
from qa.verify import NOT_FOUND, VERDICTS, Piece, Verdict, worst

_SHOWN = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}

_OPENING, _CLOSING = "$€£([“„«‘#", ".,;:!?)”’%"


def verdict_text(verdict: Verdict) -> Iterator[str]:
    """A verdict, what it is about and where that stands; where the words differ, in git's way of showing it."""
    claim, document = verdict.claim, verdict.document
    number = f"[{claim.number}] " if claim.number is not None else ""
    if document is None:
        yield f"{NOT_FOUND:<9}  {number}“{one_line(claim.text)}”"
        return
    lines = document.line(verdict.start), document.line(max(verdict.start, verdict.end - 1))
    yield f"{verdict.verdict:<9}  {number}{place_of(document, *lines)}"
    yield f"{'':9}  {_compared(verdict)}"
    if verdict.note:
        yield f"{'':9}  {one_line(verdict.note)}"


def verdicts_json(verdicts: list[Verdict]) -> dict[str, Any]:
    """All verdicts as plain values, and the worst of them."""
    return {"verdict": VERDICTS[worst(verdicts)], "quotes": [_verdict_json(one) for one in verdicts]}


def _compared(verdict: Verdict) -> str:
    """The quote, with `[-words-]` that the document does not have and `{+words+}` that only the document has."""
    pieces = verdict.difference or (Piece("equal", verdict.found),)
    told = ""
    for piece in pieces:
        close = not told or piece.text[0] in _CLOSING or told[-1] in _OPENING
        told += ("" if close else " ") + _SHOWN[piece.op].format(one_line(piece.text))
    return told


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    claim, document = verdict.claim, verdict.document
    place: dict[str, Any] = dict.fromkeys(("document_id", "path", "start", "end", "first_line", "last_line"))
    if document:
        place = {
            "document_id": document.id,
            "path": document.path,
            "start": verdict.start,
            "end": verdict.end,
            "first_line": document.line(verdict.start),
            "last_line": document.line(max(verdict.start, verdict.end - 1)),
        }
    difference = [{"op": piece.op, "text": piece.text} for piece in verdict.difference]
    told = {"found": verdict.found, "difference": difference, "note": verdict.note}
    return {"number": claim.number, "quote": claim.text, "verdict": verdict.verdict, **place, **told}
