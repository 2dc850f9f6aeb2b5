from pathlib import Path

import pytest

from qa import Assistant, Filters, Settings

ARTICLE = """Ferry sinks

LAKESIDE, March 3, 2023 /LNA/. The ferry Aurora sank near the harbour of Lakeside on Monday
night. Captain Ada Moss saved all forty passengers, it was told on Tuesday by the agency. “The
pumps failed. We had ten minutes,” she told the agency.

Mayor Ben Ruiz said that the town would buy a new ferry. Repairs of the old one had cost $8.35 million.

The owner was fined in Kiev. This was announced by Judge Carla Voss.
"""


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "ferry.txt").write_text(ARTICLE)
    return Assistant.open(tmp_path / "docs", Settings(home=str(tmp_path / "home")))


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        (
            "Who saved the passengers of the ferry?",
            "Captain Ada Moss saved all forty passengers, it was told on Tuesday by the agency.",
        ),
        ("How much did repairs cost?", "Repairs of the old one had cost $8.35 million."),
        ("What did Ben Ruiz say?", "Mayor Ben Ruiz said that the town would buy a new ferry."),
        ("What did Judge Voss announce about the owner?", "The owner was fined in Kiev."),
        ("Where was the owner fined?", "The owner was fined in Kiev."),
        ("Was the owner fined in Kyiv?", "The owner was fined in Kiev."),
        (
            "When did the Aurora sink near Lakeside?",
            "The ferry Aurora sank near the harbour of Lakeside on Monday\nnight.",
        ),
    ],
)
def test_the_sentence_that_answers_comes_first(assistant: Assistant, question: str, quote: str) -> None:
    assert assistant.ask(question).citations[0].quote == quote


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What did Lena Ortiz say about the ferry?", "no passage mentions “Lena”, “Ortiz”"),
        ("Who won the chess tournament?", "no passage mentions “won”, “chess”, “tournament”"),
        ("Who?", "the question has no word to be looked for"),
    ],
)
def test_what_is_not_mentioned_is_not_answered_and_the_reason_says_so(
    assistant: Assistant, question: str, reason: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.abstained, answer.reason) == (True, reason)
    assert answer.confidence < assistant.retriever.settings.threshold


def test_the_nearest_passages_come_with_an_abstention(assistant: Assistant) -> None:
    answer = assistant.ask("Who won the ferry tournament?")
    assert answer.abstained
    assert answer.hits[0].passage.text.startswith("The ferry Aurora sank")


def test_filters_that_leave_no_document_are_named_as_the_reason(assistant: Assistant) -> None:
    answer = assistant.ask("Who saved the passengers?", filters=Filters(since="2024"))
    assert answer.hits == ()
    assert answer.reason == (
        "no document within the chosen dates and source has anything in common with it; "
        "outside the chosen dates and source: 1 article matches"
    )


def test_what_a_country_wants_may_be_told_by_others_who_name_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    told = "The storm broke two piers of Lakeside. Norway will give Lakeside a ferry in May. Sweden sent nothing.\n"
    (tmp_path / "docs" / "ferry.txt").write_text(told)
    assistant = Assistant.open(tmp_path / "docs", Settings(home=str(tmp_path / "home")))
    answer = assistant.ask("What does Norway want to give Lakeside?")
    assert answer.citations[0].quote == "Norway will give Lakeside a ferry in May."
    assert assistant.ask("What does Denmark want to give Lakeside?").reason == "no passage mentions “Denmark”, “want”"
    assert assistant.ask("What did Norway say about Lakeside?").citations == ()


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        (
            "Why were the gates not closed?",
            "The motor had failed a week before, and the spare part was still in Rotterdam.",
        ),
        ("How many boats were lost?", "Forty-one, most of them small."),
        ("When did you learn that the dam had broken?", "At about four in the morning."),
    ],
)
def test_an_interview_is_quoted_by_what_follows_the_question(tmp_path: Path, question: str, quote: str) -> None:
    (tmp_path / "docs").mkdir()
    talk = """The harbour master on the flood

    When did you learn that the dam had broken?
    At about four in the morning. My deputy called me at home.

    Why were the gates not closed?
    The motor had failed a week before, and the spare part was still in Rotterdam.

    How many boats were lost?
    Forty-one, most of them small. Nobody was on board.
    """
    (tmp_path / "docs" / "flood.txt").write_text("\n".join(map(str.strip, talk.splitlines())))
    assistant = Assistant.open(tmp_path / "docs", Settings(home=str(tmp_path / "home")))
    assert assistant.ask(question).citations[0].quote == quote
