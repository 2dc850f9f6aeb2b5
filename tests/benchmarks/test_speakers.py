import json
from pathlib import Path

import pytest

from benchmarks.speakers import main, right, tables

TEXT = "“The harbour will open in May,” said Mayor Eva Lund.\n\nShips are waiting. Rain fell on the harbour, he said."
DOCUMENTS = [
    {"_id": "a", "title": "The harbour", "text": TEXT},
    {"_id": "b", "title": "Owls", "text": "Owls hunt at night. Jan Vogel reported that foxes sleep."},
]
QUERIES = [
    {"_id": "1", "text": "Who said: The harbour will open in May?", "answers": ["the Mayor, Eva Lund"], "split": "dev"},
    {"_id": "2", "text": "Who said: that foxes sleep?", "answers": ["Ola Berg"], "split": "dev"},
]
PLACES = {"1": ("a", [1, 31]), "2": ("b", [42, 53])}
MARKED = [
    {"doc": "a", "split": "dev", "content": {"spans": [[0, 32]]}, "source": {"spans": [[38, 52]]}},
    {"doc": "b", "split": "dev", "content": {"spans": [[42, 53]]}, "cue": {"spans": [[30, 38]]}},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    place = tmp_path / "polnear_news"
    place.mkdir()
    placed = [
        {**query, "source_doc": PLACES[query["_id"]][0], "content_spans": [PLACES[query["_id"]][1]]}
        for query in QUERIES
        if isinstance(query["_id"], str)
    ]
    for name, rows in (("corpus", DOCUMENTS), ("queries", placed), ("attributions", MARKED)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (place / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "gold", "expected"),
    [
        ("Eva Lund", "the mayor, Eva Lund,", True),
        ("Mayor Eva Lund", "Lund", True),
        ("Lund", "Eva Lund’s", True),
        ("E. Lund", "Eva Lund (Labour)", True),
        ("Jan Lund", "Eva Lund", False),
        ("Und", "Eva Lund", False),
        ("he", "he", False),
        ("the", "the mayor", False),
        ("", "Eva Lund", False),
    ],
)
def test_a_name_is_right_inside_the_gold_answer_or_around_it(name: str, gold: str, expected: bool) -> None:
    assert right(name, [gold]) is expected


def test_the_tables_give_the_shares_of_right_speakers_and_of_false_ones(data: Path) -> None:
    found, silent = tables(data, ["dev"])
    assert found.rows == (("dev", 2, 0.5, 0.5),)
    assert silent.rows == (("dev", 3, 1 / 3),)


def test_a_split_without_questions_has_no_row(data: Path) -> None:
    found, silent = tables(data, ["test"])
    assert found.rows == ()
    assert silent.rows == (("test", 0, 0.0),)


def test_the_tables_are_printed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--data", str(data), "--split", "dev"])
    assert "| dev | 2 | 0.500 | 0.500 |" in capsys.readouterr().out
