from dataclasses import replace

from index.types import Document, Passage, Span
from qa.asked import Asked, Term
from qa.expect import Kind, expectation
from qa.types import Quote, Statement
from qa.values import differing, gathered


def statement(*documents: str) -> Statement:
    text = "It sank."
    return Statement(
        tuple(
            Quote(Passage(0, Document(name, name, text), text, 0, 8, 1, 1, (Span(0, 8),)), 0, 8) for name in documents
        )
    )


def told(values: list[str], *documents: str) -> list[str]:
    found = differing([statement(*names) for names in documents], values, Kind.NUMBER)
    assert [one.quotes for one in found] == [statement(*names).quotes for names in documents]
    return [one.value for one in found]


def test_values_are_told_when_documents_give_different_ones() -> None:
    assert told(["12 people", "15 people", ""], "a", "b", "c") == ["12 people", "15 people", ""]


def test_values_that_agree_are_told_as_the_first_of_them() -> None:
    assert told(["12 people", "15", "twelve"], "a", "b", "c") == ["12 people", "15", "12 people"]


def test_nothing_is_told_when_all_agree_or_only_one_document_gives_different_ones() -> None:
    assert told(["12 people", "twelve", ""], "a", "b", "c") == ["", "", ""]
    assert told(["12", "15"], "a", "a") == ["", ""]
    assert told([]) == []


def test_a_reprint_gives_the_value_of_its_first_statement_alone() -> None:
    assert told(["12", "15", "15"], "ab", "b", "c") == ["12", "", "15"]


QUESTION = "How many people died on the Aurora?"
ASKED = Asked(QUESTION, (Term("Aurora", "aurora", 3.0, True, ""),), (), False, expectation(QUESTION))


def quote(name: str, text: str, value: str = "") -> Quote:
    """A quote of a whole document with its short answer as highlight."""
    passage = Passage(0, Document(name, name, text), text, 0, len(text), 1, 1, (Span(0, len(text)),))
    start = text.index(value)
    return Quote(passage, 0, len(text), highlight=Span(start, start + len(value)) if value else None)


def shown(quotes: list[Quote], chosen: int) -> list[tuple[str, str]]:
    """The documents of each statement and its value."""
    return [
        (" ".join(one.passage.document.id for one in statement.quotes), statement.value)
        for statement in gathered(ASKED, quotes, chosen)
    ]


TWELVE = quote("a", "On the Aurora 12 people died.", "12")
MAYOR = quote("a", "The Aurora was old, said the mayor.")
FIFTEEN = quote("b", "Fifteen (15) died on the Aurora on Friday.", "15")
REPRINT = quote("c", "On the Aurora, 12 people died!", "12")
HARBOUR = quote("d", "At the harbour 90 people died.", "90")


def test_a_quote_that_gives_another_value_is_shown_though_it_was_not_chosen() -> None:
    assert shown([TWELVE, MAYOR, FIFTEEN, REPRINT], 2) == [("a c", "12"), ("b", "15"), ("a", "")]


def test_the_best_quote_stays_first_and_each_other_value_comes_before_the_rest() -> None:
    assert shown([MAYOR, TWELVE, REPRINT, FIFTEEN], 4) == [("a", ""), ("a c", "12"), ("b", "15")]


def test_without_different_values_the_chosen_quotes_are_shown_in_their_order() -> None:
    assert shown([TWELVE, MAYOR, REPRINT, quote("e", "It rained.")], 2) == [("a c", ""), ("a", "")]
    assert shown([], 0) == []


def test_a_value_of_a_passage_on_something_else_does_not_count() -> None:
    assert shown([TWELVE, HARBOUR], 2) == [("a", ""), ("d", "")]


def test_sentences_of_two_documents_that_differ_in_a_few_words_alone_give_these_as_values() -> None:
    first = quote("a", "The old Aurora left with 90 people from Lakeside on Friday.")
    second = quote("b", "The old Aurora left with 85 people from Lakeside on Friday.")
    assert shown([first, second], 1) == [("a", "")]
    assert shown([first, second], 2) == [("a", "90"), ("b", "85")]
    assert shown([first, replace(second, highlight=Span(25, 27))], 1) == [("a", "90"), ("b", "85")]
    assert shown([first, replace(second, highlight=Span(46, 54))], 2) == [("a", ""), ("b", "")]


def test_what_the_question_names_is_no_value() -> None:
    first = quote("a", "The old ferry left with 90 people from Lakeside on Friday.")
    second = quote("b", "The old Aurora left with 90 people from Lakeside on Friday.")
    assert shown([first, second], 2) == [("a", ""), ("b", "")]
