import pytest

from index.types import Span
from qa.names import Named, apposition, full, gender, is_body, is_person, named, same_person


def whole(text: str) -> Span:
    return Span(0, len(text))


def first(text: str, name: str) -> Named:
    return Named(text.index(name), text.index(name) + len(name))


@pytest.mark.parametrize(
    ("phrase", "name", "role"),
    [
        ("Norwegian Minister Ola Berg", "Ola Berg", "Norwegian Minister"),
        ("the palace spokeswoman Eva Lund", "Eva Lund", "palace spokeswoman"),
        ("President of Norway Ola Berg", "Ola Berg", "President of Norway"),
        ("Head of the Norwegian Institute of Boats Ola Berg", "Ola Berg", "Head of the Norwegian Institute of Boats"),
        ("Secretary of State Berg", "Berg", "Secretary of State"),
        ("the mayor of New Bergen", "mayor of New Bergen", ""),
        ("Sen. Eva J. Lund", "Eva J. Lund", "Sen."),
        ("Mr. Berg’s", "Berg", ""),
        ("Ola van der Berg", "Ola van der Berg", ""),
        ("the ministry", "ministry", ""),
        ("the Harbour Office", "Harbour Office", ""),
        ("Berg and Lund", "Berg and Lund", ""),
        ("a spokesman for Eva Lund", "spokesman for Eva Lund", ""),
    ],
)
def test_a_phrase_is_a_name_and_a_role(phrase: str, name: str, role: str) -> None:
    found = named(phrase, whole(phrase))
    assert (phrase[found.start : found.end], found.role) == (name, role)


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("Ola Berg came. ", "Ola Berg"),
        ("Harbour master Ola J. Berg came.\n\n", "Ola J. Berg"),
        ("The office\n\nOla Berg came. ", "Ola Berg"),
        ("Ida Berg left. Ola Berg came. Ola Berg spoke. ", "Ola Berg"),
        ("When Berg came, Bergen slept. ", "Berg"),
        ("", "Berg"),
    ],
)
def test_a_last_name_has_its_fullest_form_before_it(before: str, name: str) -> None:
    text = before + "Then Berg spoke."
    found = full(text, Named(text.rindex("Berg"), text.rindex("Berg") + 4))
    assert text[found.start : found.end] == name


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Ola Berg, the palace spokesman, came.", "palace spokesman"),
        ("Ola Berg (Labour), a driver from Bergen, came.", "driver from Bergen"),
        ("Ola Berg, on Monday, came.", ""),
        ("Ola Berg came.", ""),
    ],
)
def test_a_role_may_follow_a_name(text: str, role: str) -> None:
    assert apposition(text, first(text, "Ola Berg")) == role


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Zelensky", "Volodymyr Zelenskyy", True),
        ("Sergey Lavrov", "Sergei Lavrov", True),
        ("Antony Blinken", "Anthony Blinken", True),
        ("Alexander Berg", "Aleksandr Berg", True),
        ("E. Lund", "Eva Lund", True),
        ("President Eva Lund", "Lund", True),
        ("Norwegian President Lund", "Eva Lund", True),
        ("Eva Lund’s", "Eva Lund Jr.", True),
        ("Larry King", "King", True),
        ("Bill Clinton", "Hillary Clinton", False),
        ("Oleg Petrov", "Olga Petrova", False),
        ("Dan Berg", "Don Berg", False),
        ("Eva Lund", "Eva Berg", False),
        ("", "Eva Lund", False),
    ],
)
def test_spellings_and_last_names_are_the_same_person_and_other_first_names_are_not(
    one: str, other: str, expected: bool
) -> None:
    assert same_person(one, other) is expected
    assert same_person(other, one) is expected


def test_a_title_or_a_role_tells_the_gender() -> None:
    for text, expected in (("Mrs. Lund", "she"), ("Mr. Lund", "he"), ("Eva Lund", "")):
        assert gender(text, first(text, "Lund")) == expected
    assert gender("Eva Lund", Named(0, 8, "spokeswoman")) == "she"


def test_a_phrase_may_mean_a_known_person() -> None:
    assert [is_person(one) for one in ("the minister", "the Secretary of State", "a minister", "the ministry")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_body_is_told_by_its_words() -> None:
    found = {
        text: is_body(text, first(text, text.split("the ")[-1])) for text in ("the Lund", "Lund Party", "Eva Lund")
    }
    assert found == {"the Lund": True, "Lund Party": True, "Eva Lund": False}
