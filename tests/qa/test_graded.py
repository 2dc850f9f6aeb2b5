"""The graded questions over the sample articles, as a floor that may only rise."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from qa import Answer, Assistant, Turn

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded question, and what was answered to it."""

    id: str
    kind: str
    answers: tuple[str, ...]
    answer: Answer

    @property
    def right(self) -> bool:
        """Whether a cited quote holds a gold answer."""
        quotes = [" ".join(citation.quote.split()) for citation in self.answer.citations]
        return any(gold in quote for gold in self.answers for quote in quotes)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> list[Graded]:
    from qa import Settings

    assistant = Assistant.open(ROOT / "seeds", Settings(home=str(tmp_path_factory.mktemp("graded"))))
    lines = (ROOT / "tests" / "data" / "seeds-questions.jsonl").read_text("utf-8").splitlines()
    found = []
    for record in map(json.loads, lines):
        answer = assistant.ask(record["question"], [Turn(**turn) for turn in record["history"]])
        found.append(Graded(record["id"], record["kind"], tuple(record["answers"]), answer))
    return found


def test_answerable_questions_get_a_quote_with_the_answer(graded: list[Graded]) -> None:
    wrong = [one.id for one in graded if one.answers and not one.right]
    assert len(wrong) <= 5, wrong


def test_unanswerable_questions_get_no_answer(graded: list[Graded]) -> None:
    wrong = [one.id for one in graded if one.kind == "unanswerable" and not one.answer.abstained]
    assert len(wrong) <= 2, wrong


def test_every_quote_is_in_its_file_at_its_offsets(graded: list[Graded]) -> None:
    @cache
    def text(path: str) -> str:
        return Path(path).read_bytes().decode()

    for citation in (citation for one in graded for citation in one.answer.citations):
        path = citation.passage.document.path
        assert text(path)[citation.start : citation.end] == citation.quote
        assert text(path).split("\n")[citation.first_line - 1].find(citation.quote.split("\n")[0]) >= 0


def test_no_passage_holds_what_stands_around_the_articles(graded: list[Graded]) -> None:
    shown = "\n".join(hit.passage.text for one in graded for hit in one.answer.hits)
    for furniture in (
        "Skip to main",
        "Advertisement",
        "Live broadcast",
        "Озвучить",
        "Переведено",
        "Leave a Reply",
        "four −",
        "World News",
    ):
        assert furniture not in shown
