import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.errors import Code, Note
from index.files import FileRecord, FileTable, table
from index.index import Index
from index.places import FileState
from index.records import Records
from index.rows import Entry, Placed
from index.segment import open as opened
from index.types import Document, Passage, Rules, Source, Span
from tests.segments import ABOUT, written

TEXT = "Headline\r\nFrost came.\rIt was “cold” — 𝔘.\n\nThe end."
FULL = Document(
    "a.txt", "/corpus/a.txt", TEXT, "Headline", "2024-03-05", "Reuters", "https://example.org/a",
    Rules("first line", "dateline", "dateline"), (0, 10, 22, 41, 42), 3, "page", "in/b.pdf",
    "read as cp1251, which is a guess",
)  # fmt: skip
BARE = Document("7", "/corpus/b.jsonl", "One. Two.")
EARLY = Document("8", "/corpus/b.jsonl", "Three.", date="2023-11-20", source="ТАСС")
ENTRIES = [
    Placed("a.txt", 0, Entry(FULL, ((Span(10, 21), Span(22, 40)), (Span(42, 50),)), (b"a" * 32, b"b" * 32))),
    Placed("b.jsonl", 0, Entry(BARE, ((Span(0, 9),),), (b"c" * 32,))),
    Placed("b.jsonl", 1, Entry(EARLY, ((Span(0, 6),),), (b"d" * 32,))),
]
NO_READER = Note(Code.NO_READER, "there is no reader for .bin")
NO_TEXTS = tuple(Note(Code.NO_DOCUMENT, f"line {number}: no text\nat all") for number in (2, 5))
FILES = [
    FileRecord(FileState(Source("a.txt", "/corpus/a.txt"), 60, 2**62, 5), "ab" * 32),
    FileRecord(FileState(Source("b.bin", "/corpus/b.bin"), 1, 2, 3), "", (NO_READER,)),
    FileRecord(FileState(Source("b.jsonl", "/corpus/b.jsonl"), 7, 8, 9), "cd" * 32, NO_TEXTS),
]


def over(files: list[FileRecord], entries: list[Placed]) -> Records:
    return Index(
        ABOUT, FileTable(table("/corpus", files)), [(opened(written(entries).sections, "faiss"), None)]
    ).records


@pytest.fixture(scope="module")
def records() -> Records:
    return over(FILES, ENTRIES)


def test_files_come_back_as_they_were_in_order(records: Records) -> None:
    assert records.files() == FILES


def test_the_documents_of_a_file_come_back_as_they_were_in_order(records: Records) -> None:
    assert [list(records.entries(name)) for name in ("a.txt", "b.bin", "b.jsonl", "c")] == [
        [ENTRIES[0].entry], [], [ENTRIES[1].entry, ENTRIES[2].entry], [],
    ]  # fmt: skip


def test_passages_are_numbered_in_order_over_all_documents(records: Records) -> None:
    assert [records.passage(number) for number in range(4)] == [
        Passage(0, FULL, TEXT[10:40], 10, 40, 4, 5, (Span(10, 21), Span(22, 40))),
        Passage(1, FULL, "The end.", 42, 50, 7, 7, (Span(42, 50),)),
        Passage(2, BARE, "One. Two.", 0, 9, 1, 1, (Span(0, 9),)),
        Passage(3, EARLY, "Three.", 0, 6, 1, 1, (Span(0, 6),)),
    ]


def test_the_texts_of_passages_come_in_the_order_asked_for(records: Records) -> None:
    passages = [records.passage(number) for number in (3, 0, 2, 1, 0)]
    expected = [(one.document.date, one.text) for one in passages]
    assert records.texts(np.array([3, 0, 2, 1, 0])) == expected
    assert (expected[0], records.texts(np.zeros(0, np.int64))) == (("2023-11-20", "Three."), [])


@pytest.mark.parametrize("number", [-1, 4, 2**40])
def test_a_passage_that_is_not_there_is_an_index_error(records: Records, number: int) -> None:
    with pytest.raises(IndexError, match=f"there is no passage {number}"):
        records.passage(number)


def test_documents_and_passages_are_counted(records: Records) -> None:
    assert records.counts() == (3, 4)


@pytest.mark.parametrize(
    ("since", "until", "source", "numbers"),
    [
        (None, None, None, [0, 1, 2, 3]),
        ("2024", None, None, [0, 1]),
        ("2024-03-05", "2024-03-05", None, [0, 1]),
        ("2024-03-06", None, None, []),
        (None, "2024-03-04", None, [3]),
        (None, "2024", None, [0, 1, 3]),
        (None, "2024-03", None, [0, 1, 3]),
        ("2023-11", "2023-11", None, [3]),
        ("2024", "2023", None, []),
        (None, None, "reut", [0, 1]),
        (None, None, "A.TXT", [0, 1]),
        (None, None, "8", [3]),
        (None, None, "тасс", [3]),
        (None, None, "%", []),
        (None, None, "' OR 1=1 --", []),
        ("2024", None, "тасс", []),
    ],
)
def test_filters_allow_these_passages(
    records: Records, since: str | None, until: str | None, source: str | None, numbers: list[int]
) -> None:
    allowed = records.allowed(since, until, source)
    assert allowed.tolist() == [number in numbers for number in range(4)]


def test_records_without_documents_are_empty() -> None:
    records = over(FILES[1:2], [])
    assert (records.files(), records.counts(), records.sources()) == (FILES[1:2], (0, 0), [])
    assert records.allowed(None, None, None).tolist() == []


def test_sources_are_counted_that_with_the_most_documents_first(records: Records) -> None:
    assert records.sources() == [("Reuters", 1), ("ТАСС", 1)]
    many = [
        Placed("a", place, Entry(Document(str(place), "/a", "", source="ab"[place % 3 > 0]), (), ()))
        for place in range(7)
    ]
    assert over([], many).sources() == [("b", 4), ("a", 3)]


def test_the_documents_that_are_cited_come_first(records: Records) -> None:
    assert [one.id for one in records.documents()] == ["a.txt", "7", "8"]
    assert [one.id for one in records.documents("8")] == ["8", "a.txt", "7"]
    assert [one.id for one in records.documents("A.TXT")] == ["a.txt", "7", "8"]


def test_many_threads_read_the_same_passages(records: Records) -> None:
    expected = [records.passage(number % 4) for number in range(400)]
    start = threading.Barrier(8)

    def read(_: int) -> list[Passage]:
        start.wait()
        return [records.passage(number % 4) for number in range(400)]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(8))) == [expected] * 8
