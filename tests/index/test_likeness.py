"""How near words come to each other: cosines worked out by hand, and all of it against loops."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import lexical, likeness
from index.lexical import Lexical
from index.likeness import ALIKE, Asked, Compared, Likeness, WordModel, heard, word_vectors
from index.words import term, terms, words


@dataclass(frozen=True)
class Toy:
    """A word model of a few terms, written down: `known` has the row of each."""

    known: Mapping[str, int]
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]
    name: str = "toy"

    def row(self, stem: str) -> int:
        return self.known.get(stem, 0)


TOY = Toy(
    {"frost": 1, "pear": 2, "thaw": 3, "appl": 4, "storm": 5},
    rows=np.array([[0, 0], [1, 0], [0, 1], [-1, 0], [3, 4], [4, 3]], np.int8),
    scales=np.array([0, 1, 1, 1, 0.2, 0.2], np.float32),
)
TEXTS = ["A pear in the frost", "thaw", "", "The storm and an apple", "unheard", "Thaw, frost; thaw!"]


def built(texts: list[str], model: WordModel = TOY) -> tuple[Lexical, Likeness]:
    """The index of texts whose capitals are only those of sentences."""
    passages = lexical.build(map(terms, texts))
    return passages, likeness.build(passages, [word for text in texts for word in words(text.lower())], model)


def asked(passages: Lexical, model: WordModel, *asked_for: str) -> Asked:
    """Words to look for, none of them a name."""
    numbers = tuple(passages.number(term(word)) for word in asked_for)
    return Asked(word_vectors(model, list(map(term, asked_for))), numbers, (0,) * len(numbers))


def compared(texts: list[str], *asked_for: str) -> Compared:
    passages, alike = built(texts)
    return alike.compare(TOY, asked(passages, TOY, *asked_for), np.arange(len(texts), dtype=np.int64))


def best(*asked_for: str) -> list[list[float]]:
    """How near each of TEXTS comes to each word."""
    found: list[list[float]] = compared(TEXTS, *asked_for).best().T.tolist()
    return found


def nearest(texts: list[str], *asked_for: str) -> list[list[tuple[str, float]]]:
    """For each text, the term that comes nearest to each word."""
    found, known = compared(texts, *asked_for), built(texts)[0].term
    return [[(known(number), near) for number, near in found.nearest(row)] for row in range(len(texts))]


def test_the_terms_of_each_passage_and_the_vector_of_each_term_are_kept() -> None:
    passages, alike = built(TEXTS)
    assert passages.terms() == ["appl", "frost", "pear", "storm", "thaw", "unheard"]
    assert [alike.terms[a:b].tolist() for a, b in zip(alike.begins, alike.begins[1:], strict=False)] == [
        [1, 2], [4], [], [0, 3], [5], [1, 4],
    ]  # fmt: skip
    assert alike.vectors.tolist() == [4, 1, 2, 5, 3, 0]


def test_a_term_that_stands_there_is_1_and_others_have_their_cosine_but_none_below_0() -> None:
    assert best("frost") == [pytest.approx([1, 0, 0, 0.8, 0, 1])]
    assert best("thaw") == [pytest.approx([0, 1, 0, 0, 0, 1])]
    assert best("apple") == [pytest.approx([0.8, 0, 0, 1, 0, 0.6])]


def test_a_word_that_the_model_does_not_know_is_found_as_itself_only() -> None:
    assert best("unheard", "unknown") == [[0, 0, 0, 0, 1, 0], [0] * 6]


def test_a_term_of_the_index_counts_however_the_word_is_written() -> None:
    assert best("Frosts") == [pytest.approx([1, 0, 0, 0.8, 0, 1])]


def test_each_word_asked_for_has_the_term_that_comes_nearest() -> None:
    assert nearest(TEXTS, "frost", "apple") == [
        [("frost", 1), ("pear", pytest.approx(0.8))],
        [("thaw", 0), ("thaw", 0)],
        [],
        [("storm", pytest.approx(0.8)), ("appl", 1)],
        [("unheard", 0), ("unheard", 0)],
        [("frost", 1), ("frost", pytest.approx(0.6))],
    ]


def test_among_equals_the_first_term_comes_nearest() -> None:
    assert nearest(["pear storm frost"], "unknown") == [[("frost", 0)]]


def test_passages_are_answered_in_the_order_given_and_as_often() -> None:
    passages, alike = built(TEXTS)
    one = asked(passages, TOY, "apple")
    chosen = np.array([5, 2, 0, 5], np.int64)
    found = alike.compare(TOY, one, chosen)
    assert found.best().T.tolist() == [pytest.approx([0.6, 0, 0.8, 0.6])]
    assert [[passages.term(number) for number, _ in found.nearest(row)] for row in range(4)] == [
        ["frost"], [], ["pear"], ["frost"],
    ]  # fmt: skip


@pytest.mark.parametrize("texts", [[""], ["", "the"], ["of", "", "and"]])
def test_passages_without_terms_are_near_nothing(texts: list[str]) -> None:
    assert compared(texts, "frost", "unknown").best().T.tolist() == [[0] * len(texts)] * 2
    assert nearest(texts, "frost", "unknown") == [[]] * len(texts)


def test_no_words_or_no_passages_have_no_likeness() -> None:
    passages, alike = built(TEXTS)
    assert alike.compare(TOY, asked(passages, TOY, "frost"), np.zeros(0, np.int64)).best().shape == (0, 1)
    assert compared(TEXTS).best().shape == (6, 0)
    assert nearest(TEXTS) == [[]] * 6


def test_an_index_of_nothing_can_be_made() -> None:
    _, alike = built([])
    assert [getattr(alike, field.name).tolist() for field in fields(alike)] == [[], [0], [], []]
    assert likeness.load(alike.save()).save() == alike.save()


def test_a_saved_likeness_has_the_same_arrays_of_the_same_types() -> None:
    _, alike = built(TEXTS)
    again = likeness.load(alike.save())
    for field in fields(alike):
        before, after = getattr(alike, field.name), getattr(again, field.name)
        assert (after.dtype, after.tobytes()) == (before.dtype, before.tobytes())
    assert again.save() == alike.save()


def test_a_name_is_near_to_another_spelling_of_it_and_no_other_word_is() -> None:
    texts, written = ["Kiev", "Antony", "antonyms and Kief", "The kiev"], ["Kiev", "Antony", "antonyms", "and", "Kief"]
    passages = lexical.build(map(terms, texts))
    alike = likeness.build(passages, written, TOY)
    names = [name.lower() for name in ("Kyiv", "Anthony")]
    numbers = tuple(passages.number(term(name)) for name in names)
    as_names = Asked(word_vectors(TOY, names), numbers, tuple(heard(term(name)) for name in names))
    every = np.arange(4, dtype=np.int64)
    assert alike.compare(TOY, as_names, every).best().T.tolist() == [
        pytest.approx([ALIKE, 0, 0, ALIKE]), pytest.approx([0, ALIKE, 0, 0]),
    ]  # fmt: skip
    assert alike.compare(TOY, asked(passages, TOY, *names), every).best().T.tolist() == [[0] * 4] * 2
    common = likeness.build(passages, [*written, "kiev"], TOY)
    assert common.compare(TOY, as_names, every).best().T.tolist() == [[0] * 4, pytest.approx([0, ALIKE, 0, 0])]


@pytest.mark.parametrize(("row", "near"), [(4, ALIKE), (1, 1), (5, ALIKE)])
def test_a_spelling_of_a_name_counts_less_than_the_name_and_never_less_than_its_vector(row: int, near: float) -> None:
    passages = lexical.build([["kyiv"], ["kiev"]])
    model = Toy({"kyiv": 1, "kiev": row}, TOY.rows, TOY.scales)
    alike = likeness.build(passages, ["Kyiv", "Kiev"], model)
    wanted = Asked(word_vectors(model, ["kyiv"]), (passages.number("kyiv"),), (heard("kyiv"),))
    assert alike.compare(model, wanted, np.arange(2, dtype=np.int64)).best().T.tolist() == [pytest.approx([1, near])]


@pytest.mark.parametrize("word", ["xi", "r2", "ии", ""])
def test_what_is_too_short_or_no_name_has_no_sound(word: str) -> None:
    assert heard(word) == 0
    assert heard("kyiv") == heard("kiev") > 0


def random_model(seed: int, size: int) -> Toy:
    """A model of the words w0, w1, … of which some have no vector and some the same."""
    random = np.random.default_rng(seed)
    rows = random.integers(-127, 128, (20, 6)).astype(np.int8)
    rows[0], rows[15:] = 0, rows[5:10]
    scales = 1 / np.maximum(np.linalg.norm(rows.astype(np.float32), axis=1), 1)
    return Toy({f"w{number}": int(random.integers(0, 20)) for number in range(size)}, rows, scales)


def cosine(model: Toy, one: str, other: str) -> float:
    """The cosine of two words, at least 0, in double precision; 1 for the same word."""
    if one == other:
        return 1.0
    first, second = (model.rows[model.row(word)].astype(np.float64) for word in (one, other))
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return max(0.0, float(first @ second) / lengths) if lengths else 0.0


@pytest.mark.parametrize("seed", range(3))
def test_words_of_the_same_direction_are_never_nearer_than_1(seed: int) -> None:
    model = random_model(seed, 200)
    same = Toy({**model.known, **{f"x{word[1:]}": row for word, row in model.known.items()}}, model.rows, model.scales)
    passages, alike = built([f"w{number}" for number in range(200)], same)
    wanted = asked(passages, same, *(f"x{number}" for number in range(200)))
    near = alike.compare(same, wanted, np.arange(200, dtype=np.int64)).best().T
    assert near.max() <= 1
    np.testing.assert_allclose(near.diagonal(), [float(same.row(f"w{one}") > 0) for one in range(200)], atol=1e-5)


WORDS = st.integers(0, 24).map("w{}".format)


@given(
    texts=st.lists(st.lists(WORDS, max_size=6), min_size=1, max_size=8),
    asked_for=st.lists(WORDS | st.just("w99"), max_size=4),
    seed=st.integers(0, 999),
    data=st.data(),
)
def test_the_best_and_nearest_are_what_loops_over_all_words_find(
    texts: list[list[str]], asked_for: list[str], seed: int, data: st.DataObject
) -> None:
    model = random_model(seed, 25)
    passages, alike = built([" ".join(text) for text in texts], model)
    chosen = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=9))
    wanted, rows = asked(passages, model, *asked_for), np.array(chosen, np.int64)
    found = alike.compare(model, wanted, rows)
    near = found.best().T
    expected = [
        [max((cosine(model, word, one) for one in texts[row]), default=0) for row in chosen] for word in asked_for
    ]
    np.testing.assert_allclose(near, np.reshape(expected, (len(asked_for), len(chosen))), rtol=0, atol=2e-5)
    assert ((near >= 0) & (near <= 1)).all()
    for place, row in enumerate(chosen):
        terms_there = [(passages.term(number), there) for number, there in found.nearest(place)]
        assert len(terms_there) == (len(asked_for) if texts[row] else 0)
        for word, (one, there), most in zip(asked_for, terms_there, near[:, place], strict=False):
            assert one in texts[row]
            assert there == most
            assert cosine(model, word, one) == pytest.approx(most, abs=2e-5)
