from pathlib import Path

import numpy as np
import pytest

from qa import Assistant, Settings
from qa.asked import asked
from qa.evidence import FEATURES, Candidate, candidates

ARTICLE = """The ferry Aurora was built in Lakeside. It sank in March 2021. Was nobody hurt? The mayor did not say.

Captain Ada Moss saved forty passengers. The town has a harbour.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("evidence")
    (folder / "docs").mkdir()
    (folder / "docs" / "ferry.md").write_text(ARTICLE)
    return Assistant.open(folder / "docs", Settings(home=str(folder / "home")))


def found(assistant: Assistant, question: str) -> dict[str, Candidate]:
    index, embedder = assistant.retriever.index, assistant.retriever.embedder
    return {one.text: one for one in candidates(asked(question, index), assistant.search(question), embedder)}


def value(candidate: Candidate, name: str) -> float:
    return float(candidate.features[FEATURES.index(name)])


def test_every_sentence_of_the_passages_found_is_a_candidate_in_order(assistant: Assistant) -> None:
    texts = list(found(assistant, "When did the Aurora sink?"))
    assert texts[:2] == ["The ferry Aurora was built in Lakeside.", "It sank in March 2021."]
    assert texts[-1] == "The town has a harbour."


def test_what_the_sentence_before_holds_counts_apart(assistant: Assistant) -> None:
    sank = found(assistant, "When did the Aurora sink?")["It sank in March 2021."]
    assert value(sank, "cover") > 0
    assert value(sank, "before") > 0
    assert value(sank, "cover") + value(sank, "before") == pytest.approx(1.0, abs=0.2)


def test_a_pronoun_adds_what_the_sentences_before_hold(assistant: Assistant) -> None:
    every = found(assistant, "When did the Aurora sink?")
    sank, mayor = every["It sank in March 2021."], every["The mayor did not say."]
    assert (
        value(sank, "resolved")
        >= value(sank, "cover") + value(sank, "before")
        > value(sank, "cover") + value(sank, "soft")
    )
    assert value(mayor, "resolved") == pytest.approx(value(mayor, "cover") + value(mayor, "soft"), abs=0.01)


def test_what_anybody_says_counts_where_it_is_asked_what_was_said(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("The ferry is new. The ferry was too old, Captain Ada Moss said.\n")
    assistant = Assistant.open(tmp_path / "docs", Settings(home=str(tmp_path / "home")))
    said = [value(one, "speaker") for one in found(assistant, "What was said about the ferry?").values()]
    asked_otherwise = [value(one, "speaker") for one in found(assistant, "What is the ferry?").values()]
    assert (said, asked_otherwise) == ([0.0, 0.5], [0.0, 0.0])


def test_the_form_of_a_sentence_is_seen(assistant: Assistant) -> None:
    every = found(assistant, "When did the Aurora sink?")
    marks = {text: [value(one, name) for name in ("fits", "pronoun", "negated")] for text, one in every.items()}
    assert marks["It sank in March 2021."] == [1, 1, 0]
    assert marks["The mayor did not say."] == [0, 0, 1]


def test_a_question_is_no_candidate_and_what_follows_it_is_read_with_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    lines = (
        "Visit",
        "Why was the ferry not saved?",
        "The crane was away. It came on Friday.",
        "When did it sink?",
        "In March.",
    )
    (tmp_path / "docs" / "visit.md").write_text("\n\n".join(lines))
    assistant = Assistant.open(tmp_path / "docs", Settings(home=str(tmp_path / "home")))
    every = found(assistant, "Why was the ferry not saved?")
    marks = {text: [value(one, name) for name in ("cover", "fits", "negated")] for text, one in every.items()}
    assert not any(text.endswith("?") for text in marks)
    assert marks["The crane was away."] == [1, 1, 0]
    assert marks["It came on Friday."] == [0, 0, 1]
    assert marks["In March."] == [0, 0, 1]
    assert "Why was the ferry not saved?" in found(assistant, "What did Ada Moss say about the ferry?")


def test_a_question_that_ends_the_passage_before_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    filler = " ".join(f"The harbour has a wall of stone with {number} lamps." for number in range(12))
    (tmp_path / "docs" / "talk.md").write_text(f"{filler}\n\nHow many boats were lost? Forty-one. {filler}")
    assistant = Assistant.open(tmp_path / "docs", Settings(home=str(tmp_path / "home")))
    every = found(assistant, "How many boats were lost?")
    assert value(every["Forty-one."], "cover") == 1


def test_words_that_stand_nowhere_count_against_all(assistant: Assistant) -> None:
    every = found(assistant, "Who won the chess tournament?")
    assert {round(value(one, "nowhere"), 3) for one in every.values()} == {
        round(max(value(one, "nowhere") for one in every.values()), 3)
    }
    assert all(value(one, "nowhere") > 0.5 for one in every.values())


def test_a_question_without_content_words_has_features_too(assistant: Assistant) -> None:
    every = found(assistant, "Who is it?")
    assert all(np.isfinite(one.features).all() and len(one.features) == len(FEATURES) for one in every.values())


def test_who_asks_for_whoever_does_what_the_verb_says(assistant: Assistant) -> None:
    sentences = found(assistant, "Who has saved the passengers of the harbour?")
    assert value(sentences["Captain Ada Moss saved forty passengers."], "focus") == 0
    assert value(sentences["The town has a harbour."], "focus") > 0.5
    assert value(found(assistant, "Who is the mayor?")["The mayor did not say."], "focus") == 0


def test_another_name_of_the_kind_that_is_asked_for_is_a_rival_and_the_people_of_a_country_are_not(
    tmp_path: Path,
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(
        "The Norwegian government gave forty boats. The town gave a hall. Money came from Germany. It came late.\n"
    )
    assistant = Assistant.open(tmp_path / "docs", Settings(home=str(tmp_path / "home")))
    boats, hall, money, late = found(assistant, "How much did Germany give?").values()
    assert value(boats, "rival") == 1.0
    assert [value(one, "rival") for one in (hall, money, late)] == [0.0, 0.0, 0.0]
    assert value(next(iter(found(assistant, "How much did Norway give?").values())), "rival") == 0.0


def test_a_part_of_a_longer_name_has_no_rival(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("Zelensky expects help from Washington. The United States met.\n")
    assistant = Assistant.open(tmp_path / "docs", Settings(home=str(tmp_path / "home")))
    expects, _ = found(assistant, "Who expects help from the United States?").values()
    assert value(expects, "rival") == 0.0
