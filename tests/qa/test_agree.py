import pytest

from qa.agree import agree
from qa.expect import Kind


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.NUMBER, "two", "2 people"),
        (Kind.NUMBER, "about 3,500", "3,559"),
        (Kind.NUMBER, "3,000", "3,400"),
        (Kind.NUMBER, "37", "37.4"),
        (Kind.NUMBER, "1.45 billion", "1,450,000,000"),
        (Kind.NUMBER, "27%", "$3"),
        (Kind.NUMBER, "many", "12"),
        (Kind.MONEY, "$8.35 billion", "8.4 billion"),
        (Kind.TIME, "2024", "June 2024"),
        (Kind.TIME, "14 June", "June 14, 2024"),
        (Kind.TIME, "1882", "1881–82"),
        (Kind.TIME, "5 Sept 1994", "5 September"),
        (Kind.TIME, "the 1990s", "1994"),
        (Kind.TIME, "on Monday", "1994"),
        (Kind.PERSON, "Trump", "Donald Trump"),
        (Kind.PERSON, "President Trump", "Donald J. Trump"),
        (Kind.PLACE, "Kiev", "Kyiv, Ukraine"),
        (Kind.PLACE, "US", "United States"),
        (Kind.OTHER, "American football", "football"),
        (Kind.OTHER, "the", "football"),
    ],
)
def test_values_agree_when_they_may_be_the_same_said_more_or_less_exactly(kind: Kind, one: str, other: str) -> None:
    assert agree(one, other, kind)
    assert agree(other, one, kind)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.NUMBER, "12", "15"),
        (Kind.NUMBER, "20", "24"),
        (Kind.NUMBER, "12,000", "13,000"),
        (Kind.NUMBER, "8.35%", "8.6%"),
        (Kind.NUMBER, "1,856", "2,100"),
        (Kind.OTHER, "10,000 people", "3,559 people"),
        (Kind.OTHER, "10,000", "5,601"),
        (Kind.TIME, "1856", "1900"),
        (Kind.TIME, "15 May 1885", "22 May 1885"),
        (Kind.OTHER, "July 15, 1905", "February 8, 1900"),
        (Kind.PERSON, "Mary June", "Martin May"),
        (Kind.PLACE, "Cloutierville, Louisiana", "New Orleans, Louisiana"),
        (Kind.OTHER, "novel", "film"),
    ],
)
def test_values_that_cannot_both_be_right_do_not_agree(kind: Kind, one: str, other: str) -> None:
    assert not agree(one, other, kind)
    assert not agree(other, one, kind)
