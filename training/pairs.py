"""Makes what is learned from: bags of tokens of a query and of the passage that it should find.

An inverse cloze (Lee et al. 2019, Latent Retrieval for Weakly Supervised Open Domain Question Answering) takes a
sentence out of a passage as the query; what is left is to be found. Titles and the given pairs are queries as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from index.embedders.static import Ids
from training.tokens import Packed, PassageTokens

TAKEN_OUT = 0.9
"""How often a cloze sentence is missing in its passage; where it stays, exact words are learned."""

TWO = 0.3
"""How often a cloze query has two sentences."""

TITLED = 0.5
"""How often a passage stands under its title, as it does in an index."""

THINNED = 0.75
"""How often a cloze query loses words, because questions are shorter than sentences and never repeat one whole."""

KEPT = 0.2, 0.7
"""The share of its tokens that a thinned query keeps is drawn from this range."""

OPENED = 0.5
"""How often a thinned query begins like a question, so that the words of asking come to weigh nothing."""

OPENINGS = tuple(
    f"{word} {verb}".strip()
    for word in ("who", "what", "which", "when", "where", "why", "how", "how many", "in what year", "what kind of")
    for verb in ("", "is", "are the", "was", "were the", "did", "does", "do")
)
"""The beginnings of questions."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Tokens of a query and of the text to find."""

    query: Ids
    positive: Ids


@dataclass(frozen=True, slots=True)
class Material:
    """All that pairs are made of: passages, the given queries with their texts, and OPENINGS."""

    passages: PassageTokens
    queries: Packed
    positives: Packed
    openings: Packed


def pairs(material: Material, random: Generator) -> Iterator[Pair]:
    """One epoch in random order: the cloze and the title of every passage that has one, and every given pair."""
    clozes = np.flatnonzero(np.diff(material.passages.first) > 1)
    titles = np.flatnonzero(np.diff(material.passages.titles.offsets) > 0)
    kinds = np.repeat([0, 1, 2], [len(clozes), len(titles), len(material.queries)])
    numbers = np.concatenate([clozes, titles, np.arange(len(material.queries))])
    for place in random.permutation(len(kinds)):
        kind, number = kinds[place], int(numbers[place])
        if kind == 0:
            yield cloze(material, number, random)
        elif kind == 1:
            yield Pair(material.passages.titles[number], body(material.passages, number))
        else:
            yield Pair(material.queries[number], material.positives[number])


def body(passages: PassageTokens, number: int) -> Ids:
    """All tokens of a passage without its title."""
    sentences, first = passages.sentences, passages.first
    return sentences.ids[sentences.offsets[first[number]] : sentences.offsets[first[number + 1]]]


def cloze(material: Material, number: int, random: Generator) -> Pair:
    """One or two sentences of a passage as the query, and the passage, mostly without them."""
    passages = material.passages
    start, end = int(passages.first[number]), int(passages.first[number + 1])
    count = 2 if end - start > 2 and random.random() < TWO else 1
    taken = start + int(random.integers(end - start - count + 1))
    offsets, ids = passages.sentences.offsets, passages.sentences.ids
    parts = [ids[offsets[start] : offsets[taken]], ids[offsets[taken + count] : offsets[end]]]
    if random.random() >= TAKEN_OUT:
        parts = [ids[offsets[start] : offsets[end]]]
    if random.random() < TITLED:
        parts.append(passages.titles[number])
    return Pair(asked(ids[offsets[taken] : offsets[taken + count]], material, random), np.concatenate(parts))


def asked(query: Ids, material: Material, random: Generator) -> Ids:
    """A sentence as a question has it: mostly some of its words only, often behind “who is” or the like."""
    if random.random() >= THINNED:
        return query
    query = thinned(query, random)
    if random.random() >= OPENED:
        return query
    return np.concatenate([material.openings[int(random.integers(len(material.openings)))], query])


def thinned(query: Ids, random: Generator) -> Ids:
    """A random part of a query's tokens in their order, at least one."""
    kept = random.random(len(query)) < random.uniform(*KEPT)
    kept[random.integers(len(query))] = True
    return query[kept]
