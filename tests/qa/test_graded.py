"""The graded questions over the sample articles, as a floor that may only rise."""

from functools import cache
from pathlib import Path

import pytest

from qa import Assistant, Settings
from qa.grade import Grade, grade

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "data" / "seeds-questions.jsonl"


@pytest.fixture(scope="module")
def grades(tmp_path_factory: pytest.TempPathFactory) -> list[Grade]:
    assistant = Assistant.open(ROOT / "seeds", Settings(home=str(tmp_path_factory.mktemp("graded"))))
    return list(grade(assistant, QUESTIONS))


def test_answerable_questions_get_a_quote_with_the_answer(grades: list[Grade]) -> None:
    answerable = [one for one in grades if one.answerable]
    wrong = [one.name for one in answerable if not one.passed]
    assert len(answerable) == 28
    assert len(wrong) <= 5, wrong


def test_unanswerable_questions_get_no_answer(grades: list[Grade]) -> None:
    others = [one for one in grades if not one.answerable]
    assert len(others) == 8
    assert [one.name for one in others if not one.passed] == []


def test_every_quote_is_in_its_file_at_its_offsets(grades: list[Grade]) -> None:
    @cache
    def text(path: str) -> str:
        return Path(path).read_bytes().decode()

    for citation in (citation for one in grades for citation in one.answer.citations):
        path = citation.passage.document.path
        assert text(path)[citation.start : citation.end] == citation.quote
        assert citation.quote.split("\n")[0] in text(path).split("\n")[citation.first_line - 1]


def test_no_passage_holds_what_stands_around_the_articles(grades: list[Grade]) -> None:
    shown = "\n".join(hit.passage.text for one in grades for hit in one.answer.hits)
    around = ("Skip to main", "Advertisement", "Live broadcast", "Озвучить", "Переведено", "Leave a Reply", "four −")
    assert [
        furniture for furniture in (*around, "World News", "Main slide", "Select important") if furniture in shown
    ] == []
