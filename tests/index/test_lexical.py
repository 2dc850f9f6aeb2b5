from collections import Counter
from math import log

import numpy as np
import pytest

from index import lexical

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
    random = np.random.default_rng(seed)
    words = [f"w{number}" for number in range(40)]
    odds = 1 / np.arange(1, 41)
    return [list(random.choice(words, random.integers(0, 30), p=odds / odds.sum())) for _ in range(200)]


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
    index = lexical.load(lexical.build(passages).save())
    assert (index.search(["frost"], 5, None), index.frequency("frost")) == ([], 0)


def test_frequency_counts_the_passages_that_hold_a_term_and_idf_follows_it() -> None:
    index = lexical.build(PASSAGES)
    assert [index.frequency(term) for term in ("frost", "apple", "plum", "nowhere")] == [2, 1, 1, 0]
    numbers = [index.number(term) for term in ("frost", "plum", "nowhere")]
    assert [index.idf(number) for number in numbers] == pytest.approx([log(1.6), log(8 / 3), log(8)])


def test_every_term_of_many_alphabets_is_found_where_it_stands() -> None:
    terms = ["zebra", "яблоко", "50000", "8.35", "a", "東", "é", "ab", "abc", "𝔘", "ё"]
    index = lexical.build([[term] for term in terms])
    assert [[row for row, _ in index.search([term], 3, None)] for term in terms] == [[row] for row in range(len(terms))]


def test_a_term_has_the_number_of_its_place_among_the_sorted_terms() -> None:
    words = ["zebra", "яблоко", "50000", "a", "東", "é", "ab", "abc", "𝔘", "ё"]
    index = lexical.build([[word] for word in words])
    assert index.terms() == sorted(words)
    assert [index.number(term) for term in sorted(words)] == list(range(len(words)))
    assert [index.term(number) for number in range(len(words))] == sorted(words)
    assert [index.number(term) for term in ("", "aa", "zzz", "𝔙")] == [None] * 4


def test_numbers_tell_how_often_each_known_term_is_asked_for() -> None:
    index = lexical.build(PASSAGES)
    assert index.terms() == ["apple", "frost", "pear", "plum"]
    assert index.numbers(["plum", "frost", "nowhere", "plum"]) == {3: 2, 1: 1}
    assert index.numbers([]) == {}


def test_every_passage_has_a_score_for_terms_by_number_which_search_ranks() -> None:
    index = lexical.build(PASSAGES)
    scores = index.scores({1: 1})
    assert (scores.dtype.name, scores.tolist()) == ("float32", pytest.approx([ROW_0, ROW_1, 0], rel=1e-6))
    assert index.scores({}).tolist() == [0, 0, 0]
    assert index.search(["frost"], 5, None) == [(1, float(scores[1])), (0, float(scores[0]))]


@pytest.mark.parametrize("seed", range(5))
def test_the_index_of_documents_is_that_of_their_passages_put_together(seed: int) -> None:
    passages = random_passages(seed)
    lengths = np.random.default_rng(seed).multinomial(len(passages) - 60, [1 / 60] * 60) + 1
    owners = np.repeat(np.arange(60, dtype=np.int32), lengths)
    together: list[list[str]] = [[] for _ in lengths]
    for owner, passage in zip(owners, passages, strict=True):
        together[owner] += passage
    both = lexical.build_both(passages, owners, int(owners[-1]) + 1 if len(owners) else 0)
    assert [made.save() for made in both] == [lexical.build(passages).save(), lexical.build(together).save()]
    query = {number: 1 for number in range(len(both[1].terms()))}
    assert both[1].scores(query) == pytest.approx(by_hand(together, both[1].terms()), rel=1e-5)


def test_the_passages_of_a_document_add_up() -> None:
    passages, documents = lexical.build_both(PASSAGES, np.array([0, 0, 1], dtype=np.int32), 2)
    average, idf = 3, log(1 + 1.5 / 1.5)
    assert (passages.passages, documents.passages) == (3, 2)
    [(row, score)] = documents.search(["frost"], 5, None)
    assert row == 0
    assert score == pytest.approx(idf * 3 / (3 + 1.2 * (0.25 + 0.75 * 5 / average)))
    assert documents.idf(documents.number("frost")) == pytest.approx(idf)


@pytest.mark.parametrize("passages", [[], [[]], [[], []]])
def test_documents_without_terms_find_nothing(passages: list[list[str]]) -> None:
    _, documents = lexical.build_both(passages, np.zeros(len(passages), dtype=np.int32), len(passages[:1]))
    assert (documents.passages, documents.terms(), documents.search(["frost"], 5, None)) == (
        min(len(passages), 1), [], [],
    )  # fmt: skip


def test_postings_are_ascending_and_as_many_as_the_passages_that_hold_the_term() -> None:
    passages = random_passages(11)
    index = lexical.build(passages)
    held = Counter(term for passage in passages for term in set(passage))
    vocabulary = [
        index.vocabulary[a:b].tobytes().decode() for a, b in zip(index.bounds, index.bounds[1:], strict=False)
    ]
    assert vocabulary == sorted(held)
    assert np.diff(index.starts).tolist() == [held[term] for term in vocabulary]
    postings = [index.rows[a:b].tolist() for a, b in zip(index.starts, index.starts[1:], strict=False)]
    assert postings == [[row for row, one in enumerate(passages) if term in one] for term in vocabulary]


def test_a_saved_index_has_the_same_arrays_of_the_same_types() -> None:
    index = lexical.build(random_passages(5))
    again = lexical.load(index.save())
    for name in ("vocabulary", "bounds", "starts", "rows", "impacts"):
        before, after = getattr(index, name), getattr(again, name)
        assert (after.dtype, after.tobytes()) == (before.dtype, before.tobytes())
    assert again.passages == 200
    assert again.save() == index.save()
