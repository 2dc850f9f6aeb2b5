"""Answers as JSON, for the database of chats; the documents that they cite stand beside it, each once.

What comes back is composed anew, so a quote that is not literally in the stored document is not in the answer.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from index.types import Document, Hit, Passage, Rules, Span
from qa.cite import Draft, Understood, compose
from qa.types import Answer, Citation, Dating, Filters, Quote, Scope, Speaker, Statement
from qa.when import Window

NEAREST = 3
"""How many of the nearest passages are kept with an answer that abstains."""

Find = Callable[[str], Document]
"""The stored document with a digest."""


def digest(document: Document) -> str:
    """The SHA-256 of what a document is and says."""
    return hashlib.sha256(document_json(document).encode()).hexdigest()


def document_json(document: Document) -> str:
    """A document as JSON."""
    return json.dumps(asdict(document), ensure_ascii=True)


def document_of(text: str) -> Document:
    """The document that `document_json` wrote."""
    found = json.loads(text)
    return Document(**{**found, "rules": Rules(**found["rules"]), "lines": tuple(found["lines"])})


def packed(answer: Answer) -> tuple[str, dict[str, Document]]:
    """An answer as JSON, and the documents that it names by their digests."""
    documents: dict[str, Document] = {}

    def name(document: Document) -> str:
        key = digest(document)
        documents[key] = document
        return key

    hits = answer.hits[:NEAREST] if answer.abstained else ()
    found = {
        "question": answer.question,
        "searched": answer.searched,
        "time": answer.time and _window_json(answer.time),
        "sources": answer.sources,
        "scope": asdict(answer.scope),
        "confidence": answer.confidence,
        "reason": answer.reason,
        "missing": answer.missing,
        "newer": answer.newer and name(answer.newer),
        "statements": [_statement_json(one, answer, name) for one in answer.shown],
        "nearest": [{"score": hit.score, "passage": _passage_json(hit.passage, name)} for hit in hits],
    }
    return json.dumps(found, ensure_ascii=True), documents


def unpacked(text: str, find: Find) -> Answer:
    """The answer that `packed` wrote; its hits are the nearest passages of one that abstains."""
    found = json.loads(text)
    scope = Scope(**{**found["scope"], "filters": Filters(**found["scope"]["filters"])})
    preferred = _window(found["time"]), tuple(found.get("sources", ()))  # which older chats have not
    understood = Understood(found["question"], found["searched"], scope, *preferred)
    statements = tuple(
        Statement(tuple(_quote(one, find) for one in each["quotes"]), each["value"]) for each in found["statements"]
    )
    newer = find(found["newer"]) if found["newer"] else None
    draft = Draft(statements, found["confidence"], found["reason"], tuple(found["missing"]), newer)
    hits = [Hit(_passage(one["passage"], find), one["score"], ()) for one in found["nearest"]]
    return compose(understood, draft, hits)


def _statement_json(shown: Citation, answer: Answer, name: Callable[[Document], str]) -> dict[str, Any]:
    its = set(answer.numbers(shown))
    quotes = [_quote_json(one, name) for one in answer.citations if one.number in its]
    return {"quotes": quotes, "value": next((one.text for one in answer.differs if its & {*one.citations}), "")}


def _quote_json(citation: Citation, name: Callable[[Document], str]) -> dict[str, Any]:
    return {
        "passage": _passage_json(citation.passage, name),
        "start": citation.start,
        "end": citation.end,
        "fault": citation.fault,
        "highlight": citation.highlight and asdict(citation.highlight),
        "speaker": citation.speaker and asdict(citation.speaker),
        "dates": [asdict(one) for one in citation.dates],
    }


def _quote(found: dict[str, Any], find: Find) -> Quote:
    return Quote(
        passage=_passage(found["passage"], find),
        start=found["start"],
        end=found["end"],
        fault=found["fault"],
        highlight=Span(**found["highlight"]) if found["highlight"] else None,
        speaker=Speaker(**found["speaker"]) if found["speaker"] else None,
        dates=tuple(Dating(**one) for one in found["dates"]),
    )


def _passage_json(passage: Passage, name: Callable[[Document], str]) -> dict[str, Any]:
    sentences = [[one.start, one.end] for one in passage.sentences]
    return {"document": name(passage.document), "number": passage.number, "sentences": sentences}


def _passage(found: dict[str, Any], find: Find) -> Passage:
    document, sentences = find(found["document"]), tuple(Span(*one) for one in found["sentences"])
    start, end = sentences[0].start, sentences[-1].end
    lines = document.line(start), document.line(end - 1)
    return Passage(found["number"], document, document.text[start:end], start, end, *lines, sentences)


def _window_json(window: Window) -> dict[str, Any]:
    days = {name: day and day.isoformat() for name, day in (("first", window.first), ("last", window.last))}
    return {**asdict(window), **days}


def _window(found: dict[str, Any] | None) -> Window | None:
    if found is None:
        return None
    days = {name: found[name] and date.fromisoformat(found[name]) for name in ("first", "last")}
    return Window(**{**found, **days})
