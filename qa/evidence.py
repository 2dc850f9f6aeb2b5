"""What speaks for a sentence as the answer to a question, as numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.patterns import later
from index.plan import in_words
from index.types import Hit, Passage, Span
from index.vectors import Embedder
from index.words import tokens
from index.wordvectors import shipped
from qa.alike import alike
from qa.asked import Asked, stems
from qa.expect import Kind, expectation, fits, only_says_who, says
from qa.held import HELD, held
from qa.overlap import Overlap, overlap
from qa.peoples import states
from qa.short import Short, Weights, best
from qa.speech import of, speaker

Features = NDArray[np.float64]

FORM = ("fits", "misfits", "prose", "length", "pronoun", "negated", "place", "lead")
HIT = ("passage", "words", "document", "meaning", "likeness")
KINDS = (Kind.PERSON, Kind.TIME, Kind.PLACE, Kind.NUMBER, Kind.REASON)
FEATURES = (
    *HELD,
    *FORM,
    *HIT,
    "cosine",
    "names",
    "numbers",
    "behind",
    "second",
    "most",
    "terms",
    *(f"asks {kind.value}" for kind in KINDS),
    "short",
    "short behind",
    "short sure",
    "speaker",
)
"""The features of a sentence, in order; for the first ones see `qa.held`.

fits, misfits: whether it holds the kind of thing asked for, where that is known; prose: whether it ends as a
sentence does; length: the logarithm of its words; pronoun: whether it begins with one; negated:
whether one of question and sentence is negated and the other not; place: the logarithm of its number in its passage;
lead: whether it begins its document; passage: the score of its passage; words, document, meaning, likeness: what the
stages of the ranking gave that, the first two over the weight of all terms; cosine: of the two embeddings; names,
numbers: the logarithm of how many it holds that the question does not; behind: how much less of the question it holds
than the sentence that holds most; second, most: how much the best two hold; terms: the logarithm of the number of
terms; short, short behind, short sure: the score of its likeliest short answer, how far that is behind the best of all
sentences, and its share; asks …: what kind of thing is asked for; speaker: how surely it reports what the person
asked about said.
"""

_PRONOUN = later(r"(?:He|She|It|They|This|These|His|Her|Their|Its|That|Those)\b")
_REFERS = later(r"\b(?:he|she|it|they|his|her|its|their|him|them|this|these)\b", re.IGNORECASE)
_NOT = later(r"\b(?:not|no|never|without|none|cannot|neither|nor)\b|n['’]t\b", re.IGNORECASE)
_BEFORE = later(r"(?:^|[.!?:\n])\s*([^.!?:\n]+\?)[\"'”’»)]*\s*$")
_LONGEST = 300
"""A question is not longer than this."""

SPEAKER = FEATURES.index("speaker")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: its passage, its place in the document, its features, and its likeliest short answer,
    which counts in the sentence."""

    passage: Passage
    span: Span
    features: Features
    short: Short | None

    @property
    def text(self) -> str:
        """The sentence."""
        return self.passage.document.text[self.span.start : self.span.end]

    def names(self, whom: Sequence[str]) -> bool:
        """Whether the sentence, or one of the two before it, names somebody."""
        place = self.passage.sentences.index(self.span)
        start = self.passage.sentences[max(0, place - 2)].start
        return _named(whom, self.passage.document.text[start : self.span.end])


def candidates(
    question: Asked, hits: Sequence[Hit], embedder: Embedder, weights: Weights | None = None
) -> list[Candidate]:
    """Every sentence of the passages found, with its features, in the order of the hits and of the text.

    One that asks is none, unless it is asked what somebody said; the sentence after it, which may answer it, is read
    with it. `weights` are those of short answers where it is not to be the shipped ones.
    """
    asking = question.expected.kind is not Kind.SPEECH
    found = [(number, *one) for number, hit in enumerate(hits) for one in _read(hit.passage, asking)]
    if not found:
        return []
    owner = np.array([number for number, _, _ in found])
    documents = [hit.passage.document for hit in hits]
    texts = [documents[number].text[span.start : span.end] for number, span, _ in found]
    read = [f"{before} {text}" if before else text for text, (_, _, before) in zip(texts, found, strict=True)]
    around = [one.title or "" for one in documents] + [in_words(one.date) for one in documents]
    short = best(question, texts, weights)
    over = overlap(question.terms, read + around, shipped())
    columns = [
        held(question, over, owner, np.array([bool(_REFERS.search(text)) for text in texts])),
        np.array([_form(question, hits[number].passage, span, before) for number, span, before in found]),
        np.array([_hit(question, hit) for hit in hits])[owner],
        embedder.documents(read) @ embedder.query(question.text),
        _compared(question, over, len(texts)),
        _short(short),
        np.array([_speaker(question, hits[number].passage, span) for number, span, _ in found]),
    ]
    rows = np.column_stack(columns)
    parts = zip(found, rows, short, strict=True)
    return [Candidate(hits[number].passage, span, row, one) for (number, span, _), row, one in parts]


def _read(passage: Passage, asking: bool) -> Iterator[tuple[Span, str]]:
    """The sentences of a passage, each with the questions right before it; these are left out when `asking`."""
    text = passage.document.text
    before = _BEFORE.search(text, max(0, passage.start - _LONGEST), passage.start) if asking else None
    questions = before.group(1) if before else ""
    for span in passage.sentences:
        sentence = text[span.start : span.end]
        if asking and _last(sentence) == "?":
            questions = f"{questions} {sentence}".strip()
        else:
            yield span, questions
            questions = ""


def _last(text: str) -> str:
    """The character that a sentence ends with, before quotation marks and brackets."""
    return text.rstrip("\"'”’»)]")[-1:]


def _form(question: Asked, passage: Passage, span: Span, before: str) -> list[float]:
    """The features of FORM for a sentence with the questions right before it."""
    text = passage.document.text[span.start : span.end]
    kind = question.expected.kind
    typed = kind not in (Kind.OTHER, Kind.SPEECH)
    answered = expectation(before).kind if before else Kind.OTHER
    fit = typed and (fits(kind, text, question.text) if answered is Kind.OTHER else answered is kind)
    place = passage.sentences.index(span)
    return [
        float(fit),
        float(typed and not fit),
        float(_last(text) in ".!?…"),
        float(np.log1p(len(text.split()))),
        float(bool(_PRONOUN.match(text))),
        float(bool(_NOT.search(before + text)) != bool(_NOT.search(question.text))),
        float(np.log1p(place)),
        float(place == 0 and passage.start <= len(passage.document.title or "") + 40),
    ]


def _hit(question: Asked, hit: Hit) -> list[float]:
    """The features of HIT."""
    weight = max(sum(term.weight for term in question.terms), 1e-9)
    raw = {rank.stage: rank.score for rank in hit.ranks}
    parts = [raw.get(stage, 0.0) for stage in HIT[1:]]
    return [hit.score, parts[0] / weight, parts[1] / weight, *parts[2:]]


def _compared(question: Asked, over: Overlap, count: int) -> Features:
    """From `names` to the kinds, for the first `count` texts of `over`, which are the sentences."""
    weights = np.array([term.weight for term in question.terms])
    full = np.maximum(over.exact, over.near)[:count]
    much = (over.exact[:count] + 0.5 * full**2) @ weights / max(float(weights.sum()), 1e-9)
    second, most = np.sort(np.append(much, 0.0))[-2:]
    kind = Kind.NUMBER if question.expected.kind is Kind.MONEY else question.expected.kind
    alone = [second, most, np.log1p(len(question.terms)), *(float(kind is one) for one in KINDS)]
    return np.column_stack(
        [np.log1p(over.names[:count]), np.log1p(over.numbers[:count]), most - much, np.tile(alone, (count, 1))]
    )


def _short(found: Sequence[Short | None]) -> Features:
    """The three features of the short answers."""
    scores = np.array([one.score if one else 0.0 for one in found])
    return np.column_stack([scores, scores.max() - scores, [one.share if one else 0.0 for one in found]])


def _speaker(question: Asked, passage: Passage, span: Span) -> float:
    """How surely a sentence is what the person asked about says: 1 in that person's own words, 0.5 when it only names
    who is asked about and reports what somebody says, 0.3 when it is only who said the sentence before it. Where it is
    asked what was said, by whomever, 0.5 for whatever somebody says."""
    names = question.expected.speaker
    if question.expected.kind is not Kind.SPEECH:
        return 0.0
    document = passage.document
    text = document.text[span.start : span.end]
    tells = not only_says_who(text)
    found = speaker(document, span) if tells else None
    if not names:
        return 0.5 * bool(found)
    if found and of(names, found):
        return 1.0 if found.direct else 0.9
    return (0.5 if tells else 0.3) if says(text) and _named(names, text) else 0.0


def _named(names: Sequence[str], text: str) -> bool:
    """Whether the last word of the speaker's name stands in a text as a name, or the text names the same country."""
    speaker = [stem for name in names for stem in stems(name)]
    words = {stem for stem, start, _ in tokens(text) if text[start].isupper()}
    said = any(alike(speaker[-1], word, True) for word in words) if speaker else False
    return said or not {*states(" ".join(names)).values()}.isdisjoint(states(text).values())
