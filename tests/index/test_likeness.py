"""How near words come to each other: cosines worked out by hand, and all of it against loops."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import likeness
from index.likeness import ALIKE, Asked, Compared, WordModel, heard, word_vectors
from index.segment import Segment
from index.segment import open as opened
from index.words import term
from tests.segments import lines, over, written


@dataclass(frozen=True)
class Toy:
    """A word model of a few terms, written down: `known` has the row of each."""

    known: Mapping[str, int]
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]
    name: str = "toy"

    def row(self, stem: str) -> int:
        return self.known.get(stem, 0)

    def after(self, stem: str) -> int:
        return sum(one < stem for one in self.known)


TOY = Toy(
    {"frost": 1, "pear": 2, "thaw": 3, "appl": 4, "storm": 5},
    rows=np.array([[0, 0], [1, 0], [0, 1], [-1, 0], [3, 4], [4, 3]], np.int8),
    scales=np.array([0, 1, 1, 1, 0.2, 0.2], np.float32),
)
TEXTS = ["A pear in the frost", "thaw", "", "The storm and an apple", "unheard", "Thaw, frost; thaw!"]


def built(texts: list[str], model: WordModel = TOY) -> Segment:
    """The segment of texts, each a passage."""
    return opened(written(lines(texts), model=model).sections, "faiss")


def asked(model: WordModel, *asked_for: str) -> Asked:
    """Words to look for, none of them a name."""
    stems = tuple(map(term, asked_for))
    return Asked(word_vectors(model, list(stems)), stems, ((),) * len(stems))


def compare(segment: Segment, wanted: Asked, rows: list[int], model: WordModel = TOY) -> Compared:
    return likeness.compare(model, wanted, [(segment.terms, np.arange(len(rows)), np.array(rows, np.int64))])


def compared(texts: list[str], *asked_for: str) -> Compared:
    return compare(built(texts), asked(TOY, *asked_for), list(range(len(texts))))


def best(*asked_for: str) -> list[list[float]]:
    """How near each of TEXTS comes to each word."""
    found: list[list[float]] = compared(TEXTS, *asked_for).best().T.tolist()
    return found


def nearest(texts: list[str], *asked_for: str) -> list[list[tuple[str, float]]]:
    """For each text, the term that comes nearest to each word."""
    found = compared(texts, *asked_for)
    return [found.nearest(row) for row in range(len(texts))]


def test_the_terms_of_each_passage_and_the_vector_of_each_term_are_kept() -> None:
    segment = built(TEXTS)
    assert list(segment.vocabulary.all()) == [b"appl", b"frost", b"pear", b"storm", b"thaw", b"unheard"]
    terms, lengths = segment.terms.held(np.arange(6))
    assert (terms.tolist(), lengths.tolist()) == ([1, 2, 4, 0, 3, 5, 1, 4], [2, 1, 0, 2, 1, 2])
    found = segment.terms.facts(np.zeros(6, np.bool_))
    assert found.rows.tolist() == [4, 1, 2, 5, 3, -1 - TOY.after("unheard")]
    assert segment.terms.small.whole.tolist() == [1, 1, 1, 1, 1, 1]


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
    found = compare(built(TEXTS), asked(TOY, "apple"), [5, 2, 0, 5])
    assert found.best().T.tolist() == [pytest.approx([0.6, 0, 0.8, 0.6])]
    assert [[one for one, _ in found.nearest(row)] for row in range(4)] == [["frost"], [], ["pear"], ["frost"]]


@pytest.mark.parametrize("texts", [[""], ["", "the"], ["of", "", "and"]])
def test_passages_without_terms_are_near_nothing(texts: list[str]) -> None:
    assert compared(texts, "frost", "unknown").best().T.tolist() == [[0] * len(texts)] * 2
    assert nearest(texts, "frost", "unknown") == [[]] * len(texts)


def test_no_words_or_no_passages_have_no_likeness() -> None:
    assert compare(built(TEXTS), asked(TOY, "frost"), []).best().shape == (0, 1)
    assert likeness.compare(TOY, asked(TOY, "frost"), []).best().shape == (0, 1)
    assert compared(TEXTS).best().shape == (6, 0)
    assert nearest(TEXTS) == [[]] * 6


def spelled(texts: list[str], *names: str) -> list[list[float]]:
    """How near each text comes to names, as an index says how they are spelled."""
    index = over([(built(texts), None)])
    stems = tuple(term(name) for name in names)
    wanted = Asked(word_vectors(TOY, list(stems)), stems, tuple(map(index.spellings, stems)))
    found: list[list[float]] = index.compare(TOY, wanted, np.arange(len(texts))).best().T.tolist()
    return found


def test_a_name_is_near_to_another_spelling_of_it_and_no_other_word_is() -> None:
    texts = ["Kiev", "Antony", "antonyms and Kief", "The Kiev"]
    assert spelled(texts, "Kyiv", "Anthony") == [
        pytest.approx([ALIKE, 0, 0, ALIKE]),
        pytest.approx([0, ALIKE, 0, 0]),
    ]
    assert compared(texts, "kyiv", "anthony").best().T.tolist() == [[0] * 4] * 2
    assert spelled([*texts, "kiev"], "Kyiv", "Anthony") == [
        [0] * 5, pytest.approx([0, ALIKE, 0, 0, 0]),
    ]  # fmt: skip


@pytest.mark.parametrize(("row", "near"), [(4, ALIKE), (1, 1), (5, ALIKE)])
def test_a_spelling_of_a_name_counts_less_than_the_name_and_never_less_than_its_vector(row: int, near: float) -> None:
    model = Toy({"kyiv": 1, "kiev": row}, TOY.rows, TOY.scales)
    wanted = Asked(word_vectors(model, ["kyiv"]), ("kyiv",), (("kiev", "kyiv"),))
    found = compare(built(["Kyiv", "Kiev"], model), wanted, [0, 1], model)
    assert found.best().T.tolist() == [pytest.approx([1, near])]


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
    segment = built([f"w{number}" for number in range(200)], same)
    wanted = asked(same, *(f"x{number}" for number in range(200)))
    near = compare(segment, wanted, list(range(200)), same).best().T
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
    segment = built([" ".join(text) for text in texts], model)
    chosen = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=9))
    found = compare(segment, asked(model, *asked_for), chosen, model)
    near = found.best().T
    expected = [
        [max((cosine(model, word, one) for one in texts[row]), default=0) for row in chosen] for word in asked_for
    ]
    np.testing.assert_allclose(near, np.reshape(expected, (len(asked_for), len(chosen))), rtol=0, atol=2e-5)
    assert ((near >= 0) & (near <= 1)).all()
    for place, row in enumerate(chosen):
        terms_there = found.nearest(place)
        assert len(terms_there) == (len(asked_for) if texts[row] else 0)
        for word, (one, there), most in zip(asked_for, terms_there, near[:, place], strict=False):
            assert one in texts[row]
            assert there == most
            assert cosine(model, word, one) == pytest.approx(most, abs=2e-5)
