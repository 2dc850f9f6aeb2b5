"""Questions made of others, over an article in which three countries and the word “Green” stand."""

from training.swapped import Swaps

ARTICLE = (
    "In 1995, Norway sold the ship to Germany. The crew of Norway left it, and Sweden paid. "
    "So Norway owed Sweden, yet Sweden and Germany were green with envy, said Germany. A Green man, green, saw it."
)


def test_another_name_of_the_kind_takes_the_place_of_one_and_stands_not_beside_the_answer() -> None:
    swaps = Swaps([ARTICLE], 0)
    assert list(swaps.of([("When was it sold by Norway?", "In 1995, Norway sold the ship to Germany.")], 1, 1)) == [
        "When was it sold by Sweden?"
    ]
    assert list(swaps.of([("When was it sold by Norway?", ARTICLE)], 1, 1)) == []


def test_what_is_no_name_or_begins_a_longer_one_stays() -> None:
    asked = [
        ("Who saw the Green ship?", ""),
        ("Who saw the Norway Aurora?", ""),
        ("Who saw it?", ""),
    ]
    assert list(Swaps([ARTICLE], 0).of(asked, 3, 3)) == []


def test_another_year_stands_within_twelve_of_the_one_and_not_beside_the_answer() -> None:
    beside = " ".join(str(year) for year in range(1983, 2008) if year != 2001)
    assert list(Swaps([ARTICLE], 0).of([("Who sold it in 1995?", beside)], 0, 1)) == ["Who sold it in 2001?"]


def test_no_more_are_made_than_wanted_and_always_the_same() -> None:
    asked = [(f"What was sold in {year}?", "") for year in range(1960, 1990)]
    one, other = (list(Swaps([ARTICLE], 3).of(asked, 5, 7)) for _ in range(2))
    assert one == other
    assert len(set(one)) == 7
    assert all(question.startswith("What was sold in ") for question in one)
