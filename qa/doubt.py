"""Why an answer is not given, in words that a person can check."""

from collections.abc import Iterable, Sequence

from index.types import Document, Passage
from index.words import tokens
from qa.alike import alike
from qa.asked import Asked
from qa.expect import Kind, fits
from qa.peoples import states

UNSURE = "no sentence answers it surely enough"
NO_WORDS = "the question has no word to be looked for"
NOTHING_WITHIN = "no document within the chosen dates and source has anything in common with it"

_GIVES = {
    Kind.PERSON: "name nobody for it",
    Kind.TIME: "give no time",
    Kind.PLACE: "give no place",
    Kind.NUMBER: "give no number",
    Kind.MONEY: "give no amount",
    Kind.REASON: "give no reason",
}
_MOST = 0.7
"""A passage is on the subject of a question when it holds this share of the weight of its terms."""


def reason(question: Asked, passages: Sequence[Passage]) -> str:
    """Why the passages found hold no answer: what they do not mention, do not mention together, or do not give."""
    if not question.terms:
        return NO_WORDS
    if question.missing:
        return f"no passage mentions {_quoted(question.missing)}"
    names = [place for place, term in enumerate(question.terms) if term.name]
    held = [_held(question, passage) for passage in passages]
    if len(names) > 1 and not any(all(one[place] for place in names) for one in held):
        return f"no passage mentions {_quoted(_whole(question, names), ' together with ')}"
    if question.expected.speaker:
        return f"no sentence found is surely what {' '.join(question.expected.speaker)} said about it"
    near = [passage for passage, one in zip(passages, held, strict=True) if _share(question, one) >= _MOST]
    given = _GIVES.get(question.expected.kind)
    if given and near and not any(fits(question.expected.kind, one.text, question.text) for one in near):
        words = _whole(question, names or range(len(question.terms)))
        return f"passages mention {_quoted(words)} but {given}"
    return UNSURE


def outside(question: Asked, passages: Iterable[Passage], inside: Iterable[Passage]) -> str:
    """How many articles on the subject of a question the filters leave out; empty when they leave out none.

    `passages` were found without the filters, `inside` with them.
    """
    kept = {_article(passage.document) for passage in inside}
    found = {_article(one.document) for one in passages if _share(question, _held(question, one)) >= _MOST} - kept
    articles = f"{len(found)} article{'s match' if len(found) > 1 else ' matches'}"
    return f"outside the chosen dates and source: {articles}" if found else ""


def on_subject(question: Asked, passage: Passage) -> bool:
    """Whether a passage, with its title, holds most of what a question names."""
    return _share(question, _held(question, passage)) >= _MOST


def _held(question: Asked, passage: Passage) -> list[bool]:
    """For each term of the question, whether the passage or its title holds it."""
    text = f"{passage.document.title or ''}\n{passage.text}"
    words = {(stem, text[start].isupper()) for stem, start, _ in tokens(text)}
    short = {stem for stem, capital in words if capital}
    named = {*states(text).values()}
    return [
        term.initials in short
        or term.state in named
        or any(stem[0] == term.stem[0] and alike(term.stem, stem, term.name and capital) for stem, capital in words)
        for term in question.terms
    ]


def _share(question: Asked, held: Sequence[bool]) -> float:
    """The share of the question's weight that the terms held have."""
    weight = sum(term.weight for term in question.terms)
    return sum(term.weight for term, one in zip(question.terms, held, strict=True) if one) / max(weight, 1e-9)


def _whole(question: Asked, places: Iterable[int]) -> list[str]:
    """The terms at these places, those in one that follow each other in the question as the words of a name do."""
    found: list[str] = []
    for place in places:
        word = question.terms[place].word
        if found and question.terms[place].name and f"{found[-1]} {word}" in question.text:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def _quoted(words: Iterable[str], between: str = ", ") -> str:
    return between.join(f"“{word}”" for word in words)


def _article(document: Document) -> tuple[str, str]:
    return document.path, document.id
