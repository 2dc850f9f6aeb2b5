import pytest

from index.types import Document, Hit, Passage, Span
from qa.asked import Asked, Term
from qa.expect import expectation
from qa.gather import gather, newer
from qa.types import Quote


def quote(name: str, text: str) -> Quote:
    passage = Passage(0, Document(name, name, text), text, 0, len(text), 1, 1, (Span(0, len(text)),))
    return Quote(passage, 0, len(text))


def gathered(*texts: str) -> list[list[str]]:
    """The groups of sentences of as many documents, by the numbers of the documents."""
    statements = gather([quote(str(number), text) for number, text in enumerate(texts)])
    return [[one.passage.document.id for one in statement.quotes] for statement in statements]


def test_reprints_are_one_statement_whose_best_quote_is_first() -> None:
    assert gathered("The council met in Lakeside.", "It rained.", "The council met in Lakeside.") == [["0", "2"], ["1"]]


def test_a_few_added_words_on_which_nothing_hangs_do_not_matter() -> None:
    first = "The council of the town met in Lakeside on Friday and voted for the new bridge."
    second = "The council of the town then met in Lakeside on Friday, and finally voted for the new bridge"
    assert gathered(first, second) == gathered(second, first) == [["0", "1"]]


@pytest.mark.parametrize(
    "other",
    [
        "The old ferry Aurora sank near Lakeside in May with 41 people on board.",
        "The old ferry Aurora sank near Lakeside in May with 40 people and two dogs on board.",
        "The old ferry Aurora sank near Lakeside in June with 40 people on board.",
        "The old ferry Victoria sank near Lakeside in May with 40 people on board.",
        "The old ferry Aurora never sank near Lakeside in May with 40 people on board.",
        "The old ferry Aurora didn't sink near Lakeside in May with 40 people on board.",
        "The old ferry Aurora may have sunk near Lakeside in May with 40 people on board.",
        "The old ferry Aurora burned near Lakeside in May with 40 people on board.",
        "Near Lakeside the old ferry Aurora sank in May with 40 people on board.",
    ],
)
def test_another_number_name_verb_order_or_a_not_is_another_statement(other: str) -> None:
    assert gathered("The old ferry Aurora sank near Lakeside in May with 40 people on board.", other) == [["0"], ["1"]]


def test_a_sentence_that_repeats_a_better_one_of_its_document_is_left_out() -> None:
    best = quote("a", "The council met in Lakeside on 3 May.")
    repeated = quote("a", "The council met in Lakeside on 4 May.")
    assert [one.quotes for one in gather([best, repeated])] == [(best,)]


def test_others_join_a_statement_but_make_none() -> None:
    best, reprint, new = quote("a", "The council met."), quote("b", "The council met."), quote("c", "It rained.")
    assert [one.quotes for one in gather([best], [new, reprint, reprint])] == [(best, reprint)]


def test_no_quotes_make_no_statements() -> None:
    assert gather([], [quote("a", "It rained.")]) == []


def hit(name: str, text: str, date: str | None) -> Hit:
    passage = Passage(0, Document(name, name, text, date=date), text, 0, len(text), 1, 1, (Span(0, len(text)),))
    return Hit(passage, 1.0, ())


QUESTION = "When did the Aurora sink?"
ASKED = Asked(
    QUESTION,
    (Term("Aurora", "aurora", 3.0, True, ""), Term("sink", "sink", 2.0, False, "")),
    (),
    False,
    expectation(QUESTION),
)


def test_the_newest_document_on_the_subject_is_told_when_it_is_newer_than_all_that_are_cited() -> None:
    hits = [
        hit("old", "The Aurora sank.", "2021-03-01"),
        hit("new", "The Aurora sank.", "2022-03-01"),
        hit("newest", "The Aurora did sink.", "2022-04-01"),
        hit("other", "The mayor spoke.", "2023-01-01"),
        hit("undated", "The Aurora sank.", None),
    ]
    documents = [one.passage.document for one in hits]
    assert newer(ASKED, documents[:1], hits) == documents[2]
    assert newer(ASKED, documents[:3], hits) is None


def test_without_dates_nothing_is_newer() -> None:
    dated, undated = hit("a", "The Aurora sank.", "2021-03-01"), hit("b", "The Aurora sank.", None)
    assert newer(ASKED, [undated.passage.document], [dated]) is None
    assert newer(ASKED, [], [dated]) is None


def test_a_day_of_the_month_or_year_that_is_cited_may_not_be_newer() -> None:
    year, day = hit("a", "The Aurora sank.", "2021"), hit("b", "The Aurora sank.", "2021-03-01")
    assert newer(ASKED, [year.passage.document], [day]) is None
