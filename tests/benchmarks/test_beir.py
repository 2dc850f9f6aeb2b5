"""The reader of test collections, on files written by hand."""

from pathlib import Path

import pytest

from benchmarks.beir import collection, unpack
from index.errors import UsageError


def test_documents_are_title_and_text_and_queries_those_with_a_grade(data: Path) -> None:
    over = collection(data, "tiny")
    assert over.documents == {
        "a": "Cats The cat sleeps.",
        "b": "A dog and a cat.",
        "c": "Birds Owls hunt at night.",
        "d e": "Foxes hunt owls and owls hunt mice.",
    }
    assert over.queries == {"1": "cat", "2": "owls", "4": "mice"}
    assert over.grades == {"1": {"b": 1}, "2": {"c": 2, "d e": 1}, "4": {"d e": 1}}


def test_halves_count_all_queries_of_the_file(data: Path) -> None:
    assert list(collection(data, "tiny:even").queries) == ["1"]
    assert list(collection(data, "tiny:odd").queries) == ["2", "4"]
    assert collection(data, "tiny").held_out == collection(data, "tiny:odd").held_out == {"2", "4"}


def test_another_field_of_the_queries_can_be_asked(data: Path) -> None:
    assert collection(data, "tiny@rewrite:odd").queries == {"2": "owls", "4": "foxes"}


def test_queries_below_a_collection_belong_to_its_corpus(data: Path) -> None:
    over = collection(data, "tiny/train")
    assert (list(over.queries), len(over.documents)) == (["2", "4"], 4)


def test_fewer_queries_are_evenly_spread(data: Path) -> None:
    over = collection(data, "tiny")
    assert list(over.thinned(2).queries) == ["1", "2"]
    assert over.thinned(3) == over.thinned(None) == over


def test_a_packed_file_is_unpacked_and_a_plain_one_copied(data: Path, tmp_path: Path) -> None:
    unpack(data / "tiny" / "corpus.jsonl.xz", tmp_path / "plain.jsonl")
    unpack(tmp_path / "plain.jsonl", tmp_path / "copy.jsonl")
    assert (tmp_path / "copy.jsonl").read_bytes().startswith(b'{"_id": "a", "title": "Cats"')


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("tiny:third", "names no collection"),
        ("", "names no collection"),
        ("none", "there is no qrels.tsv in"),
        ("tiny@answer", "the query 1 of .* has no “answer”"),
    ],
)
def test_what_is_not_there_is_named(data: Path, name: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        collection(data, name)
