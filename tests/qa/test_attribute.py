import pytest

from qa import Assistant, Settings

ARTICLE = """The harbour will be closed in spring. This was announced on Monday by Mayor Ben Ruiz at a meeting.

“The ferry was old,” said Captain Ada Moss. She added that nobody was to blame. Ben Ruiz denied that the ferry was old.

The ferry had two engines.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("attribute")
    (folder / "docs").mkdir()
    (folder / "docs" / "harbour.txt").write_text(ARTICLE)
    return Assistant.open(folder / "docs", Settings(home=str(folder / "home"), threshold=0.0))


def test_who_said_it_is_answered_with_the_name_beside_what_was_said(assistant: Assistant) -> None:
    first = assistant.ask("Who announced that the harbour will be closed?").citations[0]
    assert first.quote == ARTICLE.splitlines()[0]
    assert first.highlighted == "Ben Ruiz"
    assert first.speaker is not None
    assert (first.speaker.name, first.speaker.role, first.speaker.direct) == ("Ben Ruiz", "Mayor", False)


def test_a_name_in_the_sentence_itself_needs_no_other_one(assistant: Assistant) -> None:
    first = assistant.ask("Who said that the ferry was old?").citations[0]
    assert (first.quote, first.highlighted) == ("“The ferry was old,” said Captain Ada Moss.", "Ada Moss")


def test_only_the_speaker_asked_about_is_quoted(assistant: Assistant) -> None:
    answer = assistant.ask("What did Ada Moss say about the ferry?")
    assert [one.quote for one in answer.shown] == [
        "“The ferry was old,” said Captain Ada Moss.",
        "She added that nobody was to blame.",
    ]
    assert [one.speaker.name for one in answer.shown if one.speaker] == ["Ada Moss", "Ada Moss"]


def test_nothing_is_quoted_of_another_speaker(assistant: Assistant) -> None:
    answer = assistant.ask("What did Lena Ortiz say about the ferry?")
    assert answer.abstained
    assert answer.reason == "no passage mentions “Lena”, “Ortiz”"
