import pytest

from index.dates import dated, iso, lead
from index.plan import in_words
from index.types import Article, Document, Span

BODY = "The talks will go on for a long time."


@pytest.mark.parametrize(
    ("first", "date", "rule", "source", "rest"),
    [
        (f" date 2023-09-07 {BODY}", "2023-09-07", "date header", None, BODY),
        (f"Published: 7 September 2023. {BODY}", "2023-09-07", "date header", None, BODY),
        (f"NEW YORK, Sept. 7, 2023 (AP) — {BODY}", "2023-09-07", "dateline", "AP", BODY),
        (f"МОСКВА, 20 января 2022. /ТАСС/. {BODY}", "2022-01-20", "dateline", "ТАСС", BODY),
        (f"TEL AVIV, Israel (Reuters) - {BODY}", None, "", "Reuters", BODY),
        (f"ENGLEWOOD, Colo. (AP) — {BODY}", None, "", "AP", BODY),
        (f"ALBANY, N.Y., May 3, 2021 (AP) — {BODY}", "2021-05-03", "dateline", "AP", BODY),
        (f"PARIS, June 31, 2023. /AFP/. {BODY}", None, "", "AFP", BODY),
        (f"NATO (the alliance) said so. {BODY}", None, "", None, f"NATO (the alliance) said so. {BODY}"),
        (f"A man, May 3, 2020. {BODY}", None, "", None, f"A man, May 3, 2020. {BODY}"),
        (BODY, None, "", None, BODY),
    ],
)
def test_the_first_words_tell_date_and_source(first: str, date: str, rule: str, source: str, rest: str) -> None:
    found = lead(first, first)
    assert (found.date, found.date_rule, found.source, first[found.end :]) == (date, rule, source, rest)


@pytest.mark.parametrize(
    ("mentioned", "expected"),
    [
        ("On December 17, 2021, it began.", "2022-01-20"),
        ("On January 20, 2022, it began.", "2022-01-20"),
        ("It began on January 3, 2022 and not on May 5, 2020.", "2022-01-20"),
        ("It began on June 1, 2021.", None),
        ("It ends on March 1, 2022.", None),
        ("It began on January 10.", None),
    ],
)
def test_a_dateline_takes_its_year_only_from_a_date_shortly_before(mentioned: str, expected: str | None) -> None:
    first = f"KIEV, January 20. /TASS/. {BODY}"
    assert lead(f"{first}\n{mentioned}", first).date == expected


def test_the_rule_names_the_date_that_gave_the_year() -> None:
    first = f"KIEV, January 20. /TASS/. {BODY} It began on December 17, 2021."
    assert lead(first, first).date_rule == "dateline, its year from 2021-12-17 in the text"


def test_a_line_that_is_only_a_date_dates_the_text() -> None:
    assert lead(f"A headline\nSeptember 7, 2023\n\n{BODY}", BODY).date == "2023-09-07"


def test_a_date_in_the_prose_is_no_publication_date() -> None:
    text = f"A headline\n\nOn September 7, 2023 the talks began. {BODY}"
    assert lead(text, text.split("\n\n")[1]).date is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("May 7th, 2021", "2021-05-07"),
        ("7 мая 2021", "2021-05-07"),
        ("2021-05-07", "2021-05-07"),
        ("7 May", None),
        ("2021-13-01", None),
    ],
)
def test_a_date_is_iso_only_with_its_year(written: str, expected: str | None) -> None:
    assert iso(written) == expected


def test_a_date_in_words_can_be_searched_for() -> None:
    assert in_words("2022-01-09") == "9 January 2022"
    assert in_words(None) == ""


def test_the_header_is_cut_off_its_block_and_the_reader_s_facts_win() -> None:
    text = f"date 2023-09-07 {BODY}"
    made = dated(Article(Document("a", "/a", text), (Span(0, len(text)),)))
    assert [text[block.start : block.end] for block in made.blocks] == [BODY]
    assert (made.document.date, made.document.rules.date) == ("2023-09-07", "date header")
    known = dated(Article(Document("a", "/a", text, date="2020-01-01"), (Span(0, len(text)),)))
    assert known.document.date == "2020-01-01"
