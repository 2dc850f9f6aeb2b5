"""The benchmark of answers as a command, and what it makes of its marks."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import answers
from benchmarks.marks import Marked, marked, turns, untrue
from qa import Assistant, Settings
from qa.types import Turn
from tests.benchmarks.conftest import lines

ROWS = [
    {"_id": "a", "title": "Ferry", "text": "The ferry Aurora sank in 1994. Captain Ada Moss saved the passengers."},
    {"_id": "b", "title": "Harbour", "text": "The harbour of Lakeside was closed in spring. It cost $8 million."},
]
QUERIES: list[dict[str, Any]] = [
    {"_id": "1", "text": "When did the Aurora sink?", "answers": ["1994"]},
    {"_id": "2", "text": "Who saved the passengers?", "answers": ["Captain Ada  moss"]},
    {"_id": "3", "text": "Who won the chess tournament?", "unanswerable": True},
    {"_id": "4", "text": "unlabelled", "has_gold": False},
]
MARK = Marked(True, ("1994",), 0.9, 0.5, True, True, True, 1.0, 0, 2, 5.0)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "qed_nq_dev"
    folder.mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(lines(ROWS), encoding="utf-8")
    (folder / "queries.jsonl").write_text("".join(json.dumps(one) + "\n" for one in QUERIES), encoding="utf-8")
    return folder.parent


@pytest.fixture
def assistant(data: Path, tmp_path: Path) -> Assistant:
    settings = Settings(index=str(tmp_path / "index"), threshold=0.0)
    return Assistant.open(data / "qed_nq_dev" / "corpus.jsonl", settings)


def test_an_answer_is_marked_by_the_sentence_and_by_the_short_answer_in_it(assistant: Assistant) -> None:
    when, who, won = (marked(assistant, query, held_out=False) for query in QUERIES[:3])
    assert (when.first, when.three, when.exact, when.f1, when.untrue) == (True, True, True, 1.0, 0)
    assert (who.gold, who.first, who.exact, who.f1) == (("Captain Ada  moss",), True, False, 0.8)
    assert (won.gold, won.first, won.exact, won.f1) == ((), False, False, 0.0)
    assert won.confidence < who.confidence
    assert 0 < when.bm25 <= 1.5


def test_a_quote_that_is_not_in_its_document_is_untrue(assistant: Assistant) -> None:
    answer = assistant.ask("When did the Aurora sink?")
    assert (len(answer.citations) >= 1, untrue(answer)) == (True, 0)
    first = answer.citations[0]
    for wrong in (
        replace(first, quote="It never sank."),
        replace(first, fault="gone"),
        replace(first, end=first.start),
    ):
        assert untrue(replace(answer, citations=(wrong,))) == 1


def test_turns_are_questions_with_the_answers_that_they_got() -> None:
    history = [{"role": role, "text": text} for role, text in (("agent", "Hello."), ("user", "A?"), ("agent", "B."))]
    assert turns(history) == [Turn("A?", "B.")]


def test_tables_count_what_is_right_and_what_is_rightly_left_unanswered() -> None:
    wrong = replace(MARK, held_out=False, confidence=0.6, first=False, exact=False, f1=0.5, untrue=1, milliseconds=7.0)
    without = replace(MARK, gold=(), confidence=0.1, bm25=0.7, first=False, three=False, exact=False, f1=0.0)
    right, silent, calibrated, diagram, honest = answers.tables({"qed_nq_dev": [MARK, wrong, without]})
    assert right.rows == (("qed_nq_dev", 2, 0.5, 1.0, 0.5, 0.75), ("qed_nq_dev, odd half", 1, 1.0, 1.0, 1.0, 1.0))
    assert silent.rows[0] == ("qed_nq_dev", 2, 1, 1.0, 0.0, 1.0, 1.0, 1.0)
    assert calibrated.rows[1][1:] == pytest.approx((0.01, 0.1))
    assert [row[:2] for row in diagram.rows] == [("0.1 to 0.2", 1), ("0.9 to 1.0", 1)]
    assert honest.rows == (("qed_nq_dev", 3, 6, 1, "5.0"),)


def test_the_command_asks_what_is_known_to_have_an_answer_or_none(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers.main(["qed_nq_dev", "--data", str(data), "--jobs", "1"])
    printed = capsys.readouterr().out
    assert "| qed_nq_dev | 2 | 1.000 | 1.000 | 0.500 | 0.900 |" in printed
    assert "| qed_nq_dev | 2 | 1 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 |" in printed
    assert "Follow-up questions" not in printed


@pytest.mark.parametrize("arguments", [["none"], ["qed_nq_dev", "--save"], ["--save", "--limit", "3"]])
def test_what_cannot_be_measured_or_kept_is_an_error_of_use(
    data: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        answers.main([*arguments, "--data", str(data), "--jobs", "1"])
    assert "error: " in capsys.readouterr().err
