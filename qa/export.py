"""Answers and hits as plain values and as JSON.

Offsets are characters of a document's text, lines those of its file, from 1, and null where it has no lines; `place`
counts in whatever it has, pages or rows; days are YYYY-MM-DD.
"""

import json
from typing import Any

from index.types import Document, Hit, Passage
from qa.types import Answer, Citation, Dating, Found, Scope, Speaker
from qa.when import Window


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain values. `confidence` is a probability from 0 to 1."""
    return {
        "question": answer.question,
        "searched": answer.searched,
        "time": _time_json(answer.time),
        "sources": list(answer.sources),
        "scope": _scope_json(answer.scope),
        "answer": answer.text,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason,
        "missing": list(answer.missing),
        "differs": [{"value": value.text, "citations": list(value.citations)} for value in answer.differs],
        "newer": None if answer.newer is None else _document_json(answer.newer),
        "citations": [_citation_json(citation) for citation in answer.citations],
        "hits": [hit_json(hit) for hit in answer.hits],
    }


def found_json(question: str, found: Found) -> dict[str, Any]:
    """What a search found as plain values: the time and the sources by which it preferred passages, and the hits."""
    hits = [hit_json(hit) for hit in found.hits]
    return {"question": question, "time": _time_json(found.time), "sources": list(found.sources), "hits": hits}


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit as plain values, with what each stage of the ranking gave it and which words match."""
    passage = hit.passage
    place = {
        "start": passage.start,
        "end": passage.end,
        **_place_json(passage.document, passage.first_line, passage.last_line),
    }
    ranks = [{"stage": one.stage, "rank": one.rank, "score": one.score, "share": one.share} for one in hit.ranks]
    matches = [
        {"asked": one.asked, "found": one.found, "likeness": one.likeness, "weight": one.weight} for one in hit.matches
    ]
    told = {"text": passage.text, "ranks": ranks, "matches": matches}
    return {"score": hit.score, **_document_json(passage.document), **place, **told}


def dumps(value: Any, indent: int | None = None) -> str:
    """JSON in ASCII, so that no terminal or pipe can be harmed by it."""
    return json.dumps(value, ensure_ascii=True, indent=indent)


def _time_json(window: Window | None) -> dict[str, Any] | None:
    if window is None:
        return None
    first, last = (day.isoformat() if day else None for day in (window.first, window.last))
    return {"phrase": window.phrase, "reading": window.reading, "first": first, "last": last}


def _scope_json(scope: Scope) -> dict[str, Any]:
    filters = scope.filters
    within = {"since": filters.since, "until": filters.until, "source": filters.source}
    return {"documents": scope.documents, "passages": scope.passages, **within}


def _citation_json(citation: Citation) -> dict[str, Any]:
    lines = _place_json(citation.passage.document, citation.first_line, citation.last_line)
    found = citation.highlight
    return {
        "number": citation.number,
        "repeats": citation.repeats,
        **_document_json(citation.passage.document),
        "start": citation.start,
        "end": citation.end,
        **lines,
        "quote": citation.quote,
        "highlight": found and {"start": found.start, "end": found.end, "text": citation.highlighted},
        "speaker": _speaker_json(citation.speaker),
        "dates": [_dating_json(citation.passage, dating) for dating in citation.dates],
        "fault": citation.fault,
    }


def _speaker_json(speaker: Speaker | None) -> dict[str, Any] | None:
    if speaker is None:
        return None
    place = {"start": speaker.start, "end": speaker.end}
    return {"name": speaker.name, "role": speaker.role, "direct": speaker.direct, **place}


def _dating_json(passage: Passage, dating: Dating) -> dict[str, Any]:
    place = {"start": dating.start, "end": dating.end}
    phrase = passage.document.text[dating.start : dating.end]
    return {"phrase": phrase, **place, "first": dating.first, "last": dating.last}


def _place_json(document: Document, first: int, last: int) -> dict[str, Any]:
    lines = (first, last) if document.unit == "line" else (None, None)
    place = {"unit": document.unit, "first": first, "last": last}
    return {"first_line": lines[0], "last_line": lines[1], "place": place}


def _document_json(document: Document) -> dict[str, Any]:
    return {
        "path": document.path,
        "inside": document.inside,
        "document_id": document.id,
        "title": document.title,
        "date": document.date,
        "date_rule": document.rules.date,
        "source": document.source,
        "url": document.url,
        "decoding": document.decoding,
    }
