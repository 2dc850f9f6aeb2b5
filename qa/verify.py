"""Whether quotes stand in the documents: word for word, with other words, or not at all."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.index import Index
from index.patterns import later
from index.types import Document, Span
from index.words import terms
from qa.claims import Claim

EXACT, ALTERED, NOT_FOUND = "exact", "altered", "not found"
VERDICTS = (EXACT, ALTERED, NOT_FOUND)
"""From best to worst; the exit code is the place of the worst."""

_WORD = later(r"\w+(?:[’'.,-]\w+)*|[^\w\s]")
_LIKE = 0.6
"""Texts of which a smaller share of the words is the same are not taken for one another."""
_NEAREST = 30
"""Passages in which a quote with other words is looked for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of a comparison: `op` is “equal”, “delete” (in the quote only) or “insert” (in the file only)."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a claim: `[start, end)` in the text of `document`, where something was found.

    `difference` leads from the quote to the document, word by word; `note` says when it stands elsewhere than cited.
    """

    claim: Claim
    verdict: str
    document: Document | None = None
    start: int = 0
    end: int = 0
    difference: tuple[Piece, ...] = ()
    note: str = ""

    @property
    def found(self) -> str:
        """The words of the document; empty when nothing was found."""
        return self.document.text[self.start : self.end] if self.document else ""


def verify(claim: Claim, index: Index) -> Verdict:
    """Look for a quote in all documents of an index. Two texts that differ in white space only are the same."""
    if not claim.text.split():
        return Verdict(claim, NOT_FOUND)
    return _exact(claim, index) or _altered(claim, index) or Verdict(claim, NOT_FOUND)


def worst(verdicts: Iterable[Verdict]) -> int:
    """The place among VERDICTS of the worst of them."""
    return max((VERDICTS.index(one.verdict) for one in verdicts), default=0)


def _exact(claim: Claim, index: Index) -> Verdict | None:
    words = claim.text.split()
    pattern, longest = re.compile(r"\s+".join(map(re.escape, words))), max(words, key=len)
    best: Verdict | None = None
    for document in index.records.documents(claim.document):
        if longest not in document.text:
            continue
        for found in pattern.finditer(document.text):
            here = Verdict(
                claim, EXACT, document, found.start(), found.end(), (), _note(claim, document, found.start())
            )
            if not here.note:
                return here
            best = best or here
        if best:  # the document that was cited came first
            return best
    return None


def _altered(claim: Claim, index: Index) -> Verdict | None:
    """The stretch of the nearest passages that has most words in common with a claim, when that is enough."""
    wanted = [found.group().casefold() for found in _WORD.finditer(claim.text)]
    best, score = None, _LIKE
    for number, _ in index.matching(terms(claim.text), _NEAREST):
        passage = index.passage(number)
        for stretch in _stretches(passage.document, passage.sentences, len(wanted)):
            found, like = _trimmed(wanted, passage.document.text, stretch)
            if like > score:
                best, score = (passage.document, found), like
    if best is None:
        return None
    document, found = best
    difference = _difference(claim.text, document.text[found.start : found.end])
    return Verdict(claim, ALTERED, document, found.start, found.end, difference, _note(claim, document, None))


def _stretches(document: Document, sentences: tuple[Span, ...], size: int) -> Iterator[Span]:
    """Each run of sentences of a passage that a quote of so many words can be compared with."""
    for first, begin in enumerate(sentences):
        for end in sentences[first:]:
            yield Span(begin.start, end.end)
            if len(_WORD.findall(document.text, begin.start, end.end)) > size + size // 2:
                break


def _trimmed(wanted: list[str], text: str, within: Span) -> tuple[Span, float]:
    """A stretch from its first to its last word that a quote has as well, and the share of words that are the same."""
    held = [(found.group().casefold(), found.span()) for found in _WORD.finditer(text, within.start, within.end)]
    blocks = SequenceMatcher(None, wanted, [word for word, _ in held], autojunk=False).get_matching_blocks()[:-1]
    if not blocks:
        return within, 0.0
    first, last = max(0, blocks[0].b - blocks[0].a), blocks[-1].b + blocks[-1].size
    last = min(len(held), last + len(wanted) - blocks[-1].a - blocks[-1].size)
    same = sum(block.size for block in blocks)
    return Span(held[first][1][0], held[last - 1][1][1]), 2 * same / (len(wanted) + last - first)


def _difference(quote: str, held: str) -> tuple[Piece, ...]:
    ours, theirs = list(_WORD.finditer(quote)), list(_WORD.finditer(held))
    steps = SequenceMatcher(None, [one.group() for one in ours], [one.group() for one in theirs], autojunk=False)
    pieces = []
    for op, a, b, c, d in steps.get_opcodes():
        if a < b:
            pieces.append(Piece("equal" if op == "equal" else "delete", quote[ours[a].start() : ours[b - 1].end()]))
        if op != "equal" and c < d:
            pieces.append(Piece("insert", held[theirs[c].start() : theirs[d - 1].end()]))
    return tuple(pieces)


def _note(claim: Claim, document: Document, start: int | None) -> str:
    """How what was found differs from what was cited; empty when it does not."""
    if claim.document is None:
        return ""
    if claim.document != document.id:
        return f"it was cited from {claim.document}"
    if None not in (claim.start, start) and claim.start != start:
        return "it stands at another place than cited"
    return ""
