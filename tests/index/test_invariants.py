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

from index import generations, lexical, likeness, places
from index.build import Plan, build, seen_text
from index.chunk import passages
from index.dates import dated
from index.embedders.hashing import Hashing
from index.generations import About
from index.index import Index, Sides, Store, pack, unpack
from index.parts import names, part
from index.places import FileState
from index.readers.text import read
from index.records import Entry, FileRecord, Records, write
from index.types import Article, Document, Progress, Source, Span
from index.words import terms, words
from index.wordvectors import shipped

EMBEDDER = Hashing(32)
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
    file = FileRecord(FileState(Source("a.txt", "/a.txt")), "")
    records = Records(write([file], [(0, Entry(found.document, cut, (b"",) * len(cut)))]))
    for number, sentences in enumerate(cut):
        passage = records.passage(number)
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


def built(wanted: Plan, previous: Index | None) -> Index:
    build(wanted, EMBEDDER, previous, quiet)
    generation = generations.read(wanted.folder)
    assert generation
    return unpack(generation)


def sides(store: Store, seen: list[str], owners: list[int]) -> Sides:
    """The sides of an index of these texts, of which each stands in the document of this number."""
    numbers = np.array(owners, dtype=np.int32)
    passages, documents = lexical.build_both(map(terms, seen), numbers, int(numbers[-1]) + 1 if len(numbers) else 0)
    alike = likeness.build(passages, [word for text in seen for word in words(text)], shipped())
    return Sides(store, passages, documents, alike, numbers)


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
    """All that an index is made of."""
    files = index.records.files()
    return {
        "files": files,
        "entries": [list(index.records.entries(record.state.source.id)) for record in files],
        "passages": [index.passage(number) for number in range(index.about.passages)],
        "counts": (index.about.documents, index.about.passages, index.records.counts()),
        "digests": index.records.digests(),
        "vectors": (index.store.rows().shape, index.store.rows().tobytes()),
        "lexical": index.lexical.save(),
        "documents": index.sides.documents.save(),
        "likeness": index.sides.likeness.save(),
        "owners": (index.sides.owners.dtype.name, index.sides.owners.tolist()),
        "answers": answers(index),
    }


@stores
@settings(deadline=None, max_examples=20)
@given(steps=st.lists(st.tuples(CHANGES, st.booleans()), min_size=1, max_size=4))
def test_an_update_of_an_older_index_equals_a_build_from_nothing(
    store: str, steps: list[tuple[dict[str, str | None], bool]]
) -> None:
    with workplace() as folder, pytest.MonkeyPatch.context() as patch:
        now, previous = time.time_ns, None
        for number, (changes, long_ago) in enumerate(steps):
            patch.setattr(time, "time_ns", lambda ahead=HOUR * long_ago: now() + ahead)
            apply(folder, changes)
            previous = built(plan(folder, "updated", store), previous)
            anew = built(plan(folder, f"anew-{number}", store), None)
            assert contents(previous) == contents(anew)


@stores
@settings(deadline=None, max_examples=20)
@given(changes=CHANGES)
def test_an_index_read_back_from_disk_is_the_one_that_was_made(store: str, changes: dict[str, str | None]) -> None:
    with workplace() as folder:
        apply(folder, changes)
        first = built(plan(folder, "index", store), None)
        records = write(first.records.files(), [
            (number, entry)
            for number, record in enumerate(first.records.files())
            for entry in first.records.entries(record.state.source.id)
        ])  # fmt: skip
        seen = [seen_text(p.document, p.sentences) for p in map(first.passage, range(first.about.passages))]
        entries = [entry for record in first.records.files() for entry in first.records.entries(record.state.source.id)]
        owners = [number for number, entry in enumerate(entries) for _ in entry.passages]
        vectors = part("index.stores", store).build(EMBEDDER.documents(seen))
        made = Index(first.about, Records(records), sides(vectors, seen, owners))
        assert contents(first) == contents(made)


ROW = st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0]), min_size=3, max_size=3)
ROWS = st.lists(ROW, min_size=1, max_size=30)


@stores
@settings(deadline=None, max_examples=50)
@given(rows=ROWS, query=st.lists(st.floats(-1, 1, width=16), min_size=3, max_size=3), seed=st.integers(0, 9))
def test_what_is_saved_and_opened_answers_alike(
    store: str, rows: list[list[float]], query: list[float], seed: int
) -> None:
    random = np.random.default_rng(seed)
    texts = [" ".join(random.choice(["frost", "apple", "лёд", "8.35"], random.integers(0, 5))) for _ in rows]
    spans = tuple((Span(row, row + 1),) for row in range(len(rows)))
    entry = Entry(Document("a", "/a", "x" * len(rows)), spans, (b"",) * len(rows))
    about = About(EMBEDDER.name, "words", store, 20, ("/",), 1, 1, len(rows), "")
    records = write([FileRecord(FileState(Source("a", "/a")), "00")], [(0, entry)])
    vectors = part("index.stores", store).build(np.array(rows, dtype=np.float32))
    index = Index(about, Records(records), sides(vectors, texts, [0] * len(rows)))
    with tempfile.TemporaryDirectory() as folder:
        generations.publish(Path(folder), about, pack(records, index.sides))
        generation = generations.read(Path(folder))
    assert generation
    again, vector = unpack(generation), np.array(query, dtype=np.float32)
    assert again.about == about
    for k in (1, 2, len(rows), 99):
        for allowed in (None, random.random(len(rows)) < 0.5):
            assert again.near(vector, k, allowed) == index.near(vector, k, allowed)
            assert again.matching(["frost", "лед"], k, allowed) == index.matching(["frost", "лед"], k, allowed)
    assert pack(records, again.sides) == pack(records, index.sides)
    assert [again.passage(row) for row in range(len(rows))] == [index.passage(row) for row in range(len(rows))]


@stores
@settings(deadline=None, max_examples=50)
@given(rows=ROWS, query=st.lists(st.sampled_from([-1.0, 0.5, 1.0]), min_size=3, max_size=3))
def test_equal_scores_are_in_order_of_number_for_every_k(
    store: str, rows: list[list[float]], query: list[float]
) -> None:
    vectors, vector = np.array(rows, dtype=np.float32), np.array(query, dtype=np.float32)
    scores = [float(score) for score in (vectors.astype(np.float64) @ vector)]  # exact: all are multiples of 1/8
    whole = sorted(enumerate(scores), key=lambda hit: (-hit[1], hit[0]))
    made = part("index.stores", store).build(vectors)
    for k in (1, 2, 3, 5, 30):
        assert made.search(vector, k, None) == whole[:k]


def elsewhere(index: Index, root: Path) -> dict[str, Any]:
    """The contents of an index but for where its files lie and when they were written."""
    entries = [
        replace(entry, document=replace(entry.document, path=str(Path(entry.document.path).relative_to(root))))
        for record in index.records.files()
        for entry in index.records.entries(record.state.source.id)
    ]
    files = [(record.state.source.id, record.sha256, record.notes) for record in index.records.files()]
    return {**contents(index), "files": files, "entries": entries, "passages": None}


@stores
@settings(deadline=None, max_examples=20)
@given(changes=CHANGES)
def test_the_same_files_written_in_another_order_are_the_same_index(store: str, changes: dict[str, str | None]) -> None:
    with workplace() as one, workplace() as other:
        apply(one, changes)
        shutil.rmtree(other / "corpus")
        apply(other, dict(reversed(changes.items())))
        apply(other, {"base.txt": (one / "corpus" / "base.txt").read_text()})
        first, second = (built(plan(folder, "index", store), None) for folder in (one, other))
        assert elsewhere(first, one) == elsewhere(second, other)
