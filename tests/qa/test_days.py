from datetime import date

import pytest

from qa.days import groups, span, stated

LATEST = date(2022, 10, 5)  # a Wednesday


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2022-01-14", "2022-01-14", "2022-01-14"),
        ("14 Jan. 2021", "2021-01-14", "2021-01-14"),
        ("the 5th of February 2020", "2020-02-05", "2020-02-05"),
        ("December 24", "2021-12-24", "2021-12-24"),
        ("February 2020", "2020-02-01", "2020-02-29"),
        ("29 February", "2020-02-29", "2020-02-29"),
        ("5 to 12 May 2021", "2021-05-05", "2021-05-12"),
        ("1999", "1999-01-01", "1999-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("the 1800s", "1800-01-01", "1899-12-31"),
        ("the late 1990s", "1995-01-01", "1999-12-31"),
        ("the winter of 2020", "2019-12-01", "2021-02-28"),
        ("Q2 2021", "2021-04-01", "2021-06-30"),
        ("second half of last year", "2021-07-01", "2021-12-31"),
        ("yesterday", "2022-10-04", "2022-10-04"),
        ("last week", "2022-09-26", "2022-10-02"),
        ("this month", "2022-10-01", "2022-10-31"),
        ("last October", "2021-10-01", "2021-10-31"),
        ("the past two weeks", "2022-09-21", "2022-10-05"),
        ("three years ago", "2019-01-01", "2019-12-31"),
    ],
)
def test_a_written_date_stands_for_these_days(written: str, first: str, last: str) -> None:
    assert span(groups(written), LATEST) == days(first, last)


@pytest.mark.parametrize("written", ["31 April 2021", "2022-02-30", "February 30"])
def test_days_that_there_are_not_stand_for_none(written: str) -> None:
    with pytest.raises(ValueError, match=r"day|\d"):
        span(groups(written), LATEST)


@pytest.mark.parametrize("written", ["", "soon", "the summit", "Monday", "1/2/2022", "in 2022", "99"])
def test_what_is_no_date_has_no_parts(written: str) -> None:
    assert groups(written) == {}


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        ("From 1990 to 1999, then May 2001.", None, [("1990-01-01", "1999-12-31"), ("2001-05-01", "2001-05-31")]),
        ("On 14 January they met.", None, []),
        ("On 14 January they met.", date(2022, 2, 1), [("2022-01-14", "2022-01-14")]),
        ("They meet on 14 January.", date(2021, 12, 1), [("2022-01-14", "2022-01-14")]),
        ("They met in May.", date(2022, 1, 15), [("2021-05-01", "2021-05-31")]),
        ("May they meet.", date(2022, 2, 1), []),
        ("On 31 April 2021 and in 2022.", None, [("2022-01-01", "2022-12-31")]),
        ("It lost 2000 people and $1999, or 1999%.", None, []),
        ("He led it 1991-94.", None, [("1991-01-01", "1994-12-31")]),
    ],
)  # fmt: skip
def test_the_dates_of_a_text_are_found_in_order(text: str, near: date | None, expected: list[tuple[str, str]]) -> None:
    assert list(stated(text, near)) == [days(*one) for one in expected]
