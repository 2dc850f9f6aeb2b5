import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.when import Window, share, window

TODAY = date(2022, 10, 5)  # a Wednesday
FOUND = """
What did he say in January 2022?|January 2022|2022-01-01|2022-01-31
Who spoke on 14 Jan. 2022?|14 Jan. 2022|2022-01-14|2022-01-14
What came by Sept. 30?|by Sept. 30||2022-09-30
Who spoke in Jan. 2022?|Jan. 2022|2022-01-01|2022-01-31
What was listed on April 2009?|April 2009|2009-04-01|2009-04-30
What storm hit in May of 2012?|May of 2012|2012-05-01|2012-05-31
Who came in march 2016|march 2016|2016-03-01|2016-03-31
Who spoke on 14 January 2022?|14 January 2022|2022-01-14|2022-01-14
Who spoke on the 5th of February 2020?|the 5th of February 2020|2020-02-05|2020-02-05
Who spoke on January 14, 2022, in Kyiv?|January 14, 2022|2022-01-14|2022-01-14
What was said on 2022-01-14?|2022-01-14|2022-01-14|2022-01-14
What happened on August 24?|August 24|2022-08-24|2022-08-24
What happened on 24 December?|24 December|2021-12-24|2021-12-24
What happened on 29 February?|29 February|2020-02-29|2020-02-29
What happened in August?|August|2022-08-01|2022-08-31
What happened in November?|November|2021-11-01|2021-11-30
What happened in May?|May|2022-05-01|2022-05-31
What happened in 2021?|2021|2021-01-01|2021-12-31
In 2014 Germany won what?|2014|2014-01-01|2014-12-31
In May 2014 Germany won what?|May 2014|2014-05-01|2014-05-31
Who lived in the year 1850?|the year 1850|1850-01-01|1850-12-31
How many were there as of 2010?|2010|2010-01-01|2010-12-31
How much will Norway allocate in 2026?|2026|2026-01-01|2026-12-31
What happened in 2021 and 2022?|2021 and 2022|2021-01-01|2022-12-31
Who met between March and May 2021?|between March and May 2021|2021-03-01|2021-05-31
Who met between November and February 2021?|between November and February 2021|2020-11-01|2021-02-28
Who met from November 2020 to February?|from November 2020 to February|2020-11-01|2021-02-28
Who met between January 14 and January 20, 2022?|between January 14 and January 20, 2022|2022-01-14|2022-01-20
Who met between 5 and 12 May 2021?|between 5 and 12 May 2021|2021-05-05|2021-05-12
Who met on January 14-20, 2022?|January 14-20, 2022|2022-01-14|2022-01-20
Who played from 2010 to 2012?|from 2010 to 2012|2010-01-01|2012-12-31
Who played from Jun 1858 to 1947?|from Jun 1858 to 1947|1858-06-01|1947-12-31
Who played 2010-2012?|2010-2012|2010-01-01|2012-12-31
Who played from April 1996 to now?|from April 1996 to now|1996-04-01|
What changed since 2015?|since 2015|2015-01-01|
What changed since last month?|since last month|2022-09-01|
What changed after January 14, 2022?|after January 14, 2022|2022-01-15|
What changed before 2010?|before 2010||2009-12-31
What changed prior to March 2010?|prior to March 2010||2010-02-28
What changed until June 2020?|until June 2020||2020-06-30
What was built by 1991?|by 1991||1991-12-31
What happened in the summer of 2021?|the summer of 2021|2021-06-01|2021-08-31
What happened in winter 2021?|winter 2021|2020-12-01|2022-02-28
What were sales in Q3 2021?|Q3 2021|2021-07-01|2021-09-30
What were sales in the first half of 2021?|the first half of 2021|2021-01-01|2021-06-30
What music came in the early 1990s?|the early 1990s|1990-01-01|1994-12-31
Who fled in the 1850's?|the 1850's|1850-01-01|1859-12-31
Who ruled in the 1800s?|the 1800s|1800-01-01|1899-12-31
What did he say yesterday?|yesterday|2022-10-04|2022-10-04
What did he say today?|today|2022-10-05|2022-10-05
What happened last week?|last week|2022-09-26|2022-10-02
What happened this week?|this week|2022-10-03|2022-10-09
What happened this month?|this month|2022-10-01|2022-10-31
What happened last month?|last month|2022-09-01|2022-09-30
What happened last August?|last August|2022-08-01|2022-08-31
What happened last October?|last October|2021-10-01|2021-10-31
What happened this year?|this year|2022-01-01|2022-12-31
What happened at last year's summit?|last year's|2021-01-01|2021-12-31
What happened in August last year?|August last year|2021-08-01|2021-08-31
What happened in the past two weeks?|the past two weeks|2022-09-21|2022-10-05
What happened three days ago?|three days ago|2022-10-02|2022-10-02
What happened two weeks ago?|two weeks ago|2022-09-19|2022-09-25
What happened on 24 August 2022, this year?|24 August 2022|2022-08-24|2022-08-24
""".strip().splitlines()
NONE = """
What happened recently?
What changed since the summit?
Who won the 2020 Olympics?
Who won the 2014 Sochi Olympics?
What is in the 2022 budget?
What is in 2022 budget plans?
What is Agenda 2030?
Is the Boeing 737 safe?
What is COVID-19?
What does Article 5 say?
What may happen?
May I ask?
Could this may have happened?
THIS MAY HAVE HAPPENED
What did Theresa May say?
Who won before May left?
Who lost confidence in May?
What about the march on Rome?
Who is in March 40 times?
Who sits on January 6 committees?
Where did 1990 people go?
Were there over 2000 troops?
Did between 1500 and 2000 people come?
Did it grow by 2000?
Is it in $2021?
In which year did he die?
When did the 1973 oil crisis begin?
What does the Act of 1998 say?
What happened two years after 2010?
What happened in 2010 and 2020?
What happened in 2019, 2020 and 2021?
What happened in 2014, not in 2016?
Who played in the 2010-2012 season?
Who played from 2012 to 2010?
What was said on 31 February 2022?
What was said on 20-14 January 2022?
What happened in the last year of the war?
What costs more than a year ago?
What is it called today?
Why aren't they visible today?
What will happen by 2030?
What fell over the past 33 years?
What did "Best of 2021" and “the war in 2014” say?
Who saw I Know What You Did Last Summer?
Was the release in 2021-style?
""".strip().splitlines()


@pytest.mark.parametrize("row", FOUND)
def test_a_question_names_its_window(row: str) -> None:
    question, phrase, first, last = row.split("|")
    found = window(question, TODAY)
    assert found
    assert (found.phrase, str(found.first or ""), str(found.last or "")) == (phrase, first, last)


@pytest.mark.parametrize("question", ["", " ", *NONE])
def test_what_only_looks_like_a_time_is_no_window(question: str) -> None:
    assert window(question, TODAY) is None


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("in January  2022?", "January 2022: 2022-01-01 to 2022-01-31"),
        ("in August?", "August (seen from 2022-10-05): 2022-08-01 to 2022-08-31"),
        ("What on 14 May 2022?", "14 May 2022: 2022-05-14"),
        ("since 2015?", "since 2015: 2015-01-01 to …"),
        ("before 2015?", "before 2015: … to 2014-12-31"),
    ],
)
def test_the_reading_says_how_the_phrase_was_understood(question: str, reading: str) -> None:
    found = window(question, TODAY)
    assert found
    assert found.reading == reading


PIECES = "1|1 |in 2021 and |January |May 1-|from 2010 to |the last | |did today |a".split("|")


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_question_and_a_long_text_are_read_at_once(piece: str) -> None:
    long = (piece * 10_000)[:10_000]
    began = time.perf_counter()
    window(long, TODAY)
    share(JANUARY, "2019-01-01", long)
    assert time.perf_counter() - began < 2


WORDS = (
    "in on since after before until by from to and between the last this past ago two 3 14 29 31 2020 2022 1999 May "
    "1990s March January Feb. August year week month days early Q3 summer of today now , - – . ? did \n “"
)


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(WORDS.split(" ")), max_size=14).map(" ".join)),
    st.dates(),
)
def test_the_phrase_stands_in_the_question_and_the_days_are_in_order(question: str, today: date) -> None:
    found = window(question, today)
    if found:
        assert found.phrase == question[found.start : found.end] != ""
        assert found.first or found.last
        assert (found.first or date.min) <= (found.last or date.max)


def named(question: str) -> Window:
    found = window(question, TODAY)
    assert found
    return found


JANUARY = named("in January 2022?")
NINETIES = named("from 1993 to 1996?")
SINCE = named("since 2015?")


@pytest.mark.parametrize(
    ("asked", "published", "text", "expected"),
    [
        (JANUARY, None, "It began on 14 January 2022.", 1.0),
        (JANUARY, "2023-09-07", "It began in January 2022.", 1.0),
        (JANUARY, "2023-09-07", "It happened in 2022.", 1.0),
        (JANUARY, "2022-01-09", "Nothing with a date.", 1.0),
        (JANUARY, date(2022, 1, 9), "It was founded in 1995.", 1.0),
        (JANUARY, "2022-02-14", "Nothing with a date.", 1.0),
        (JANUARY, "2022-02-15", "Nothing with a date.", 0.0),
        (JANUARY, "2021-12-31", "Nothing with a date.", 0.0),
        (JANUARY, "2022-03-20", "They met on January 14.", 1.0),
        (JANUARY, "2023-03-20", "They met on January 14.", 0.0),
        (JANUARY, "2021-12-20", "They will meet on January 14.", 1.0),
        (JANUARY, None, "They met on January 14.", 1.0),
        (JANUARY, None, "They met on August 14.", 0.0),
        (JANUARY, None, "Nothing with a date.", 0.5),
        (JANUARY, "some day", "Nothing with a date, and 2022 people.", 0.5),
        (JANUARY, None, "It may cost $2022 or 2,022.", 0.5),
        (JANUARY, None, "It was founded in 1995.", 0.0),
        (JANUARY, None, "On 31 February 2022 nothing happened.", 0.5),
        (NINETIES, None, "He played there (1990–2000).", 1.0),
        (NINETIES, None, "He played there 1991-94.", 1.0),
        (NINETIES, None, "He was born in the 1990s.", 1.0),
        (NINETIES, None, "He has led it 1990–present.", 1.0),
        (NINETIES, "2022-01-09", "He played there from 1980 to 1985.", 0.0),
        (NINETIES, "2022-01-09", "Nothing with a date.", 0.5),
        (SINCE, None, "It changed in 2021.", 1.0),
        (SINCE, "2020-01-01", "It changed in 1999.", 1.0),
        (SINCE, None, "It changed in 1999.", 0.0),
    ],
)
def test_a_passage_fits_a_window_by_its_own_dates_and_by_its_publication(
    asked: Window, published: str | date | None, text: str, expected: float
) -> None:
    assert share(asked, published, text) == expected
