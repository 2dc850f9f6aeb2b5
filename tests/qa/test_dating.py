import time

import pytest

from index.types import Document
from qa.dating import datings


def found(text: str, published: str | None = "2022-08-25") -> list[tuple[str, str, str]]:  # a Thursday
    document = Document("a", "a", text, date=published)
    return [(text[one.start : one.end], one.first, one.last) for one in datings(document, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "phrase", "first", "last"),
    [
        ("It rained yesterday.", "yesterday", "2022-08-24", "2022-08-24"),
        ("Last night it rained.", "Last night", "2022-08-24", "2022-08-24"),
        ("He left two days ago.", "two days ago", "2022-08-23", "2022-08-23"),
        ("the day after tomorrow", "the day after tomorrow", "2022-08-27", "2022-08-27"),
        ("It grew this week.", "this week", "2022-08-22", "2022-08-28"),
        ("It opens next week.", "next week", "2022-08-29", "2022-09-04"),
        ("Prices rose last month.", "last month", "2022-07-01", "2022-07-31"),
        ("Earlier this month they met.", "Earlier this month", "2022-08-01", "2022-08-25"),
        ("They meet later this year.", "later this year", "2022-08-25", "2022-12-31"),
        ("It opens next year.", "next year", "2023-01-01", "2023-12-31"),
        ("It opens next May.", "next May", "2023-05-01", "2023-05-31"),
        ("He left in May.", "in May", "2022-05-01", "2022-05-31"),
        ("He left in October.", "in October", "2021-10-01", "2021-10-31"),
        ("He will leave in October.", "in October", "2022-10-01", "2022-10-31"),
        ("They met in May last year.", "in May last year", "2021-05-01", "2021-05-31"),
        ("They met on August 20.", "on August 20", "2022-08-20", "2022-08-20"),
        ("They met on September 3.", "on September 3", "2021-09-03", "2021-09-03"),
        ("On September 3, the two will meet.", "On September 3", "2022-09-03", "2022-09-03"),
        ("Daughter (September 3) is a film.", "September 3", "2022-09-03", "2022-09-03"),
    ],
)
def test_a_relative_date_stands_for_days_seen_from_its_article(text: str, phrase: str, first: str, last: str) -> None:
    assert found(text) == [(phrase, first, last)]


@pytest.mark.parametrize(
    ("text", "phrase", "day"),
    [
        ("He said on Wednesday that it rained.", "on Wednesday", "2022-08-24"),
        ("They met on Thursday.", "on Thursday", "2022-08-25"),
        ("They met on Friday.", "on Friday", "2022-08-19"),
        ("The news on Friday.", "on Friday", "2022-08-19"),
        ("The talks will be held on Wednesday.", "on Wednesday", "2022-08-31"),
        ("He will go, a spokesman said on Tuesday.", "on Tuesday", "2022-08-23"),
        ("On Friday, the ministers will sign.", "On Friday", "2022-08-26"),
        ("They met last Thursday.", "last Thursday", "2022-08-18"),
        ("Next Thursday is free.", "Next Thursday", "2022-09-01"),
        ("Friday's meeting failed.", "Friday", "2022-08-19"),
    ],
)
def test_a_weekday_is_the_latest_one_but_the_next_for_what_is_to_come(text: str, phrase: str, day: str) -> None:
    assert found(text) == [(phrase, day, day)]


@pytest.mark.parametrize(
    "text",
    [
        "They met on August 25, 2021.",
        "They met on Sunday, August 21, 2022.",
        "He may go, she may not.",
        "Theresa May left.",
        "every Monday, on a Sunday, on Sundays",
        "Black Friday sales",
        "the Sunday Times",
        "Russia Today reported it.",
        "In 2014, on September 3, they met.",
        "on June 31",
        "",
    ],
)
def test_dates_with_a_year_names_and_verbs_are_left_out(text: str) -> None:
    assert found(text) == []


def test_every_date_of_a_sentence_is_found_in_order() -> None:
    assert found("Putin said on Wednesday that he would leave on Friday, not next month.") == [
        ("on Wednesday", "2022-08-24", "2022-08-24"),
        ("on Friday", "2022-08-26", "2022-08-26"),
        ("next month", "2022-09-01", "2022-09-30"),
    ]


def test_only_the_dates_between_the_offsets_count() -> None:
    document = Document("a", "a", "Yesterday it rained. Tomorrow it snows. Today is dry.", date="2022-08-25")
    assert [(one.start, one.end, one.first) for one in datings(document, 21, 39)] == [(21, 29, "2022-08-26")]


def test_without_the_day_of_the_article_only_what_does_not_depend_on_it_has_days() -> None:
    text = "It fell last year, last month, and on Friday."
    assert found(text, "2022-08") == [
        ("last year", "2021-01-01", "2021-12-31"),
        ("last month", "2022-07-01", "2022-07-31"),
    ]
    assert found(text, "2022") == [("last year", "2021-01-01", "2021-12-31")]
    assert found(text, None) == found(text, "soon") == []


def test_a_hostile_text_is_read_in_time() -> None:
    for text in ("Monday " * 3_000, "on last " * 3_000, "May 5 " * 3_000, "will to be on May 5 " * 1_000, " " * 20_000):
        begun = time.process_time()
        found(text)
        assert time.process_time() - begun < 3
