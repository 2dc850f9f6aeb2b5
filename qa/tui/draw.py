"""How answers, sources and messages look: the only place where text of documents becomes something to show.

All of it is `Content`, whose text is never read as markup, and all of it is made safe first.
"""

import re
from collections.abc import Sequence

from textual.content import Content
from textual.style import Style

from index.types import Document, Span
from qa.plain import asides, place, scope_text, sources_text, time_text
from qa.safe import one_line, safe
from qa.tui.reference import Reference, references
from qa.types import EVERYWHERE, Answer, Citation

NEAREST_LABEL = "nearest passages (may not answer)"
_SNIPPET = 90
_NAMED = 5
_SHORT = "bold underline"
_CHIP = Style(bold=True, underline=True)


def shown(text: str) -> str:
    """Text of a document, safe and of the same length, so that offsets still fit. Line ends become line feeds."""
    return safe(text.replace("\r\n", " \n").replace("\r", "\n"))


def chip(number: int, turn: int) -> Content:
    """The mark [n] that opens source n of an answer; its action is made of integers only."""
    action = {"@click": f"screen.open_source({int(turn)}, {int(number)})"}
    return Content.assemble((f"[{int(number)}]", _CHIP + Style.from_meta(action)))


def question_content(question: str) -> Content:
    """A question as it stands in the transcript."""
    return Content.assemble(("❯ ", "bold"), (safe(question).replace("\n", "\n  "), "bold"))


def answer_content(answer: Answer, turn: int, inline: bool) -> Content:
    """An answer with its chips; `inline` puts the lines about its sources below it."""
    found = references(answer)
    parts: list[Content] = []
    if answer.searched != answer.question:
        parts.append(_dim(f"searched: {one_line(answer.searched)}"))
    if answer.time:
        parts.append(_dim(time_text(answer.time)))
    if answer.sources:
        parts.append(_dim(sources_text(answer.sources)))
    parts.extend(_abstention(answer, turn) if answer.abstained else _quotes(answer, turn))
    parts.extend(Content(line) for line in asides(answer))
    if inline:
        parts.extend(line for one in found for line in _inline(one, turn))
    if not answer.abstained:
        parts.append(_dim(_count(found)))
    return Content("\n").join(parts)


def examples_content(questions: tuple[str, ...]) -> Content:
    """Questions to begin with, each of which is asked by a click; its action is made of an integer only."""
    lines = [_dim("Questions that these documents answer; a click asks, or tab and the number:")]
    for number, question in enumerate(questions, 1):
        action = Style.from_meta({"@click": f"screen.example({number})"})
        lines.append(Content.assemble((f"[{number}]", _CHIP + action), " ", (one_line(question), action)))
    return Content("\n").join(lines)


def source_content(reference: Reference) -> Content:
    """A source for the list beside the transcript: who and when, title, place."""
    document = reference.passage.document
    mark = (f"[{reference.number}] ", "bold")
    lines = [Content.assemble(mark, " · ".join(_who_and_when(document)))]
    if document.title:
        lines.append(Content(f"    {one_line(document.title)}"))
    lines.append(_dim(f"    {where(reference)}"))
    return Content("\n").join([*lines, *_about(reference)])


def preview_contents(reference: Reference) -> tuple[Content, Content, Content]:
    """Up to two sentences before a place, the place, and up to two sentences after it, all of its passage."""
    passage, text = reference.passage, shown(reference.passage.document.text)
    before = [span for span in passage.sentences if span.end <= reference.start][-2:]
    after = [span for span in passage.sentences if span.start >= reference.end][:2]
    pieces = (
        text[before[0].start : reference.start] if before else "",
        text[reference.start : reference.end],
        text[reference.end : after[-1].end] if after else "",
    )
    first, place_, last = (Content(piece.strip()) for piece in pieces)
    return first, place_, last


def heading(reference: Reference) -> Content:
    """What is known of a document and the lines that are shown of it, for the top of the reader."""
    document = reference.passage.document
    name = one_line(document.title or document.id)
    return Content.assemble((name, "bold"), "\n", " · ".join((*_who_and_when(document), where(reference))))


def error_content(what: str) -> Content:
    """What went wrong. State is told in words, not by colour."""
    return Content.assemble(("! ", "bold"), safe(what))


def skipped_text(skipped: Sequence[tuple[str, str]]) -> str:
    """Which files could not be read and why, a line each; only the first few are named."""
    lines = [one_line(f"skipped {file}: {why}") for file, why in skipped[:_NAMED]]
    return "\n".join([*lines, *([f"… and {len(skipped) - _NAMED:,} more"] if len(skipped) > _NAMED else [])])


def where(reference: Reference) -> str:
    """`path:first-last`, safe and on one line."""
    return place(reference.passage, reference.first_line, reference.last_line)


def _quotes(answer: Answer, turn: int) -> list[Content]:
    """The quotes that are shown, each with its short answer marked and with the chips of its citations."""
    chips = (Content(" ").join(chip(number, turn) for number in answer.numbers(one)) for one in answer.shown)
    return [Content.assemble(*_marked(one), " ", its) for one, its in zip(answer.shown, chips, strict=True)]


def _marked(citation: Citation) -> list[tuple[str, str]]:
    """A quote on one line, in parts: the short answer, if it has one, in bold and underlined."""
    quote, found = citation.quote, citation.highlight or Span(citation.end, citation.end)
    start, end = found.start - citation.start, found.end - citation.start
    parts = (quote[:start].lstrip(), ""), (quote[start:end], _SHORT), (quote[end:].rstrip(), "")
    return [(safe(re.sub(r"\s+", " ", text)), style) for text, style in parts if text]


def _abstention(answer: Answer, turn: int) -> list[Content]:
    reason = f" ({one_line(answer.reason)})" if answer.reason else ""
    lines = [Content.assemble((one_line(answer.text), "bold"), reason)]
    lines.append(_dim(scope_text(answer.scope) + " (f2 changes that)" * (answer.scope.filters != EVERYWHERE)))
    if answer.hits:
        chips = Content(" ").join(chip(one.number, turn) for one in references(answer))
        lines.append(Content.assemble((f"{NEAREST_LABEL}: ", "dim"), chips))
    return lines


def _inline(reference: Reference, turn: int) -> list[Content]:
    document = reference.passage.document
    facts = [*_who_and_when(document), *([one_line(document.title)] if document.title else [])]
    lines = [Content.assemble(chip(reference.number, turn), " ", " · ".join(facts)), _dim(f"    {where(reference)}")]
    lines.extend(_about(reference))
    if not reference.quoted:
        text = one_line(reference.passage.text)
        lines.append(_dim("    " + (text if len(text) <= _SNIPPET else f"{text[:_SNIPPET]}…")))
    return lines


def _about(reference: Reference) -> list[Content]:
    """The lines about a quote, then its fault."""
    fault = [Content.assemble((f"    {one_line(reference.fault)}", "bold"))] if reference.fault else []
    return [*(_dim(f"    {line}") for line in reference.remarks), *fault]


def _who_and_when(document: Document) -> tuple[str, ...]:
    """Source and date of a document with the rule that found the date; a date that is not known is said to be so."""
    rule = f" ({document.rules.date})" if document.rules.date else ""
    date = one_line(f"{document.date}{rule}") if document.date else "date unknown"
    return (one_line(document.source), date) if document.source else (date,)


def _count(found: tuple[Reference, ...]) -> str:
    documents = len({(one.passage.document.path, one.passage.document.id) for one in found})
    quotes = f"{len(found)} exact quote{'s' if len(found) != 1 else ''}"
    return f"{quotes} from {documents} document{'s' if documents != 1 else ''}"


def _dim(text: str) -> Content:
    return Content.assemble((text, "dim"))
