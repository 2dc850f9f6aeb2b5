"""What speaks for a sentence as the answer to a question, as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.dates import in_words
from index.likeness import ALIKE
from index.types import Embedder, Hit, Passage, Span
from index.words import tokens
from qa.alike import alike, initials
from qa.asked import Asked, Term, stems
from qa.expect import Kind, fits, only_says_who, says, says_who

Features = NDArray[np.float64]

FEATURES = (
    "cover",
    "before",
    "context",
    "soft",
    "strangers",
    "nowhere",
    "cosine",
    "fits",
    "misfits",
    "speaker",
    "passage",
    "prose",
    "length",
)
"""The features of a sentence, in order. Shares are of the question's terms, each weighted by its idf.

cover: the share in the sentence or its document's date; before: the share that only the two sentences before it hold;
context: the share that only the rest of its passage, or its title, holds; soft: how near its words come in meaning to
the terms that it does not hold; strangers: the share of names and numbers that not even its passage holds; nowhere: the
share that the index holds nowhere, nor anything near it; cosine: of the two embeddings; fits, misfits: whether it holds
the kind of thing asked for, where that is known; speaker: how surely it reports what the person asked about said;
passage: the score of its passage; prose: whether it ends as a sentence does; length: the logarithm of its words.
"""

_CHANCE, _SAME = 0.08, 0.35
"""Cosines of words up to the first are chance; from the second on the words mean the same."""

_REACH = 500
"""How many characters before a sentence may name who is still speaking."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: its passage, its place in the document, and its features."""

    passage: Passage
    span: Span
    features: Features

    @property
    def text(self) -> str:
        """The sentence."""
        return self.passage.document.text[self.span.start : self.span.end]


def candidates(question: Asked, hits: Sequence[Hit], embedder: Embedder) -> list[Candidate]:
    """Every sentence of the passages found, with its features, in the order of the hits and of the text."""
    found = [(hit, span) for hit in hits for span in hit.passage.sentences]
    if not found:
        return []
    texts = [hit.passage.document.text[span.start : span.end] for hit, span in found]
    cosines = embedder.documents(texts) @ embedder.query(question.text)
    near = _nearness(question, texts, embedder)
    nowhere = _nowhere(question, "\n".join(texts), near.max(axis=0))
    made = []
    for (hit, span), cosine, soft in zip(found, cosines, near, strict=True):
        words = [*_word_features(question, hit.passage, span, soft), nowhere]
        made.append(Candidate(hit.passage, span, np.array([*words, float(cosine), *_form(question, hit, span)])))
    return made


def _word_features(question: Asked, passage: Passage, span: Span, soft: Features) -> list[float]:
    """cover, before, context, soft and strangers; the argument `soft` holds how near the nearest word comes to each."""
    document = passage.document
    own = _match(question.terms, f"{document.text[span.start : span.end]}\n{in_words(document.date)}")
    near = np.maximum(own, _match(question.terms, _neighbours(passage, span, -2, 0)))
    around = np.maximum(near, _match(question.terms, f"{document.title or ''}\n{passage.text}"))
    exact = np.array([float(term.name or term.word[0].isdigit()) for term in question.terms])
    parts = (own, near - own, around - near, (1 - own) * soft, exact * (around < ALIKE))
    return [_share(question, part) for part in parts]


def _nowhere(question: Asked, texts: str, soft: Features) -> float:
    """The share of the terms that the index does not hold, as far as no word that was found comes near them."""
    if question.unheard or not question.terms:
        return 1.0
    missing = np.array([float(term.word in question.missing) for term in question.terms])
    return _share(question, missing * (1 - np.maximum(_match(question.terms, texts), soft)))


def _share(question: Asked, parts: Features) -> float:
    """The sum of one number a term, each weighted by the term's share of the weight of all."""
    weights = np.array([term.weight for term in question.terms])
    return float(weights @ parts) / max(float(weights.sum()), 1e-9)


def _form(question: Asked, hit: Hit, span: Span) -> list[float]:
    """fits, misfits, speaker, passage, prose and length."""
    text = hit.passage.document.text[span.start : span.end]
    kind = question.expected.kind
    typed = kind not in (Kind.OTHER, Kind.SPEECH)
    fit = typed and fits(kind, text, question.text)
    prose = text.rstrip("\"'”’»)]")[-1:] in ".!?…"
    speaker = _speaker(question, hit.passage, span)
    return [float(fit), float(typed and not fit), speaker, hit.score, float(prose), float(np.log1p(len(text.split())))]


def _match(terms: Sequence[Term], text: str) -> Features:
    """For each term, how well the best word of a text matches it, from 0 to 1."""
    words = _words(text)
    short = {stem for stem, capital in words if capital}
    return np.array(
        [
            ALIKE
            if term.initials in short
            else max((alike(term.stem, stem, term.name and capital) for stem, capital in words), default=0.0)
            for term in terms
        ]
    )


@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[tuple[str, bool]]:
    """The stems of a text and the initials of its names, each with whether it has a capital. Kept for the sentences of
    one question, which share their passage and their neighbours."""
    words = {(stem, text[start].isupper()) for stem, start, _ in tokens(text)}
    return frozenset(words | {(letters, True) for letters in initials(text)})


def _nearness(question: Asked, texts: list[str], embedder: Embedder) -> Features:
    """For each text and term, how near the text's nearest word is in meaning, shape (n texts, n terms), from 0 to 1."""
    words = [sorted({text[start:end] for _, start, end in tokens(text)}) for text in texts]
    places = {word: place for place, word in enumerate(sorted({word for of in words for word in of}))}
    if not places or not question.terms:
        return np.zeros((len(texts), len(question.terms)))
    cosines = embedder.documents(list(places)) @ embedder.documents([term.word for term in question.terms]).T
    near = np.clip((cosines - _CHANCE) / (_SAME - _CHANCE), 0, 1)
    found = [near[[places[word] for word in of]].max(axis=0) if of else np.zeros(near.shape[1]) for of in words]
    return np.array(found, dtype=np.float64)


def _neighbours(passage: Passage, span: Span, first: int, last: int) -> str:
    """The sentences of the passage from `first` up to `last`, counted from this one."""
    place = passage.sentences.index(span)
    spans = passage.sentences[max(0, place + first) : place + last]
    return passage.document.text[spans[0].start : spans[-1].end] if spans else ""


def _speaker(question: Asked, passage: Passage, span: Span) -> float:
    """1 when the sentence itself says that the speaker says it, less when only what stands before names the speaker."""
    if question.expected.kind is not Kind.SPEECH:
        return 0.0
    speaker = [stem for name in question.expected.speaker for stem in stems(name)]
    text = passage.document.text[span.start : span.end]
    after = _neighbours(passage, span, 1, 2)
    if only_says_who(after) and _named(speaker, after):
        return 1.0
    named = _named(speaker, text)
    if not says(text) or only_says_who(text):
        return 0.4 if named else 0.0
    if not named and says_who(text):
        return 0.0
    before = passage.document.text[max(0, span.start - _REACH) : span.start]
    return 1.0 if named else 0.8 if _named(speaker, before) else 0.0


def _named(speaker: Sequence[str], text: str) -> bool:
    """Whether the last word of the speaker's name stands in a text as a name."""
    words = {stem for stem, start, _ in tokens(text) if text[start].isupper()}
    return bool(speaker) and any(alike(speaker[-1], word, True) for word in words)
