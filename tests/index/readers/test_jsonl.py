"""The reader of JSON lines: BEIR's fields, and lines that are no documents."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import FileSkipped
from index.readers import jsonl
from index.types import Article, Document, Rules, Source, Span

SOURCE = Source("corpus.jsonl", "/corpus/corpus.jsonl")


def documents(data: str) -> list[Document]:
    return [found.document for found in jsonl.read(SOURCE, data.encode()) if isinstance(found, Article)]


def notes(data: str) -> list[str]:
    return [str(found) for found in jsonl.read(SOURCE, data.encode()) if isinstance(found, FileSkipped)]


def test_a_line_is_a_document_named_by_its_id() -> None:
    facts = '"date": "2024-03-05T10:00Z", "source": "Valley", "url": "u"'
    assert documents('\n{"_id": "d7", "title": "Dam holds", "text": "It held.", ' + facts + "}\r\n") == [
        Document(
            id="d7",
            path="/corpus/corpus.jsonl",
            text="It held.",
            title="Dam holds",
            date="2024-03-05",
            source="Valley",
            url="u",
            rules=Rules(title="field", date="field", source="field"),
            first_line=2,
        )
    ]


def test_ids_that_are_numbers_or_missing_and_empty_titles() -> None:
    found = documents('{"_id": 12, "title": "", "text": "a"}\n{"text": "b", "date": "soon"}\n')
    assert [(one.id, one.title, one.date, one.rules) for one in found] == [
        ("12", None, None, Rules()),
        ("corpus.jsonl#2", None, None, Rules()),
    ]


def test_every_character_of_a_document_stands_on_its_line() -> None:
    (one,) = documents('\n\n{"text": "First paragraph.\\n\\nSecond paragraph."}')
    assert [one.line(offset) for offset in (0, 20, 35)] == [3, 3, 3]


def test_paragraphs_are_blocks() -> None:
    found = next(jsonl.read(SOURCE, b'{"text": "The first one is here.\\n\\nAnd a second one follows it."}'))
    assert isinstance(found, Article)
    assert found.blocks == (Span(0, 22), Span(24, 52))


def test_a_document_that_is_a_title_only_has_the_title_as_its_text() -> None:
    (one,) = documents('{"_id": "1", "title": "Dam holds", "text": ""}')
    assert (one.text, one.title) == ("Dam holds", None)


def test_lines_that_are_no_documents_are_told_in_order_with_the_others() -> None:
    lines = [
        "{broken",
        '{"_id": "a", "text": "x"}',
        "[1]",
        '{"_id": "a", "text": "y"}',
        '{"text": 5.5}',
        '{"text": "z"}',
    ]
    found = list(jsonl.read(SOURCE, "\n".join(lines).encode()))
    assert [one.document.id if isinstance(one, Article) else str(one) for one in found] == [
        "line 1: it is not JSON",
        "a",
        "line 3: it is not a JSON object",
        "line 4: its _id, “a”, is that of line 2",
        "line 5: it has no text",
        "corpus.jsonl#6",
    ]


def test_a_file_without_any_document_is_skipped_with_the_first_reason() -> None:
    with pytest.raises(FileSkipped, match=r"^line 2: it is not JSON$"):
        list(jsonl.read(SOURCE, b"\nnonsense\n[]\n"))


@pytest.mark.parametrize("bad", ["[" * 100_000, '{"a":' * 100_000, '{"text": ' + "1" * 5_000 + "}", "NaN", '"text"'])
def test_deep_and_huge_values_are_bad_lines_only(bad: str) -> None:
    assert len(notes(bad + '\n{"text": "fine"}')) == 1
    assert [one.text for one in documents(bad + '\n{"text": "fine"}')] == ["fine"]


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    (one,) = documents('{"_id": "\\udc00", "title": "t\\ud800", "text": "a\\ud83d b"}')
    assert (one.id, one.title, one.text) == ("\ufffd", "t\ufffd", "a\ufffd b")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=8, unique=True))
def test_texts_come_back_as_they_were_written(texts: list[str]) -> None:
    data = "\n".join(json.dumps({"_id": str(number), "text": text}) for number, text in enumerate(texts))
    assert [one.text for one in documents(data)] == texts


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=30), st.integers(0, 60), st.integers(0, 30))
def test_no_damage_raises_anything_but_file_skipped(noise: bytes, place: int, length: int) -> None:
    whole = b'{"_id": "a", "title": "T", "text": "Some text."}\n{"_id": "b", "text": "More."}\n'
    with suppress(FileSkipped):
        list(jsonl.read(SOURCE, whole[:place] + noise + whole[place + length :]))
