import pytest

from index.words import tokens
from qa.peoples import same_country, states


def named(text: str, question: bool = False) -> dict[str, str]:
    """The countries of a text by the words that name them."""
    words = tokens(text)
    return {text[words[place][1] : words[place][2]]: state for place, state in states(text, question).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norwegians and the Norwegian government", "Norwegians Norwegian norway"),
        ("The United States, the US and U.S. allies", "United States US U.S. america"),
        ("Did Washington agree?", "Washington america"),
        ("The Kremlin and New Delhi did.", "Kremlin russia; New Delhi india"),
        ("The White House did.", "White House america"),
        ("South Korea is not North Korean.", "South Korea south_korea; North Korean north_korea"),
    ],
)
def test_a_country_is_named_by_its_people_its_initials_and_where_it_is_ruled_from(text: str, expected: str) -> None:
    parts = [part.split() for part in expected.split("; ")]
    assert named(text) == {word: state for *words, state in parts for word in words}


@pytest.mark.parametrize(
    "text",
    [
        "He told us of a turkey.",
        "George Washington crossed the Delaware.",
        "The Washington Post wrote of Latin America.",
        "They met in Washington and near Berlin.",
    ],
)
def test_a_place_a_person_or_a_bird_is_no_country(text: str) -> None:
    assert named(text) == {}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how much will norway give us?", {"norway": "norway"}),
        ("What does the White House think?", {"White": "america", "House": "america"}),
        ("What is the population of Berlin, Germany?", {"Germany": "germany"}),
        ("Which London museum did Paris build?", {"Paris": "france"}),
    ],
)
def test_in_a_question_a_capital_is_its_country_only_where_it_does_something(
    question: str, expected: dict[str, str]
) -> None:
    assert named(question, question=True) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("norway", "norwegian", True),
        ("spanish", "spaniard", True),
        ("berlin", "german", True),
        ("iran", "iraq", False),
        ("table", "table", False),
    ],
)
def test_forms_of_one_country_are_the_same_country(one: str, other: str, expected: bool) -> None:
    assert same_country(one, other) is expected
