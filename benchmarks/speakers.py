"""Who said it: `python -m benchmarks.speakers [--split dev] [--limit 100]`.

PolNeAR (Newell et al., 2018) marks in news articles who says what. Each question gives what is said and asks who said
it. The speaker is sought twice: in the sentence that holds what is said, and from the question alone, by a search of
the whole collection for what is said and in that sentence of the hits that shares most of its words.

A speaker is right when the name found is, by whole words and whatever the case and the articles, inside the gold
answer, or the gold answer inside it, or when both can be one person's name: the last names alike, and the first names
too where both have one. A pronoun is never right. The settings were chosen with an eye on train and dev, never on test.
"""

import argparse
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.beir import located, records
from benchmarks.systems import opened
from benchmarks.table import Cell, Table, markdown
from index.errors import DossierError
from index.types import Document, Span
from index.words import terms
from qa.names import same_person
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.speech import speaker, who_said

NAME = "polnear_news"
SPLITS = ("dev", "test")
HITS = 10
_WORD = re.compile(r"\w+(?:[-’']\w+)*")
_LEFT_OUT = frozenset("the a an he she they it we i you who him her them".split())
_BESIDE = re.compile(r"\s*\([^)]*\)|,.*", re.DOTALL)

T = TypeVar("T")

Sentences = dict[str, tuple[Document, list[Span]]]
"""Every document by id with its sentences, in order."""


@dataclass(frozen=True, slots=True)
class Found:
    """Whether the right speaker was found from the question alone, and in the sentence that holds what is said."""

    split: str
    searched: bool
    given: bool


def right(name: str, gold: Sequence[str]) -> bool:
    """Whether a name is that of one of the gold answers; see above."""
    return any(_same(name, one) for one in gold)


def tables(folder: Path, splits: Sequence[str] = SPLITS, limit: int | None = None) -> Iterator[Table]:
    """How often the speaker is right, and how often one is found where nobody is said to speak.

    Of each split, `limit` questions and as many documents, evenly spread; all of them when it is None.
    """
    place = folder / NAME
    with tempfile.TemporaryDirectory() as scratch:
        retriever = opened(located(place, "corpus.jsonl"), Path(scratch), Settings())
        texts = sentences(retriever)
        found = [one for split in splits for one in _asked(retriever, texts, _thinned(_queries(place, split), limit))]
    yield Table(
        "The right speaker, PolNeAR",
        ("split", "questions", "from the question alone", "in the sentence that holds it"),
        tuple(_rates(splits, found)),
    )
    yield Table(
        "Sentences in which PolNeAR marks nobody as speaking",
        ("split", "sentences", "given a speaker"),
        tuple(_silent(texts, place, split, limit) for split in splits),
    )


def sentences(retriever: Retriever) -> Sentences:
    """The sentences of a collection as the index cuts them."""
    found: Sentences = {}
    for number in range(retriever.index.records.counts()[1]):
        passage = retriever.index.passage(number)
        spans = found.setdefault(passage.document.id, (passage.document, []))[1]
        spans.extend(span for span in passage.sentences if not spans or span.start > spans[-1].start)
    return found


def _queries(place: Path, split: str) -> list[dict[str, Any]]:
    return [query for query in records(located(place, "queries.jsonl")) if query["split"] == split]


def _thinned(items: Sequence[T], limit: int | None) -> list[T]:
    count = min(limit or len(items), len(items))
    return [items[place * len(items) // count] for place in range(count)]


def _asked(retriever: Retriever, texts: Sentences, queries: Sequence[dict[str, Any]]) -> Iterator[Found]:
    for query in queries:
        document, spans = texts[query["source_doc"]]
        start, end = query["content_spans"][0]
        holds = max(spans, key=lambda span: min(end, span.end) - max(start, span.start))
        best = _nearest(retriever, who_said(query["text"]) or query["text"])
        yield Found(
            query["split"],
            searched=best is not None and _is_right(*best, query["answers"]),
            given=_is_right(document, holds, query["answers"]),
        )


def _nearest(retriever: Retriever, said: str) -> tuple[Document, Span] | None:
    """The sentence of the hits that holds most of the words of what is said, of equals the shortest and first."""
    words = set(terms(said))
    found = [(hit.passage.document, span) for hit in retriever.search(said, k=HITS) for span in hit.passage.sentences]

    def overlap(one: tuple[Document, Span]) -> tuple[int, int]:
        own = set(terms(one[0].text[one[1].start : one[1].end]))
        return len(words & own), -len(own)

    return max(found, key=overlap, default=None)


def _is_right(document: Document, span: Span, gold: Sequence[str]) -> bool:
    found = speaker(document, span)
    return found is not None and right(found.name, gold)


def _same(name: str, gold: str) -> bool:
    found, wanted = _plain(name), _plain(gold)
    if not found.strip() or not wanted.strip():
        return False
    return found in wanted or wanted in found or same_person(name, _BESIDE.sub("", gold))


def _plain(text: str) -> str:
    """The words without articles and pronouns, each between spaces."""
    words = (re.sub(r"['’]s?$", "", word) for word in _WORD.findall(text.lower()))
    return f" {' '.join(word for word in words if word not in _LEFT_OUT)} "


def _rates(splits: Sequence[str], found: Sequence[Found]) -> Iterator[tuple[Cell, ...]]:
    for split in splits:
        if own := [one for one in found if one.split == split]:
            yield split, len(own), sum(one.searched for one in own) / len(own), sum(one.given for one in own) / len(own)


def _silent(texts: Sentences, place: Path, split: str, limit: int | None) -> tuple[Cell, ...]:
    """How many sentences hold no part of any attribution, and the share of them that is given a speaker."""
    marked: dict[str, list[tuple[int, int]]] = {}
    for one in records(located(place, "attributions.jsonl")):
        if one["split"] == split:
            parts = (one[part]["spans"] for part in ("source", "cue", "content") if one.get(part))
            marked.setdefault(one["doc"], []).extend((start, end) for spans in parts for start, end in spans)
    silent = [
        (texts[name][0], span)
        for name in _thinned(sorted(marked), limit)
        for span in texts[name][1]
        if not any(start < span.end and span.start < end for start, end in marked[name])
    ]
    heard = sum(speaker(*one) is not None for one in silent)
    return split, len(silent), heard / max(len(silent), 1)


def main(typed: Sequence[str] | None = None) -> None:
    """Print how often the speaker of what is said is found."""
    parser = argparse.ArgumentParser("benchmarks.speakers", description=main.__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"), help="folder of the collections")
    parser.add_argument("--split", choices=SPLITS, help="only this part of the collection")
    parser.add_argument("--limit", type=int, help="at most so many questions and documents of each part")
    options = parser.parse_args(typed)
    try:
        found = list(tables(options.data, [options.split] if options.split else SPLITS, options.limit))
    except DossierError as error:
        parser.error(str(error))
    print(markdown(found))


if __name__ == "__main__":
    main()
