"""Answers and hits as lines of plain text, for people."""

import os
from collections.abc import Iterator
from textwrap import shorten

from index.types import Document, Hit, Passage
from qa.safe import one_line
from qa.types import EVERYWHERE, Answer, Citation, Scope
from qa.when import Window

EXCERPT = 160
"""Characters of a nearest passage that are shown."""

REPEATS = "says the same"
_UNITS = {"line": ":", "page": " p. "}


def answer_text(answer: Answer) -> Iterator[str]:
    """An answer: the quotes with their marks, values that differ, then the sources; or the nearest passages."""
    if answer.searched != answer.question:
        yield f"searched: {one_line(answer.searched)}"
    if answer.time:
        yield time_text(answer.time)
    if answer.sources:
        yield sources_text(answer.sources)
    if answer.abstained:
        yield f"{one_line(answer.text)} ({one_line(answer.reason)})"
        yield scope_text(answer.scope)
        yield from ["", "The nearest passages, which may not answer:"] if answer.hits else []
        for number, hit in enumerate(answer.hits[:3], 1):
            yield from hit_text(number, hit, EXCERPT)
        return
    yield from map(one_line, answer.text.split("\n"))
    yield from asides(answer)
    yield ""
    for citation in answer.citations:
        yield f"[{citation.number}] {place(citation.passage, citation.first_line, citation.last_line)}"
        about = (facts(citation.passage), *remarks(citation), one_line(citation.fault))
        yield from (f"    {line}" for line in about if line)


def asides(answer: Answer) -> Iterator[str]:
    """What is to be known of an answer as a whole: which values differ, and that there is a newer article."""
    for value in answer.differs:
        marks = " ".join(f"[{number}]" for number in value.citations)
        yield f"differs: {one_line(value.text)} {marks}"
    if answer.newer:
        about = (answer.newer.date, answer.newer.title or answer.newer.id)
        yield one_line(f"newer, on the same subject: {' · '.join(fact for fact in about if fact)}")


def remarks(citation: Citation) -> Iterator[str]:
    """What is known of a quote: that it repeats another, its short answer, who says it, and which days it means; these
    in square brackets, since they are ours and not the document's; and what is in doubt about the file's encoding."""
    if citation.repeats:
        yield f"{REPEATS} as [{citation.repeats}]"
    if citation.highlight:
        yield one_line(f"short answer: {citation.highlighted}")
    if citation.speaker:
        role = f", {citation.speaker.role}" if citation.speaker.role else ""
        yield one_line(f"said by {citation.speaker.name}{role}")
    if citation.passage.document.decoding:
        yield one_line(f"encoding: {citation.passage.document.decoding}")
    for dating in citation.dates:
        phrase = citation.passage.document.text[dating.start : dating.end]
        days = dating.first if dating.first == dating.last else f"{dating.first} to {dating.last}"
        yield one_line(f"“{phrase}” [{days}]")


def scope_text(scope: Scope) -> str:
    """What was searched, as one line."""
    text = f"looked in: {_count(scope.passages, 'passage')} of {_count(scope.documents, 'document')}"
    return text if scope.filters == EVERYWHERE else one_line(f"{text}, only those {_within(scope)}")


def time_text(window: Window) -> str:
    """Which time a question was understood to name, as one line. Passages of it are preferred, none left out."""
    return f"time: {one_line(window.reading)}, preferred"


def sources_text(sources: tuple[str, ...]) -> str:
    """Which sources a question was understood to name, as one line. Passages of them are preferred, none left out."""
    return f"source: {one_line(', '.join(sources))}, preferred"


def place(passage: Passage, first: int, last: int) -> str:
    """`path:line` or `path:first-last`, the path relative to the working folder where it is below it.

    A file without lines is cited by what it has: `path p. 3`, `path row 5`. A document within an archive is named as if
    the archive were a folder.
    """
    return place_of(passage.document, first, last)


def place_of(document: Document, first: int, last: int) -> str:
    """As `place`, for a document."""
    path = os.path.join(document.path, document.inside) if document.inside else document.path
    relative = os.path.relpath(path) if os.path.isabs(path) and _same_drive(path) else path
    shown = path if relative.startswith("..") else relative
    numbers = f"{first}" if first == last else f"{first}-{last}"
    unit = _UNITS.get(document.unit, f" {document.unit} ")
    return one_line(f"{shown}{unit}{numbers}")


def facts(passage: Passage) -> str:
    """Title, source and date of a passage's document, as far as they are known; the rule that found the date."""
    document = passage.document
    date = f"{document.date} ({document.rules.date})" if document.date else ""
    return one_line(" · ".join(fact for fact in (document.title, document.source, date) if fact))


def hit_text(number: int, hit: Hit, most: int | None = None) -> Iterator[str]:
    """Where a hit stands, what is known of its document, and `most` characters of its text."""
    yield f"{number:>3}. {place(hit.passage, hit.passage.first_line, hit.passage.last_line)}  {hit.score:.3f}"
    if about := facts(hit.passage):
        yield f"     {about}"
    text = one_line(hit.passage.text)
    yield f"     {text}" if most is None else f"     {shorten(text, most, placeholder=' …')}"


def _within(scope: Scope) -> str:
    """The filters of a scope in words."""
    filters = scope.filters
    since, until, source = (
        (filters.since, f"from {filters.since}"),
        (filters.until, f"until {filters.until}"),
        (filters.source, f"of “{filters.source}”"),
    )
    return " ".join(words for value, words in (since, until, source) if value)


def _count(number: int, of: str) -> str:
    return f"{number:,} {of}{'' if number == 1 else 's'}"


def _same_drive(path: str) -> bool:
    return os.path.splitdrive(path)[0] == os.path.splitdrive(os.getcwd())[0]
