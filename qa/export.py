"""Answers and hits as JSON and as plain text."""

import json
import os
from collections.abc import Iterator
from textwrap import shorten
from typing import Any

from index.types import Hit, Passage
from qa.explain import explanation
from qa.retrieve import Found
from qa.safe import one_line
from qa.types import Answer, Citation
from qa.when import Window

EXCERPT = 160
"""Characters of a nearest passage that are shown to people."""


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain values. Offsets are characters of the document's text, lines those of its file, from 1."""
    return {
        "question": answer.question,
        "searched": answer.searched,
        "time": _time_json(answer.time),
        "answer": answer.text,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason,
        "citations": [_citation_json(citation) for citation in answer.citations],
        "hits": [hit_json(hit) for hit in answer.hits],
    }


def found_json(question: str, found: Found) -> dict[str, Any]:
    """What a search found as plain values: the time by which it preferred passages, and the hits, best first."""
    return {"question": question, "time": _time_json(found.time), "hits": [hit_json(hit) for hit in found.hits]}


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit as plain values, with what each stage of the ranking gave it and which words match."""
    passage = hit.passage
    place = {
        "start": passage.start,
        "end": passage.end,
        "first_line": passage.first_line,
        "last_line": passage.last_line,
    }
    ranks = [{"stage": one.stage, "rank": one.rank, "score": one.score, "share": one.share} for one in hit.ranks]
    matches = [
        {"asked": one.asked, "found": one.found, "likeness": one.likeness, "weight": one.weight} for one in hit.matches
    ]
    told = {"text": passage.text, "ranks": ranks, "matches": matches}
    return {"score": hit.score, **_document_json(passage), **place, **told}


def dumps(value: Any, indent: int | None = None) -> str:
    """JSON in ASCII, so that no terminal or pipe can be harmed by it."""
    return json.dumps(value, ensure_ascii=True, indent=indent)


def answer_text(answer: Answer) -> Iterator[str]:
    """An answer as lines for people: the quotes with their marks, then the sources, or the nearest passages."""
    if answer.searched != answer.question:
        yield f"searched: {one_line(answer.searched)}"
    if answer.time:
        yield time_text(answer.time)
    if answer.abstained:
        yield f"{one_line(answer.text)} ({one_line(answer.reason)})"
        yield from ["", "The nearest passages, which may not answer:"] if answer.hits else []
        for number, hit in enumerate(answer.hits[:3], 1):
            yield from _hit_text(number, hit, EXCERPT)
        return
    for citation in answer.citations:
        yield f"{one_line(citation.quote)} [{citation.number}]"
    yield ""
    for citation in answer.citations:
        yield f"[{citation.number}] {place(citation.passage, citation.first_line, citation.last_line)}"
        if about := facts(citation.passage):
            yield f"    {about}"
        if citation.fault:
            yield f"    {citation.fault}"


def found_text(found: Found, explained: bool = False) -> Iterator[str]:
    """What a search found as lines for people: the time by which it preferred passages, and the hits, best first."""
    if found.time and found.hits:
        yield time_text(found.time)
    for number, hit in enumerate(found.hits, 1):
        yield from _hit_text(number, hit)
        if explained:
            yield from (f"     {line}" for line in explanation(hit))


def time_text(window: Window) -> str:
    """Which time a question was understood to name, as one line. Passages of it are preferred, none left out."""
    return f"time: {one_line(window.reading)}, preferred"


def place(passage: Passage, first: int, last: int) -> str:
    """`path:line` or `path:first-last`, the path relative to the working folder where it is below it."""
    path = passage.document.path
    relative = os.path.relpath(path) if os.path.isabs(path) and _same_drive(path) else path
    shown = path if relative.startswith("..") else relative
    lines = f"{first}" if first == last else f"{first}-{last}"
    return one_line(f"{shown}:{lines}")


def facts(passage: Passage) -> str:
    """Title, source and date of a passage's document, as far as they are known; the rule that found the date."""
    document = passage.document
    date = f"{document.date} ({document.rules.date})" if document.date else ""
    return one_line(" · ".join(fact for fact in (document.title, document.source, date) if fact))


def _hit_text(number: int, hit: Hit, most: int | None = None) -> Iterator[str]:
    """Where a hit stands, what is known of its document, and `most` characters of its text."""
    yield f"{number:>3}. {place(hit.passage, hit.passage.first_line, hit.passage.last_line)}  {hit.score:.3f}"
    if about := facts(hit.passage):
        yield f"     {about}"
    text = one_line(hit.passage.text)
    yield f"     {text}" if most is None else f"     {shorten(text, most, placeholder=' …')}"


def _time_json(window: Window | None) -> dict[str, Any] | None:
    if window is None:
        return None
    first, last = (day.isoformat() if day else None for day in (window.first, window.last))
    return {"phrase": window.phrase, "reading": window.reading, "first": first, "last": last}


def _citation_json(citation: Citation) -> dict[str, Any]:
    lines = {"first_line": citation.first_line, "last_line": citation.last_line}
    return {
        "number": citation.number,
        **_document_json(citation.passage),
        "start": citation.start,
        "end": citation.end,
        **lines,
        "quote": citation.quote,
        "fault": citation.fault,
    }


def _document_json(passage: Passage) -> dict[str, Any]:
    document = passage.document
    return {
        "path": document.path,
        "document_id": document.id,
        "title": document.title,
        "date": document.date,
        "date_rule": document.rules.date,
        "source": document.source,
        "url": document.url,
    }


def _same_drive(path: str) -> bool:
    return os.path.splitdrive(path)[0] == os.path.splitdrive(os.getcwd())[0]
