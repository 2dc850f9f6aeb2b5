import pytest

from index.embedders import hashing
from qa.followup import resolve
from qa.types import Turn

UK = [Turn("What did the UK confirm about Interflex?")]
PESKOV = [Turn("How did Peskov describe the invasion claims?")]
FERRY = [
    Turn("Who owns the ferry Aurora?", "The ferry Aurora belongs to Baltic Lines, a company in Tallinn."),
    Turn("how much did it pay for it?", "Baltic Lines paid 40 million euros for the ferry in 2019."),
]


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
    assert resolve("And why?", turns) == "And why? (end UK Interflex)"


def test_what_the_last_answer_begins_with_is_what_the_conversation_is_about() -> None:
    turns = [
        Turn("Name the sources of light pollution over Tartu.", "Light pollution over Tartu is the work of lamps.")
    ]
    assert resolve("is it bad for health?", turns) == "is it bad for health? (light pollution Tartu)"


def test_a_name_stays_what_the_conversation_is_about_until_there_is_another() -> None:
    assert resolve("how old is she?", FERRY) == "how old is she? (ferry Aurora)"
    turns = [*FERRY, Turn("Does Estonia tax it?", "Estonia does not tax ferries.")]
    assert resolve("And why?", turns) == "And why? (Estonia tax ferry)"


def test_the_points_at_what_a_question_or_the_last_answer_named() -> None:
    turns = [Turn("What did Sweden promise Ukraine?", "Sweden promised Ukraine 14 fighters at the summit.")]
    assert resolve("How long did the summit last for visitors?", turns) == (
        "How long did the summit last for visitors? (Sweden promise Ukraine)"
    )
    assert resolve("How long did the flood last for visitors?", turns) == "How long did the flood last for visitors?"


def test_an_answer_that_takes_up_nothing_leaves_the_question_before() -> None:
    turns = [*UK, Turn("When does it end?", "The documents do not say.")]
    assert resolve("Why not?", turns) == "Why not? (end UK Interflex)"


def test_no_more_than_three_words_are_carried_over_names_first_then_those_used_most() -> None:
    turns = [Turn("Which treaty did Norway sign in Oslo about fishing grounds?", "The treaty was signed by Norway.")]
    assert resolve("When?", turns) == "When? (treaty Norway sign)"
    turns = [Turn("Which treaty did Norway sign in Oslo about fishing grounds?")]
    assert resolve("When?", turns) == "When? (treaty Norway Oslo)"
    turns.append(Turn("Does it limit fishing?"))
    assert resolve("Since when?", turns) == "Since when? (fishing Norway Oslo)"


@pytest.mark.parametrize(
    "question",
    [
        "What did Zelensky promise the farmers in Odesa?",
        "Which airline announced a deal this week to buy Spirit?",
        "In which country was Bankman arrested after charges were filed against him in the US?",
        "  who is  Patel?",
        "By the way, who pays for the trains?",
    ],
)
def test_a_new_topic_stays_as_it_was_typed(question: str) -> None:
    assert resolve(question, FERRY, hashing.load("4096")) == question


def test_a_short_question_is_carried_on_when_it_is_near_the_conversation_in_meaning() -> None:
    near = hashing.load("65536")
    turns = [Turn("How loud are owls in winter nights?", "Owls are loud in winter.")]
    assert resolve("where do owls hunt", turns, near) == "where do owls hunt (loud winter)"
    assert resolve("where do foxes hunt", turns, near) == "where do foxes hunt"
    assert resolve("where do owls hunt", turns) == "where do owls hunt"


def test_another_country_is_asked_about_in_the_place_of_the_one_before_and_after_it() -> None:
    turns = [
        Turn("How much will Norway give?", "Norway will give much."),
        Turn("And Germany?", "Germany will give more."),
    ]
    assert resolve("And Germany?", turns[:1]) == "How much will Germany give?"
    assert resolve("What about Canada?", turns) == "How much will Canada give?"


def test_a_conversation_may_be_longer_than_calls_may_be_deep() -> None:
    turns = [Turn("How much will Norway give?"), *(Turn("And Germany?"), Turn("And Norway?")) * 1500]
    assert resolve("What about Canada?", turns) == "How much will Canada give?"
    assert resolve("Who heads the talks in Geneva?", [turns[0]] * 3000) == "Who heads the talks in Geneva?"
