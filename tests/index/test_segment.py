"""What is written to a segment is read from it again, row by row."""

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from index import segment, vocabulary
from index.rows import Entry, Placed
from index.sections import Memory
from index.segment import Kinds, Run
from index.terms import Terms
from index.types import Document, Rules, Span
from index.vocabulary import Vocabulary
from index.words import terms
from index.wordvectors import shipped
from tests.segments import EMBEDDER, corpus, lines, written

TEXT = "Headline\r\nFrost came.\rIt was “cold” — 𝔘.\n\nThe end."
FULL = Document(
    "a.txt", "/corpus/a.txt", TEXT, "Headline", "2024-03-05", "Reuters", "https://example.org/a",
    Rules("first line", "dateline", "dateline"), (0, 10, 22, 41, 42), 3, "page", "in/b.pdf",
    "read as cp1251, which is a guess",
)  # fmt: skip
THREE = Document("8", "/corpus/b.jsonl", "Three.", source="ТАСС")
ENTRIES = [
    Placed("a.txt", 0, Entry(FULL, ((Span(10, 21), Span(22, 40)), (Span(42, 50),)), (b"a" * 32, b"b" * 32))),
    Placed("b.jsonl", 0, Entry(Document("7", "/corpus/b.jsonl", "One. Two."), ((Span(0, 9),),), (b"c" * 32,))),
    Placed("b.jsonl", 1, Entry(Document("nothing", "/corpus/b.jsonl", ""), (), ())),
    Placed(
        "b.jsonl", 2, Entry(Document("8", "/corpus/b.jsonl", "Three.", source="ТАСС"), ((Span(0, 6),),), (b"d" * 32,))
    ),
]


def test_documents_and_their_passages_come_back_as_they_were() -> None:
    rows = segment.open(written(ENTRIES).sections, "faiss").rows
    assert (rows.documents, rows.passages, rows.files) == (4, 4, 2)
    assert [rows.entry(row) for row in range(4)] == [one.entry for one in ENTRIES]
    assert [rows.within(file) for file in ("a.txt", "b.jsonl", "b", "c", "")] == [
        range(0, 1), range(1, 4), range(0), range(0), range(0),
    ]  # fmt: skip
    assert rows.owners(np.arange(4)).tolist() == [0, 0, 1, 3]
    assert rows.digests(1, 2) == b"b" * 32 + b"c" * 32


def test_what_is_filtered_by_stands_in_columns() -> None:
    rows = segment.open(written(ENTRIES).sections, "faiss").rows
    assert rows.days.whole.tolist() == [20240305, 0, 0, 0]
    assert (rows.sources, rows.source.whole.tolist()) == (["Reuters", "ТАСС"], [0, -1, -1, 1])
    assert [rows.naming(part).tolist() for part in ("a.txt\0", "REUT", "тасс", "A.TXT", "s", "")] == [
        [False] * 4,
        [True, False, False, False], [False, False, False, True], [True, False, False, False],
        [True, False, False, False], [True] * 4,
    ]  # fmt: skip


@pytest.mark.parametrize("entries", [ENTRIES[::-1], [ENTRIES[0], ENTRIES[0]], [ENTRIES[2], ENTRIES[1]]])
def test_entries_in_another_order_are_refused(entries: list[Placed]) -> None:
    with pytest.raises(ValueError, match="comes after"):
        written(entries)


def test_a_day_that_is_none_is_refused() -> None:
    document = replace(FULL, date="March")
    with pytest.raises(ValueError, match="March"):
        written([Placed("a.txt", 0, Entry(document, (), ()))])


def test_parts_that_do_not_fit_are_refused() -> None:
    words, vectors = Terms().of(["one", "two"]), EMBEDDER.documents(["one", "two"])
    with pytest.raises(ValueError, match="3 passages, 2 lists of terms, 2 vectors"):
        segment.write(Run(lines(["one", "two", "three"]), words, vectors), Kinds("faiss", shipped()), Memory())


@pytest.mark.parametrize("count", [0, 1, 127, 128, 129, 1000])
def test_every_term_is_found_by_its_text_and_by_its_number(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_AT_ONCE", 100)
    alphabet = ["a", "b", "é", "я", "東", "𝔘", "0"]
    some = random.Random(count)
    words = sorted({"".join(some.choices(alphabet, k=some.randrange(1, 7))) for _ in range(count)})
    memory = Memory()
    assert vocabulary.write((one.encode() for one in words), memory) == len(words)
    found = Vocabulary(memory.sections)
    assert (found.size, [one.decode() for one in found.all()]) == (len(words), words)
    assert [found.number(one) for one in words] == list(range(len(words)))
    assert [found.term(number) for number in range(len(words))] == words
    assert {found.number(f"{one}!") for one in ["", *words]} == {None}
    assert found.number("") is None


def test_postings_are_ascending_and_say_how_often_and_how_a_term_stands_there() -> None:
    entries = corpus(random.Random(3), 9)
    made = segment.open(written(entries).sections, "faiss")
    texts = [one.entry.document.text[spans[0].start : spans[-1].end] for one in entries for spans in one.entry.passages]
    held = [Counter(terms(text)) for text in texts]
    for number, term in enumerate(one.decode() for one in made.vocabulary.all()):
        rows, counts = made.passages.postings(number)
        assert dict(zip(rows.tolist(), counts.tolist(), strict=True)) == {
            row: one[term] for row, one in enumerate(held) if one[term]
        }
        assert rows.tolist() == sorted(rows.tolist()) == made.passages.rows(number).tolist()
        assert made.passages.frequency(number) == len(rows)
        small = {
            row for row in rows.tolist() if any(terms(w) == [term] and not w[0].isupper() for w in texts[row].split())
        }
        assert set(rows[made.passages.small(number)].tolist()) == small
    assert made.passages.lengths.tolist() == [sum(one.values()) for one in held]


def test_a_segment_without_documents_is_empty() -> None:
    made = segment.open(written([]).sections, "faiss")
    assert (made.rows.documents, made.rows.passages, made.vocabulary.size, made.rows.sources) == (0, 0, 0, [])
    assert made.rows.firsts.tolist() == [0]
    assert made.rows.naming("").tolist() == []
