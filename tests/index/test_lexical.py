import random
from math import log

import numpy as np
import pytest

from index import lexical
from index.lexical import Lexical, _impacts, top
from index.segment import open as opened
from index.words import terms
from tests.segments import corpus, over, written

PASSAGES = [["frost", "apple"], ["frost", "frost", "pear"], ["plum"]]
ROW_0 = log(1.6) * 1 / (1 + 1.2 * (0.25 + 0.75 * 2 / 2))
ROW_1 = log(1.6) * 2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))


def by_hand(passages: list[list[str]], query: list[str]) -> list[float]:
    """BM25 of each passage, written down from the formula with nothing shared with the index."""
    average = sum(map(len, passages)) / len(passages)
    scores = []
    for passage in passages:
        score = 0.0
        for term in query:
            n = sum(term in one for one in passages)
            tf = passage.count(term)
            idf = log(1 + (len(passages) - n + 0.5) / (n + 0.5))
            score += idf * tf / (tf + 1.2 * (1 - 0.75 + 0.75 * len(passage) / average))
        scores.append(score)
    return scores


def random_passages(seed: int) -> list[list[str]]:
    some = np.random.default_rng(seed)
    words = [f"w{number}" for number in range(40)]
    odds = 1 / np.arange(1, 41)
    return [list(some.choice(words, some.integers(0, 30), p=odds / odds.sum())) for _ in range(200)]


def test_a_score_is_that_of_the_formula_worked_out_by_hand() -> None:
    found = lexical.build(PASSAGES).search(["frost"], 5, None)
    assert [row for row, _ in found] == [1, 0]
    assert [score for _, score in found] == pytest.approx([ROW_1, ROW_0], rel=1e-6)
    assert (round(ROW_1, 7), round(ROW_0, 7)) == (0.2575362, 0.2136380)


@pytest.mark.parametrize("seed", range(5))
def test_scores_of_a_random_corpus_are_those_of_the_formula(seed: int) -> None:
    passages, query = random_passages(seed), ["w0", "w3", "w3", "w17", "w39", "nowhere"]
    expected = np.array(by_hand(passages, query))
    found = lexical.build(passages).search(query, 200, None)
    assert sorted(row for row, _ in found) == np.flatnonzero(expected).tolist()
    assert [score for _, score in found] == pytest.approx([expected[row] for row, _ in found], rel=1e-5)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_the_k_best_are_the_head_of_the_whole_ranking_for_every_k() -> None:
    index = lexical.build(random_passages(7))
    whole = index.search(["w1", "w5"], 1000, None)
    assert [index.search(["w1", "w5"], k, None) for k in range(1, len(whole) + 2)] == [
        whole[:k] for k in range(1, len(whole) + 2)
    ]


def test_equal_scores_stand_in_order_of_number_even_where_k_cuts_them() -> None:
    index = lexical.build([["pear"], ["frost"], ["frost"], ["frost", "frost"], ["frost"], ["frost"]])
    assert [row for row, _ in index.search(["frost"], 9, None)] == [3, 1, 2, 4, 5]
    assert [row for row, _ in index.search(["frost"], 3, None)] == [3, 1, 2]


def test_a_term_that_is_asked_for_twice_counts_twice() -> None:
    index = lexical.build(PASSAGES)
    assert [score for _, score in index.search(["frost", "frost"], 9, None)] == pytest.approx([2 * ROW_1, 2 * ROW_0])


def test_the_order_of_the_terms_changes_no_score() -> None:
    index, query = lexical.build(random_passages(3)), [f"w{number}" for number in range(20)]
    assert index.search(query, 50, None) == index.search(query[::-1], 50, None)


def test_only_allowed_passages_are_found_and_their_scores_stay() -> None:
    index = lexical.build(PASSAGES)
    only_first = np.array([True, False, True])
    assert index.search(["frost", "plum"], 5, only_first) == [
        hit for hit in index.search(["frost", "plum"], 5, None) if hit[0] != 1
    ]
    assert index.search(["frost"], 5, np.zeros(3, dtype=np.bool_)) == []


def test_unknown_terms_find_nothing_wherever_they_would_sort() -> None:
    index = lexical.build(PASSAGES)
    assert [index.search([term], 5, None) for term in ("", "aaa", "fros", "frosty", "zzz", "яблоко")] == [[]] * 6


def test_asking_for_no_passages_gives_none() -> None:
    assert lexical.build(PASSAGES).search(["frost"], 0, None) == []


@pytest.mark.parametrize("passages", [[], [[]], [[], []]])
def test_an_index_without_terms_finds_nothing(passages: list[list[str]]) -> None:
    index = lexical.build(passages)
    assert (index.search(["frost"], 5, None), index.frequency("frost")) == ([], 0)


def test_frequency_counts_the_passages_that_hold_a_term_and_idf_follows_it() -> None:
    index = lexical.build(PASSAGES)
    assert [index.frequency(term) for term in ("frost", "apple", "plum", "nowhere")] == [2, 1, 1, 0]
    assert [index.idf(term) for term in ("frost", "plum", "nowhere")] == pytest.approx([log(1.6), log(8 / 3), log(8)])


def test_every_term_of_many_alphabets_is_found_where_it_stands() -> None:
    terms = ["zebra", "яблоко", "50000", "8.35", "a", "東", "é", "ab", "abc", "𝔘", "ё"]
    index = lexical.build([[term] for term in terms])
    assert [[row for row, _ in index.search([term], 3, None)] for term in terms] == [[row] for row in range(len(terms))]


def scores(index: Lexical, times: dict[str, int]) -> list[float]:
    found: list[float] = index.sweep(times).at(np.arange(index.numbers.count)).tolist()
    return found


def test_every_passage_has_a_score_for_terms_which_search_ranks() -> None:
    index = lexical.build(PASSAGES)
    found = scores(index, {"frost": 1})
    assert found == pytest.approx([ROW_0, ROW_1, 0], rel=1e-6)
    assert scores(index, {}) == [0, 0, 0]
    assert index.search(["frost"], 5, None) == [(1, found[1]), (0, found[0])]


def test_what_a_term_adds_is_the_same_whether_each_pair_of_count_and_length_is_worked_out_once_or_each_text() -> None:
    some = np.random.default_rng(2)
    counts, lengths = some.integers(1, 6, 9000).astype(np.uint16), some.integers(0, 300, 9000).astype(np.int32)
    by_length = 1.2 * (0.25 + 0.75 * np.arange(300.0) / 77.7)
    each = [_impacts(0.7, counts[row : row + 1], (by_length, lengths[row : row + 1])) for row in range(9000)]
    assert _impacts(0.7, counts, (by_length, lengths)).tobytes() == np.concatenate(each).tobytes()


@pytest.mark.parametrize("seed", range(3))
def test_a_document_is_found_by_the_terms_of_its_passages_put_together(seed: int) -> None:
    entries = corpus(random.Random(seed), 12)
    index = over([(opened(written(entries).sections, "faiss"), None)])
    together = lexical.build([terms(one.entry.document.text) for one in entries])
    for question in (["frost"], ["kiev", "storm", "storm", "word7"], ["nowhere"]):
        assert index.documents.search(question, 99) == together.search(question, 99)


@pytest.mark.parametrize("seed", range(5))
def test_the_highest_scores_are_those_of_sorting_them_all(seed: int) -> None:
    some = np.random.default_rng(seed)
    for count in (0, 1, 63, 64, 65, 5000, 9999):
        found = some.choice([-1, 0, 0, 1, 2, 2.5, *some.random(9)], count).astype(np.float32)
        order = [row for row in np.argsort(-found, kind="stable").tolist() if found[row] > 0]
        for k in (0, 1, 2, 64, 80, 5000, 20_000):
            assert top(found, k).tolist() == order[:k]
