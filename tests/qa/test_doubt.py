from pathlib import Path

import pytest

from index.types import Passage
from qa import Assistant, Filters, Settings
from qa.asked import asked
from qa.doubt import UNSURE, on_subject, outside, reason

ARTICLES = {
    "2023-03-03-ferry.md": "The ferry Aurora sank near Lakeside. Ada Moss saved forty passengers.\n",
    "2023-03-04-harbour.md": "Mayor Ben Ruiz opened the new harbour of Lakeside. The harbour has three cranes.\n",
    "2024-05-06-bridge.md": "A bridge over the river was painted green in spring. Nobody lives near the bridge.\n",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("doubt")
    (folder / "docs").mkdir()
    for name, text in ARTICLES.items():
        (folder / "docs" / name).write_text(f"---\ndate: {name[:10]}\n---\n\n{text}")
    return Assistant.open(folder / "docs", Settings(home=str(folder / "home"), threshold=2.0))


def passages(assistant: Assistant, question: str, filters: Filters | None = None) -> list[Passage]:
    return [hit.passage for hit in assistant.search(question, filters=filters or Filters())]


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("In what year did Ada Moss retire?", "no passage mentions “retire”"),
        ("Who won the chess tournament?", "no passage mentions “won”, “chess”, “tournament”"),
        ("Was Ben Ruiz saved by Ada Moss?", "no passage mentions “Ben Ruiz” together with “Ada Moss”"),
        ("How much did the harbour of Lakeside cost Ben Ruiz?", "no passage mentions “cost”"),
        ("When did the mayor Ben Ruiz open the harbour?", "passages mention “Ben Ruiz” but give no time"),
        ("What did Ben Ruiz say about the harbour?", "no sentence found is surely what Ben Ruiz said about it"),
        ("What has the harbour?", UNSURE),
    ],
)
def test_the_reason_says_what_is_not_there(assistant: Assistant, question: str, why: str) -> None:
    assert reason(asked(question, assistant.retriever.index), passages(assistant, question)) == why


def test_a_name_in_another_spelling_is_mentioned(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("President Zelensky spoke in Kyiv. Later Zelensky left.\n")
    assistant = Assistant.open(tmp_path / "docs", Settings(home=str(tmp_path / "home")))
    assert asked("What did Volodymyr Zelenskyy say in Kiev?", assistant.retriever.index).missing == ()
    assert asked("What did Olga say in Kiev?", assistant.retriever.index).missing == ("Olga",)


@pytest.mark.parametrize(("question", "on"), [("Where did the ferry Aurora sink?", True), ("Who painted it?", False)])
def test_a_passage_is_on_the_subject_when_it_holds_most_of_it(assistant: Assistant, question: str, on: bool) -> None:
    ferry = passages(assistant, "ferry Aurora")[0]
    assert on_subject(asked(question, assistant.retriever.index), ferry) is on


def test_articles_that_the_filters_leave_out_are_counted(assistant: Assistant) -> None:
    question = "Who opened the harbour of Lakeside?"
    everywhere, inside = passages(assistant, question), passages(assistant, question, Filters(since="2024"))
    text = "outside the chosen dates and source: 1 article matches"
    assert outside(asked(question, assistant.retriever.index), everywhere, inside) == text
    assert outside(asked(question, assistant.retriever.index), everywhere, everywhere) == ""


def test_an_answer_within_filters_tells_what_lies_outside_them(assistant: Assistant) -> None:
    answer = assistant.ask("Who opened the harbour of Lakeside?", filters=Filters(since="2024", source="bridge"))
    assert answer.abstained
    assert answer.reason.endswith("outside the chosen dates and source: 1 article matches")
