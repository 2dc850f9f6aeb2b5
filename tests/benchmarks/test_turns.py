"""Follow-up questions on two conversations made up of three questions."""

import json
import math
from pathlib import Path

import pytest

from benchmarks import turns
from benchmarks.beir import collection
from benchmarks.systems import bm25
from index.embedders import hashing
from tests.benchmarks.conftest import DOCUMENTS, lines

HISTORY = [{"role": "user", "text": "Do owls hunt?"}, {"role": "agent", "text": "Owls hunt at night."}]
QUERIES = [
    {"_id": "x<::>1", "text": "Do owls hunt?", "rewrite": "Do owls hunt?", "history": []},
    {"_id": "x<::>2", "text": "What do they catch?", "rewrite": "What do owls catch?", "history": HISTORY},
    {"_id": "y<::>2", "text": "And why?", "rewrite": "Why do owls hunt?", "history": HISTORY},
    {"_id": "z<::>1", "text": "Unjudged?", "rewrite": "Unjudged?", "history": None},
]
QRELS = "query-id\tcorpus-id\tscore\nx<::>1\tc\t1\nx<::>2\td e\t1\ny<::>2\tc\t1\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "talk"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text(lines(DOCUMENTS), encoding="utf-8")
    (folder / "queries.jsonl").write_text("".join(json.dumps(one) + "\n" for one in QUERIES), encoding="utf-8")
    (folder / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    return tmp_path


def test_a_question_is_asked_as_typed_as_resolved_and_as_rewritten(data: Path) -> None:
    found = turns.followed(data, collection(data, "talk"), hashing.load("4096"))
    assert {key: one.ways for key, one in found.items()} == {
        "x<::>1": ("Do owls hunt?",) * 3,
        "x<::>2": ("What do they catch?", "What do they catch? (owls hunt)", "What do owls catch?"),
        "y<::>2": ("And why?", "And why? (owls hunt)", "Why do owls hunt?"),
    }


def test_the_odd_half_is_every_second_conversation(data: Path) -> None:
    found = turns.followed(data, collection(data, "talk"), hashing.load("4096"))
    assert [key for key, one in found.items() if one.held_out] == ["y<::>2"]


def test_each_question_is_judged_and_one_that_finds_nothing_is_worth_nothing(data: Path) -> None:
    over = collection(data, "talk")
    assert turns.judged(over, {"x<::>1": "owls night", "y<::>2": "why"}, bm25(over)) == {"x<::>1": 1.0, "y<::>2": 0.0}


def test_the_table_shows_how_much_of_the_way_to_the_rewrite_is_made(data: Path) -> None:
    (table,) = turns.tables(data, ["talk"])
    assert table.title == "Follow-up questions, talk, nDCG@5"
    assert table.columns == ("ranking", "questions", "last turn", "resolved", "rewrite", "of the way")
    assert [row[:2] for row in table.rows] == [
        ("bm25", 3),
        ("bm25, odd half", 1),
        ("dossier", 3),
        ("dossier, odd half", 1),
    ]
    second = 1 / math.log2(3)  # what the right document is worth at rank 2
    assert list(table.rows[1][2:]) == pytest.approx([0.0, second, second, 1.0])
