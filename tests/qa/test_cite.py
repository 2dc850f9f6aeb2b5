import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.types import Document, Passage, Span
from qa.cite import NOT_SAID, Draft, Understood, compose
from qa.types import Quote, Scope, Speaker, Statement
from qa.when import Window

TEXT = "Before. The council met. It voted. After."
DOCUMENT = Document("a.txt", "/a.txt", TEXT)
PASSAGE = Passage(0, DOCUMENT, TEXT[8:34], 8, 34, 1, 1, (Span(8, 24), Span(25, 34)))
SCOPE = Scope(1, 2)
Q = Understood("q", "q", SCOPE)
OTHER = Document("b.txt", "/b.txt", "The council met.")
REPRINT = Passage(2, OTHER, OTHER.text, 0, 16, 1, 1, (Span(0, 16),))
OTHER_WORDS = Passage(1, DOCUMENT, "The council left. It slept", 8, 34, 1, 1, (Span(8, 34),))


def draft(*quotes: Quote) -> Draft:
    return Draft(tuple(Statement((quote,)) for quote in quotes), 0.9)


def test_quotes_are_numbered_in_the_order_of_the_text() -> None:
    answer = compose(Q, draft(Quote(PASSAGE, 25, 34), Quote(PASSAGE, 8, 24)), ())
    assert answer.text == "It voted. [1]\nThe council met. [2]"
    assert [(one.number, one.quote, one.start, one.end) for one in answer.citations] == [
        (1, "It voted.", 25, 34),
        (2, "The council met.", 8, 24),
    ]
    assert not answer.abstained


def test_a_quote_that_is_not_in_its_passage_is_dropped() -> None:
    quotes = (Quote(OTHER_WORDS, 8, 24), Quote(PASSAGE, 0, 7), Quote(PASSAGE, 8, 24))
    assert [one.quote for one in compose(Q, draft(*quotes), ()).citations] == ["The council met."]


def test_without_a_quote_the_answer_abstains_with_the_reason() -> None:
    answer = compose(Q, Draft((Statement((Quote(PASSAGE, 30, 20),)),), 0.3, "no passage mentions “x”", ("x",)), ())
    assert (answer.abstained, answer.text, answer.reason, answer.missing, answer.scope, answer.citations) == (
        True,
        NOT_SAID,
        "no passage mentions “x”",
        ("x",),
        SCOPE,
        (),
    )


def test_an_answer_tells_how_its_question_was_understood() -> None:
    window = Window(date(2022, 8, 1), date(2022, 8, 31), "August", 3, 9, "August: 2022-08-01 to 2022-08-31")
    answer = compose(Understood("q", "q (August)", SCOPE, window), Draft((), 0.0), ())
    assert (answer.question, answer.searched, answer.time) == ("q", "q (August)", window)


def test_the_same_quote_is_cited_once() -> None:
    answer = compose(Q, draft(Quote(PASSAGE, 8, 24), Quote(PASSAGE, 8, 24)), ())
    assert answer.text == "The council met. [1]"


def test_what_other_documents_repeat_is_cited_behind_the_quote_that_is_shown() -> None:
    met = Statement((Quote(PASSAGE, 8, 24), Quote(REPRINT, 0, 16)))
    answer = compose(Q, Draft((met, Statement((Quote(PASSAGE, 25, 34),))), 0.9), ())
    assert answer.text == "The council met. [1] [2]\nIt voted. [3]"
    assert [(one.number, one.passage.document.id, one.repeats) for one in answer.citations] == [
        (1, "a.txt", None),
        (2, "b.txt", 1),
        (3, "a.txt", None),
    ]


def test_values_that_differ_stand_side_by_side_with_their_citations() -> None:
    ten, twelve = (Quote(PASSAGE, 8, 24), Quote(REPRINT, 0, 16)), (Quote(PASSAGE, 25, 34),)
    answer = compose(Q, Draft((Statement(ten, "10"), Statement(twelve, "12")), 0.9), ())
    assert [(one.text, one.citations) for one in answer.differs] == [("10", (1, 2)), ("12", (3,))]


def test_one_value_differs_from_nothing() -> None:
    same = (Statement((Quote(PASSAGE, 8, 24),), "10"), Statement((Quote(PASSAGE, 25, 34),), "10"))
    assert compose(Q, Draft(same, 0.9), ()).differs == ()


def test_a_citation_keeps_what_is_known_of_its_quote() -> None:
    speaker = Speaker("The council", "", False, 8, 19)
    answer = compose(Q, draft(Quote(PASSAGE, 8, 24, highlight=Span(12, 19), speaker=speaker)), ())
    assert (answer.citations[0].highlight, answer.citations[0].speaker) == (Span(12, 19), speaker)


def test_a_newer_article_belongs_to_an_answer_only() -> None:
    one = Draft((Statement((Quote(PASSAGE, 8, 24),)),), 0.9, newer=OTHER)
    assert compose(Q, one, ()).newer == OTHER
    assert compose(Q, Draft((), 0.1, newer=OTHER), ()).newer is None


@given(st.lists(st.tuples(st.sampled_from([PASSAGE, OTHER_WORDS]), st.integers(-5, 50), st.integers(-5, 50))))
def test_every_mark_has_its_citation_and_every_citation_is_literal(places: list[tuple[Passage, int, int]]) -> None:
    answer = compose(Q, draft(*(Quote(*place) for place in places)), ())
    assert [int(mark) for mark in re.findall(r"\[(\d+)\]", answer.text)] == [one.number for one in answer.citations]
    assert [one.number for one in answer.citations] == list(range(1, len(answer.citations) + 1))
    for one in answer.citations:
        assert one.quote in one.passage.text
        assert one.quote == TEXT[one.start : one.end]
