import pytest

from index.types import Span
from qa import Assistant, Settings
from qa.asked import Asked, asked
from qa.short import asks_for_short, best
from qa.spans import LONGEST, ONES, PAIRS, stretches

ARTICLE = "The ferry Aurora sank near Lakeside in March 2021. Captain Ada Moss saved forty passengers.\n"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("short")
    (folder / "docs").mkdir()
    (folder / "docs" / "ferry.txt").write_text(ARTICLE)
    return Assistant.open(folder / "docs", Settings(home=str(folder / "home")))


def ask(assistant: Assistant, question: str) -> Asked:
    return asked(question, assistant.retriever.index)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("When did the Aurora sink?", "The ferry Aurora sank near Lakeside in March 2021.", "March 2021"),
        ("Who saved the passengers?", "The passengers were saved by Ada Moss, the captain.", "Ada Moss"),
        ("How many passengers were saved?", "Captain Ada Moss saved 40 passengers of the ferry.", "40"),
        ("How much did the repairs cost?", "The repairs cost $8.35 million, the town said.", "$8.35 million"),
        ("Where was the ferry built?", "The ferry was built in Lakeside.", "Lakeside"),
    ],
)
def test_the_short_answer_is_found_in_its_sentence(assistant: Assistant, question: str, text: str, answer: str) -> None:
    found = best(ask(assistant, question), [text])[0]
    assert found is not None
    assert text[found.span.start : found.span.end] == answer
    assert 0.35 < found.share <= 1


def test_every_sentence_has_its_own_and_one_without_words_has_none(assistant: Assistant) -> None:
    question = ask(assistant, "When did the Aurora sink?")
    first, second, third = best(question, ["It sank in 2021.", "…", "The Aurora sank on Monday."])
    assert first is not None
    assert third is not None
    assert (first.span, second, third.span) == (Span(11, 15), None, Span(19, 25))
    assert best(question, []) == []


@pytest.mark.parametrize(
    ("question", "short"),
    [("When did it sink?", True), ("Why did it sink?", False), ("How did it sink?", False),
     ("What did Ada Moss say about the ferry?", False)],
)  # fmt: skip
def test_what_no_few_words_answer_has_no_short_answer(assistant: Assistant, question: str, short: bool) -> None:
    assert asks_for_short(ask(assistant, question)) is short


def test_stretches_stay_within_a_sentence_and_cut_no_amount(assistant: Assistant) -> None:
    texts = ["Repairs cost $8.35 million.", "Nobody paid."]
    every = stretches(ask(assistant, "How much did the repairs cost?"), texts)
    words = [texts[owner][start:end] for owner, start, end in zip(every.owner, every.start, every.end, strict=True)]
    assert words == [
        *("Repairs", "cost", "Nobody", "paid", "Repairs cost", "Nobody paid"),
        *("$8.35 million", "cost $8.35 million", "Repairs cost $8.35 million"),
    ]
    assert int(every.ones.max()) < ONES
    assert int(every.pairs.max()) < PAIRS


def test_a_hostile_sentence_takes_no_longer_than_its_beginning(assistant: Assistant) -> None:
    question = ask(assistant, "When did the Aurora sink?")
    every = stretches(question, ["Aurora (" * 20_000, "1,2,3." * 20_000])
    assert every.shares[:, 1].max() == 1
    assert int((every.end - every.start)[every.owner == 0].max()) < LONGEST * len("Aurora (")
