import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.types import Document, Passage, Span
from qa.cite import NOT_SAID, Draft, Understood, compose
from qa.types import Quote
from qa.when import Window

TEXT = "Before. The council met. It voted. After."
DOCUMENT = Document("a.txt", "/a.txt", TEXT)
PASSAGE = Passage(0, DOCUMENT, TEXT[8:34], 8, 34, 1, 1, (Span(8, 24), Span(25, 34)))
Q = Understood("q", "q")
OTHER_WORDS = Passage(1, DOCUMENT, "The council left. It slept", 8, 34, 1, 1, (Span(8, 34),))


def test_quotes_are_numbered_in_the_order_of_the_text() -> None:
    answer = compose(Q, Draft((Quote(PASSAGE, 25, 34), Quote(PASSAGE, 8, 24)), 0.9), ())
    assert answer.text == "It voted. [1]\nThe council met. [2]"
    assert [(one.number, one.quote, one.start, one.end) for one in answer.citations] == [
        (1, "It voted.", 25, 34),
        (2, "The council met.", 8, 24),
    ]
    assert not answer.abstained


def test_a_quote_that_is_not_in_its_passage_is_dropped() -> None:
    quotes = (Quote(OTHER_WORDS, 8, 24), Quote(PASSAGE, 0, 7), Quote(PASSAGE, 8, 24))
    assert [one.quote for one in compose(Q, Draft(quotes, 0.9), ()).citations] == ["The council met."]


def test_without_a_quote_the_answer_abstains_with_the_reason() -> None:
    answer = compose(Understood("q", "s"), Draft((Quote(PASSAGE, 30, 20),), 0.3, "no passage mentions “x”"), ())
    assert (answer.abstained, answer.text, answer.reason, answer.citations) == (
        True,
        NOT_SAID,
        "no passage mentions “x”",
        (),
    )


def test_an_answer_tells_how_its_question_was_understood() -> None:
    window = Window(date(2022, 8, 1), date(2022, 8, 31), "August", 3, 9, "August: 2022-08-01 to 2022-08-31")
    answer = compose(Understood("q", "q (August)", window), Draft((), 0.0), ())
    assert (answer.question, answer.searched, answer.time) == ("q", "q (August)", window)


def test_the_same_quote_is_cited_once() -> None:
    answer = compose(Q, Draft((Quote(PASSAGE, 8, 24), Quote(PASSAGE, 8, 24)), 0.9), ())
    assert answer.text == "The council met. [1]"


@given(st.lists(st.tuples(st.sampled_from([PASSAGE, OTHER_WORDS]), st.integers(-5, 50), st.integers(-5, 50))))
def test_every_mark_has_its_citation_and_every_citation_is_literal(places: list[tuple[Passage, int, int]]) -> None:
    answer = compose(Q, Draft(tuple(Quote(*place) for place in places), 0.5), ())
    assert [int(mark) for mark in re.findall(r"\[(\d+)\]", answer.text)] == [one.number for one in answer.citations]
    assert [one.number for one in answer.citations] == list(range(1, len(answer.citations) + 1))
    for one in answer.citations:
        assert one.quote in one.passage.text
        assert one.quote == TEXT[one.start : one.end]
