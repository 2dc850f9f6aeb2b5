"""Answers and hits as JSON and as plain text."""

import json
import os
from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Any

from index.types import Hit, Passage
from qa.safe import one_line
from qa.types import Answer, Citation

EXCERPT = 160
"""Characters of a nearest passage that are shown to people."""


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain values. Offsets are characters of the document's text, lines those of its file, from 1."""
    return {
        "question": answer.question,
        "searched": answer.searched,
        "answer": answer.text,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason,
        "citations": [_citation_json(citation) for citation in answer.citations],
        "hits": [hit_json(hit) for hit in answer.hits],
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit as plain values, with the rank, score and share of the fused score that each side of the search gave it."""
    passage = hit.passage
    place = {
        "start": passage.start,
        "end": passage.end,
        "first_line": passage.first_line,
        "last_line": passage.last_line,
    }
    ranks = [{"side": one.side, "rank": one.rank, "score": one.score, "share": one.share} for one in hit.ranks]
    return {"score": hit.score, **_document_json(passage), **place, "text": passage.text, "ranks": ranks}


def dumps(value: Any, indent: int | None = None) -> str:
    """JSON in ASCII, so that no terminal or pipe can be harmed by it."""
    return json.dumps(value, ensure_ascii=True, indent=indent)


def answer_text(answer: Answer) -> Iterator[str]:
    """An answer as lines for people: the quotes with their marks, then the sources, or the nearest passages."""
    if answer.searched != answer.question:
        yield f"searched: {one_line(answer.searched)}"
    if answer.abstained:
        yield f"{one_line(answer.text)} ({one_line(answer.reason)})"
        yield from ["", "The nearest passages, which may not answer:"] if answer.hits else []
        yield from hits_text(answer.hits[:3], EXCERPT)
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


def hits_text(hits: Sequence[Hit], most: int | None = None) -> Iterator[str]:
    """Hits as lines for people: where each stands, what is known of its document, and `most` characters of its text."""
    for number, hit in enumerate(hits, 1):
        yield f"{number:>3}. {place(hit.passage, hit.passage.first_line, hit.passage.last_line)}  {hit.score:.3f}"
        if about := facts(hit.passage):
            yield f"     {about}"
        text = one_line(hit.passage.text)
        yield f"     {text}" if most is None else f"     {shorten(text, most, placeholder=' …')}"


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
