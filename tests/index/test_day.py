"""The day in a field, and in an address."""

import pytest

from index.day import day, day_of_url


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2024-03-05T10:00:00Z", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("20240305", "2024-03-05"),
        (" 5.3.2024", "2024-03-05"),
        ("Tue, 05 Mar 2024 10:00:00 GMT", "2024-03-05"),
        ("March 5, 2024", "2024-03-05"),
        ("5 марта 2024, 12:05", "2024-03-05"),
        ("05/03/2024", None),
        ("2024-13-05", None),
        ("20240305101112", None),
        ("2024", None),
        ("5 foo 2024", None),
        ("", None),
    ],
)
def test_a_date_field_gives_its_day_or_nothing(written: str, found: str | None) -> None:
    assert day(written) == found


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://a.example/2019/08/23/plant", "2019-08-23"),
        ("https://a.example/2019-8-3-plant.html", "2019-08-03"),
        ("https://a.example/2019/08/plant", None),
        ("https://a.example/2019/99/23/", None),
        ("https://a.example/12019/08/231", None),
    ],
)
def test_an_address_gives_a_day_only_when_it_holds_all_of_it(url: str, found: str | None) -> None:
    assert day_of_url(url) == found
