import pytest

from index.words import tokens
from qa.alike import alike, initials


def stem(word: str) -> str:
    return tokens(word)[0][0]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kyiv", "Kiev"), ("Antony", "Anthony"), ("Sergey", "Sergei"), ("Zelenskyy", "Zelensky")],
)
def test_spellings_of_a_name_are_alike_as_names_only(one: str, other: str) -> None:
    assert alike(stem(one), stem(other), True) == 0.8
    assert alike(stem("cat"), stem("cut"), False) == 0.0


@pytest.mark.parametrize(
    ("one", "other"), [("Iran", "Iraq"), ("Austria", "Australia"), ("2021", "2022"), ("Blinken", "Biden")]
)
def test_different_names_and_numbers_are_not_alike(one: str, other: str) -> None:
    assert alike(stem(one), stem(other), True) == 0.0


def test_a_country_and_its_people_are_alike_as_names_only() -> None:
    assert alike(stem("Norway"), stem("Norwegians"), True) == 0.8
    assert alike(stem("turkey"), stem("turkish"), False) == 0.0


def test_a_stem_that_begins_the_other_is_alike() -> None:
    assert alike("ukrain", "ukrainian", False) == 0.8
    assert alike("same", "same", False) == 1.0


def test_a_name_of_several_words_has_its_initials() -> None:
    assert initials("the United States and the Organization for Security and Cooperation met") == {
        "us": "United States",
        "os": "Organization for Security",
    }
