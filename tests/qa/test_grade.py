import json
from pathlib import Path

import pytest

from index.errors import UsageError
from qa import Assistant, Settings
from qa.grade import grade, report

RECORDS = [
    {"id": "right", "question": "What sank on Monday?", "answers": ["The ferry"]},
    {"id": "wrong", "question": "Who saved the passengers?", "answers": ["Ben Ruiz"]},
    {
        "id": "seen",
        "question": "Who saved the passengers?",
        "answers": [],
        "evidence": [{"text": "Captain Ada Moss saved"}],
    },
    {"id": "none", "question": "Who won the chess tournament?", "answers": []},
]


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("The ferry sank on Monday. Captain Ada Moss saved all forty passengers.")
    return Assistant.open(tmp_path / "docs", Settings(home=str(tmp_path / "home")))


def test_quotes_are_graded_by_answers_or_else_by_evidence(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, RECORDS)))
    grades = list(grade(assistant, tmp_path / "q.jsonl"))
    assert [(one.name, one.answerable, one.passed) for one in grades] == [
        ("right", True, True),
        ("wrong", True, False),
        ("seen", True, True),
        ("none", False, True),
    ]
    lines = list(report(grades))
    assert lines[0].endswith("Who saved the passengers?")
    assert lines[1] == "    Captain Ada Moss saved all forty passengers. [1]"
    assert lines[-2:] == [
        "a cited quote holds the answer: 2 of 3 (the first: 2)",
        "no answer where there is none: 1 of 1",
    ]


@pytest.mark.parametrize(
    "record", [{"question": "x", "answers": [1]}, {"question": "x", "evidence": [{"doc": "a"}]}, {"text": "x"}]
)
def test_a_record_of_another_form_is_refused_with_its_line(
    assistant: Assistant, tmp_path: Path, record: dict[str, object]
) -> None:
    (tmp_path / "q.jsonl").write_text(json.dumps(record))
    with pytest.raises(UsageError, match=r"q\.jsonl:1: "):
        list(grade(assistant, tmp_path / "q.jsonl"))
