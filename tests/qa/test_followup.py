import pytest

from qa.followup import resolve
from qa.types import Turn

UK = [Turn("What did the UK confirm about Interflex?")]
PESKOV = [Turn("How did Peskov describe the invasion claims?")]


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("When does it end?", UK, "When does it end? (UK confirm Interflex)"),
        ("What did he say about provocations?", PESKOV, "What did he say about provocations? (Peskov invasion claims)"),
        (
            "And how much for electronic warfare?",
            [Turn("What did Canada promise Ukraine?")],
            "And how much for electronic warfare? (Canada promise Ukraine)",
        ),
        ("Why?", UK, "Why? (UK confirm Interflex)"),
        ("Who heads the Russian delegation?", UK, "Who heads the Russian delegation?"),
        ("When does it end?", [], "When does it end?"),
    ],
)
def test_a_question_takes_over_what_it_leaves_out(question: str, history: list[Turn], expected: str) -> None:
    assert resolve(question, history) == expected


def test_what_was_carried_over_is_carried_on() -> None:
    turns = [*UK, Turn("When does it end?")]
    assert resolve("And why?", turns) == "And why? (end UK confirm Interflex)"
