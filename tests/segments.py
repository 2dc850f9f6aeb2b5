"""Segments of made-up documents, and indexes over them."""

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index import merge, segment
from index.embedders.hashing import Hashing
from index.files import FileTable, table
from index.index import Index
from index.likeness import WordModel
from index.manifest import About
from index.numbers import Mask
from index.rows import Entry, Placed
from index.sections import Memory
from index.segment import Kinds, Run, Segment
from index.terms import Terms
from index.types import Document, Span
from index.wordvectors import shipped

EMBEDDER = Hashing(32)
ABOUT = About(EMBEDDER.name, shipped().name, "faiss", 20, ("/corpus",), 1, 0, 0, "2024-01-02")
WORDS = "Kiev kyiv Kyiv frost frosts apple storm ship vessel лёд Antony the a Genoa genoa".split()


def entry(rng: random.Random, id: str, passages: int) -> Entry:
    """A document of so many passages of six words, most of them seldom ones."""
    spans, text = [], ""
    for _ in range(passages):
        words = rng.choices([*WORDS, *(f"word{rng.randrange(60)}" for _ in range(9))], k=6)
        cut = len(text) + len(" ".join(words[:3]))
        spans.append((Span(len(text), cut), Span(cut + 1, len(text) + len(" ".join(words)))))
        text += " ".join(words) + "\n"
    facts = rng.choice([None, "2024-01-02", "2023-12-06"]), rng.choice([None, "TASS", "Reuters"])
    document = Document(id, f"/corpus/{id}", text, rng.choice([None, "Title"]), *facts)
    return Entry(document, tuple(spans), tuple(rng.randbytes(32) for _ in spans))


def corpus(rng: random.Random, files: int) -> list[Placed]:
    """Files of a document or of several, some without passages."""
    return [
        Placed(f"{file:02}.txt", place, entry(rng, f"{file:02}-{place}", rng.choice([0, 1, 2, 5])))
        for file in range(files)
        for place in range(rng.choice([1, 1, 3]))
    ]


def lines(texts: Sequence[str]) -> list[Placed]:
    """A document of a file, of which each text is a passage of one sentence."""
    text, spans = "\n".join(texts), list[tuple[Span, ...]]()
    for one in texts:
        start = spans[-1][0].end + 1 if spans else 0
        spans.append((Span(start, start + len(one)),))
    return [Placed("a.txt", 0, Entry(Document("a", "/a", text), tuple(spans), (b"d" * 32,) * len(spans)))]


def written(entries: Sequence[Placed], store: str = "faiss", model: WordModel | None = None) -> Memory:
    """The segment of some entries."""
    texts = [
        one.entry.document.text[sentences[0].start : sentences[-1].end]
        for one in entries
        for sentences in one.entry.passages
    ]
    memory = Memory()
    vectors = EMBEDDER.documents(texts) if texts else np.zeros((0, 32), np.float32)
    segment.write(Run(entries, Terms().of(texts), vectors), Kinds(store, model or shipped()), memory)
    return memory


def dealt(rng: random.Random, entries: Sequence[Placed], parts: int, store: str) -> list[tuple[Segment, Mask | None]]:
    """The entries in several segments, with others among them that are dead."""
    hands: list[list[tuple[Placed, bool]]] = [[] for _ in range(parts)]
    for one in entries:
        rng.choice(hands).append((one, False))
    for number in range(rng.choice([0, 4])):
        one = Placed(f"{rng.randrange(20):02}.txt", 100 + number, entry(rng, f"dead-{number}", 2))
        rng.choice(hands).append((one, True))
    found = []
    for hand in hands:
        hand.sort(key=lambda one: (one[0].file, one[0].place))
        dead = np.array([one for _, one in hand], np.bool_)
        made = segment.open(written([one for one, _ in hand], store).sections, store)
        found.append((made, dead if dead.any() else None))
    return found


def merged(parts: Sequence[tuple[Segment, Mask | None]], store: str) -> Memory:
    """These segments made one."""
    memory = Memory()
    merge.merge(parts, store, memory)
    return memory


def over(parts: Sequence[tuple[Segment, Mask | None]]) -> Index:
    """An index over segments."""
    passages = sum(int(np.diff(one.rows.firsts)[slice(None) if dead is None else ~dead].sum()) for one, dead in parts)
    documents = sum(one.rows.documents if dead is None else int((~dead).sum()) for one, dead in parts)
    return Index(replace(ABOUT, documents=documents, passages=passages), FileTable(table("/corpus", [])), parts)
