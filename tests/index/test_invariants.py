"""The invariants of the index as properties: 2 spans, 4 updates, 5 saving and opening, 6 the same order."""

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import generations, making, places, segment, tiers
from index.build import build, rebuild
from index.chunk import passages
from index.dates import dated
from index.embedders.hashing import Hashing
from index.files import FileTable, table
from index.index import Index
from index.manifest import About
from index.opened import unpack
from index.parts import names, part
from index.plan import Plan, seen_text
from index.readers.text import read
from index.rows import Entry, Placed
from index.sections import Memory
from index.terms import Terms
from index.types import Article, Progress, Source, Span
from index.vectors import Vectors
from index.words import terms
from index.wordvectors import shipped

EMBEDDER = Hashing(32)
ABOUT = About(EMBEDDER.name, "words", "exact", 20, ("/",), 1, 1, 1, "")
HOUR = 3_600_000_000_000
stores = pytest.mark.parametrize("store", names("index.stores"))

LINES = st.sampled_from(
    """Frost in May
Home
Share this page
- a list item
KIEV, January 20. /TASS/. The talks went on today.
Growers lost half of their apple blossom in one night.
“It was cold. Very cold,” said Dr. Smith of the U.S. board.
Published: 2024-03-05. The harbour opened again after the storm.
Das Eis schmolz früh; die Bäume blühten nicht.
Переговоры в г. Женеве продолжатся в среду. Делегация ждёт ответа.
東京で会議。大阪で会議。
Prices rose by $8.35 billion... or so they say!
wrapped line of a paragraph that goes on and on until it is
""".splitlines()
) | st.sampled_from(["", "word " * 150, "x" * 4000])
CHARACTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(".!? \t\n\r"), max_size=80)
ARTICLES = st.lists(
    st.tuples(LINES | CHARACTERS, st.sampled_from(["\n", "\n\n", "\r\n", "\r", " "])), min_size=1, max_size=12
)


def article(pieces: list[tuple[str, str]]) -> Article:
    """A text that holds at least a full stop, as the text reader and the dating leave it."""
    text = "." + "".join(line + end for line, end in pieces)
    found = next(iter(read(Source("a.txt", "/a.txt"), text.encode())))
    assert isinstance(found, Article)
    assert found.document.text == text
    return dated(found)


def solid(text: str, spans: tuple[Span, ...]) -> list[int]:
    """The places of all characters in these spans, in order, but those of white space."""
    return [place for span in spans for place in range(span.start, span.end) if not text[place].isspace()]


def line_of(text: str, place: int) -> int:
    return 1 + len(re.findall(r"\r\n|\r(?!\n)|(?<!\r)\n", text[: place + 1])) - (text[place] in "\r\n")


@settings(deadline=None, max_examples=100)
@given(pieces=ARTICLES, words=st.sampled_from([20, 120]))
def test_sentences_hold_every_character_of_every_block_once_and_in_order(
    pieces: list[tuple[str, str]], words: int
) -> None:
    found = article(pieces)
    text, sentences = found.document.text, tuple(span for one in passages(found, words) for span in one)
    assert solid(text, sentences) == solid(text, found.blocks)
    starts = [block.start for block in found.blocks]
    around = [found.blocks[int(np.searchsorted(starts, span.start, "right")) - 1] for span in sentences]
    assert all(block.start <= span.start < span.end <= block.end for span, block in zip(sentences, around, strict=True))


@settings(deadline=None, max_examples=100)
@given(pieces=ARTICLES, words=st.sampled_from([20, 120]))
def test_a_passage_is_exactly_its_span_of_the_text_and_knows_its_lines(
    pieces: list[tuple[str, str]], words: int
) -> None:
    found = article(pieces)
    text, cut = found.document.text, tuple(passages(found, words))
    for number, sentences in enumerate(cut):
        passage = made([Placed("a.txt", 0, Entry(found.document, cut, (bytes(32),) * len(cut)))]).passage(number)
        assert passage.document == found.document
        assert (passage.sentences, passage.start, passage.end) == (sentences, sentences[0].start, sentences[-1].end)
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert (passage.first_line, passage.last_line) == (line_of(text, passage.start), line_of(text, passage.end - 1))


@settings(deadline=None, max_examples=100)
@given(pieces=ARTICLES, words=st.sampled_from([20, 120]))
def test_no_passage_has_more_words_than_allowed_unless_it_is_one_sentence(
    pieces: list[tuple[str, str]], words: int
) -> None:
    found = article(pieces)
    for one in passages(found, words):
        count = sum(len(found.document.text[span.start : span.end].split()) for span in one)
        assert count <= words or len(one) == 1


NAMES = st.sampled_from(["a.txt", "b.txt", "deep/a.txt", "deep/er/c.txt", "d.bin"])
BODIES = st.lists(LINES, max_size=4).map("\n\n".join)
CHANGES = st.dictionaries(NAMES, st.none() | BODIES, max_size=4)
"""What is done to a folder at a time: for each name a new text, or None to remove the file."""


SIZES = st.tuples(st.sampled_from([1, making.MOST]), st.sampled_from([1, tiers.SMALL]), st.sampled_from([2, 3, 8]))
"""After how many passages a run ends, which segments are small, and how many of like size are made one."""


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder with a corpus of one article in it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "corpus").mkdir()
        (Path(folder) / "corpus" / "base.txt").write_text("One article is always there, for a build to have sense.")
        yield Path(folder).resolve()


def apply(folder: Path, changes: dict[str, str | None]) -> None:
    for name, body in changes.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if body is not None:
            path.write_text(body, encoding="utf-8")


def plan(folder: Path, index: str, store: str) -> Plan:
    return Plan(places.corpus([folder / "corpus"]), folder / index, store, 20)


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


def opened(wanted: Plan) -> Index:
    generation = generations.read(wanted.folder)
    assert generation
    return unpack(generation)


def updated(wanted: Plan) -> Index:
    build(wanted, EMBEDDER, quiet)
    return opened(wanted)


def anew(wanted: Plan) -> Index:
    rebuild(wanted, EMBEDDER, quiet)
    return opened(wanted)


def made(entries: list[Placed], files: FileTable | None = None, about: About = ABOUT) -> Index:
    """An index of these entries, of one segment in memory."""
    memory, seen = Memory(), [seen_text(one.entry.document, span) for one in entries for span in one.entry.passages]
    run = segment.Run(entries, Terms().of(seen), EMBEDDER.documents(seen))
    segment.write(run, segment.Kinds(about.store, shipped()), memory)
    return Index(about, files or FileTable(table("/", [])), [(segment.open(memory.sections, about.store), None)])


QUESTIONS = ["frost", "apple blossom in Женеве", "word", "x", "billion harbour U.S."]


def answers(index: Index) -> list[Any]:
    """What an index says to some questions, with and without a filter."""
    odd = np.arange(index.about.passages) % 2 == 1
    return [
        (index.near(EMBEDDER.query(question), k, allowed), index.matching(terms(question), k, allowed))
        for question in QUESTIONS
        for k in (1, 3, 50)
        for allowed in (None, odd)
    ]


def contents(index: Index) -> dict[str, Any]:
    """All that an index is made of, as far as it can be asked for."""
    files, numbers = index.files.files(), np.arange(index.about.passages)
    passages = [index.passage(number) for number in numbers.tolist()]
    words = sorted({term for one in passages for term in terms(seen_text(one.document, one.sentences))})
    return {
        "files": files,
        "entries": [list(index.records.entries(record.state.source.id)) for record in files],
        "passages": passages,
        "documents": list(index.records.documents()),
        "counts": (index.about.documents, index.about.passages, index.records.counts(), index.about.newest),
        "vectors": index.vectors(numbers).tobytes(),
        "words": [(index.matching([word], 999), index.documents.search([word], 999)) for word in words],
        "owners": index.owners(numbers).tolist(),
        "answers": answers(index),
    }


@stores
@settings(deadline=None, max_examples=20)
@given(steps=st.lists(st.tuples(CHANGES, st.booleans()), min_size=1, max_size=4), sizes=SIZES)
def test_an_update_of_an_older_index_equals_a_build_from_nothing(
    store: str, steps: list[tuple[dict[str, str | None], bool]], sizes: tuple[int, int, int]
) -> None:
    with workplace() as folder, pytest.MonkeyPatch.context() as patch:
        for of, name, size in zip((making, tiers, tiers), ("MOST", "SMALL", "FEW"), sizes, strict=True):
            patch.setattr(of, name, size)
        now = time.time_ns
        for changes, long_ago in steps:
            patch.setattr(time, "time_ns", lambda ahead=HOUR * long_ago: now() + ahead)
            apply(folder, changes)
            index = updated(plan(folder, "updated", store))
            assert contents(index) == contents(anew(plan(folder, "anew", store)))


@stores
@settings(deadline=None, max_examples=20)
@given(changes=CHANGES)
def test_an_index_read_back_from_disk_is_the_one_that_was_made(store: str, changes: dict[str, str | None]) -> None:
    with workplace() as folder:
        apply(folder, changes)
        index = updated(plan(folder, "index", store))
        entries = [
            Placed(id, place, entry)
            for id in index.files.ids()
            for place, entry in enumerate(index.records.entries(id))
        ]
        assert contents(index) == contents(made(entries, index.files, index.about))


ROW = st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0]), min_size=3, max_size=3)
ROWS = st.lists(ROW, min_size=1, max_size=30)


class Given:
    """Vectors that are at hand."""

    def __init__(self, vectors: Vectors) -> None:
        self.shape = (vectors.shape[0], vectors.shape[1])
        self.take = vectors.__getitem__


@stores
@settings(deadline=None, max_examples=50)
@given(rows=ROWS, query=st.lists(st.sampled_from([-1.0, 0.5, 1.0]), min_size=3, max_size=3))
def test_equal_scores_are_in_order_of_number_for_every_k(
    store: str, rows: list[list[float]], query: list[float]
) -> None:
    vectors, vector = np.array(rows, dtype=np.float32), np.array(query, dtype=np.float32)
    scores = [float(score) for score in (vectors.astype(np.float64) @ vector)]  # exact: all are multiples of 1/8
    whole = sorted(enumerate(scores), key=lambda hit: (-hit[1], hit[0]))
    memory = Memory()
    part("index.stores", store).write(Given(vectors), memory)
    opened = part("index.stores", store).load(memory.sections)
    for k in (1, 2, 3, 5, 30):
        numbers, found = opened.search(vector, k, None)
        assert list(zip(numbers.tolist(), found.tolist(), strict=True)) == whole[:k]


def elsewhere(index: Index, root: Path) -> dict[str, Any]:
    """The contents of an index but for where its files lie and when they were written."""
    entries = [
        replace(entry, document=replace(entry.document, path=str(Path(entry.document.path).relative_to(root))))
        for id in index.files.ids()
        for entry in index.records.entries(id)
    ]
    files = [(record.state.source.id, record.sha256, record.notes) for record in index.files.files()]
    return {**contents(index), "files": files, "entries": entries, "passages": None, "documents": None}


@stores
@settings(deadline=None, max_examples=20)
@given(changes=CHANGES)
def test_the_same_files_written_in_another_order_are_the_same_index(store: str, changes: dict[str, str | None]) -> None:
    with workplace() as one, workplace() as other:
        apply(one, changes)
        shutil.rmtree(other / "corpus")
        apply(other, dict(reversed(changes.items())))
        apply(other, {"base.txt": (one / "corpus" / "base.txt").read_text()})
        first, second = (updated(plan(folder, "index", store)) for folder in (one, other))
        assert elsewhere(first, one) == elsewhere(second, other)
