import numpy as np
import pytest

from index.likeness import WordModel
from index.wordvectors import shipped
from qa.asked import Term
from qa.overlap import overlap

TERMS = (Term("bought", "bought", 2.0, False, ""), Term("Aurora", "aurora", 3.0, True, ""))


@pytest.fixture(scope="module")
def model() -> WordModel:
    return shipped()


def test_a_term_is_matched_by_its_own_word_or_a_form_of_its_verb(model: WordModel) -> None:
    over = overlap(TERMS, ["The town bought the Aurora.", "Who buys a boat?", ""], model)
    assert over.exact.tolist() == [[1.0, 1.0], [0.8, 0.0], [0.0, 0.0]]


def test_other_words_come_near_in_meaning(model: WordModel) -> None:
    over = overlap(TERMS[:1], ["They purchased it.", "The weather was fine."], model)
    assert over.near[0, 0] > 0.7 > 0.5 > over.near[1, 0]


def test_neighbours_in_the_question_are_the_farther_the_more_words_stand_between(model: WordModel) -> None:
    over = overlap(TERMS, ["Bought Aurora.", "Aurora was not bought.", "Aurora"], model)
    assert over.beside[:, 0].tolist() == [1.0, pytest.approx(1 / 3), 0.0]


def test_names_and_numbers_are_counted_where_they_match_no_term(model: WordModel) -> None:
    over = overlap(TERMS, ["The Aurora and the Ferry Star cost 50,000 in 2021.", "Ada came."], model)
    assert over.names.tolist() == [2.0, 0.0]
    assert over.numbers.tolist() == [2.0, 0.0]


def test_a_term_that_only_stands_with_a_capital_is_a_name(model: WordModel) -> None:
    lower = Term("aurora", "aurora", 3.0, False, "")
    assert overlap([lower], ["The Aurora sank."], model).named.tolist() == [True]
    assert overlap([lower], ["The Aurora and an aurora."], model).named.tolist() == [False]


def test_initials_stand_for_the_name_and_the_name_for_them(model: WordModel) -> None:
    terms = [Term("UN", "un", 1.0, True, ""), Term("World", "world", 1.0, True, "who")]
    over = overlap(terms, ["In 1945 the United Nations met.", "The WHO met."], model)
    assert np.round(over.exact, 1).tolist() == [[0.8, 0.0], [0.0, 0.8]]


def test_a_country_is_held_by_where_it_is_ruled_from_and_another_one_is_its_rival(model: WordModel) -> None:
    term = Term("States", "state", 1.0, True, "", "america")
    over = overlap([term], ["Washington agreed.", "They met in Washington.", "Norway agreed."], model)
    assert over.exact[:, 0].tolist() == [0.8, 0.0, 0.0]
    assert over.rival[2, 0] == 1 > over.rival[0, 0]
