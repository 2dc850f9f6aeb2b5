"""How near words come to each other: cosines worked out by hand, and all of it against loops."""

from dataclasses import dataclass, fields
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import lexical, likeness
from index.embedders import static
from index.embedders.hashing import Hashing
from index.lexical import Lexical
from index.likeness import ALIKE, BLOCK, Asked, Compared, Likeness, WordModel, heard, word_model, word_vectors
from index.words import term, terms, words


@dataclass(frozen=True)
class Toy:
    """A word model of a few words, written down: `known` has the tokens of each word."""

    known: dict[str, list[int]]
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]
    name: str = "toy"

    def tokens(self, texts: list[str]) -> list[NDArray[np.int32]]:
        return [np.array(self.known.get(text, []), np.int32) for text in texts]


TOY = Toy(
    {"frost": [1], "pear": [2], "thaw": [3], "apple": [4], "storm": [1, 2], "plum": [2, 2, 3, 1, 1]},
    rows=np.array([[0, 0], [1, 0], [0, 1], [-1, 0], [3, 4]], np.int8),
    scales=np.array([1, 0.5, 2, 1, 0.1], np.float32),
)
TEXTS = ["A pear in the frost", "thaw", "", "The storm and an apple", "unheard", "Thaw, frost; thaw!"]


def built(texts: list[str], model: WordModel = TOY) -> tuple[Lexical, Likeness]:
    """The index of texts whose capitals are only those of sentences."""
    passages = lexical.build(map(terms, texts))
    return passages, likeness.build(passages, [word for text in texts for word in words(text.lower())], model)


def asked(passages: Lexical, model: WordModel, *asked_for: str) -> Asked:
    """Words to look for, none of them a name."""
    numbers = tuple(passages.number(term(word)) for word in asked_for)
    return Asked(word_vectors(model, list(asked_for)), numbers, (0,) * len(numbers))


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


def test_the_toy_is_a_word_model_as_the_shipped_one_is() -> None:
    assert isinstance(TOY, WordModel)
    shipped = static.load("")
    assert word_model(shipped) is shipped
    assert word_model(Hashing(32)).name == shipped.name


def test_the_terms_of_each_passage_and_the_tokens_of_each_term_are_kept() -> None:
    passages, alike = built(TEXTS)
    assert passages.terms() == ["appl", "frost", "pear", "storm", "thaw", "unheard"]
    assert [alike.terms[a:b].tolist() for a, b in zip(alike.begins, alike.begins[1:], strict=False)] == [
        [1, 2], [4], [], [0, 3], [5], [1, 4],
    ]  # fmt: skip
    assert [alike.tokens[a:b].tolist() for a, b in zip(alike.starts, alike.starts[1:], strict=False)] == [
        [4], [1], [2], [1, 2], [3], [0],
    ]  # fmt: skip
    assert alike.norms.tolist() == pytest.approx([0.5, 0.5, 2, sqrt(4.25), 1, 0])


def test_a_term_that_stands_there_is_1_and_others_have_their_cosine_but_none_below_0() -> None:
    assert best("frost") == [pytest.approx([1, 0, 0, 0.6, 0, 1])]
    assert best("thaw") == [pytest.approx([0, 1, 0, 0, 0, 1])]
    assert best("apple") == [pytest.approx([0.8, 0, 0, 1, 0, 0.6])]


def test_a_word_of_several_tokens_has_the_direction_of_their_sum() -> None:
    assert best("storm") == [pytest.approx([2 / sqrt(4.25), 0, 0, 1, 0, 0.5 / sqrt(4.25)])]
    assert word_vectors(TOY, ["plum"]).tolist() == [[0, 1]]  # 2 + 2 up, 1 to the left and 0.5 + 0.5 to the right
    assert best("plum") == [pytest.approx([1, 0, 0, 2 / sqrt(4.25), 0, 0])]


def test_a_word_that_the_model_does_not_know_is_found_as_itself_only() -> None:
    assert best("unheard", "unknown") == [[0, 0, 0, 0, 1, 0], [0] * 6]


def test_a_term_of_the_index_counts_however_the_word_is_written() -> None:
    assert best("Frosts") == [[1, 0, 0, 0, 0, 1]]


def test_each_word_asked_for_has_the_term_that_comes_nearest() -> None:
    assert nearest(TEXTS, "frost", "apple") == [
        [("frost", 1), ("pear", pytest.approx(0.8))],
        [("thaw", 0), ("thaw", 0)],
        [],
        [("appl", pytest.approx(0.6)), ("appl", 1)],
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
    assert [getattr(alike, field.name).tolist() for field in fields(alike)] == [[], [0], [], [0], [], []]
    assert likeness.load(alike.save()).save() == alike.save()


@pytest.mark.parametrize("order", [1, -1])
def test_a_term_stands_for_the_shortest_of_its_words_the_first_of_the_alphabet_among_several(order: int) -> None:
    known = {"frosts": [1], "frost": [2], "Frost": [3], "the": [4], "frosted": [4]}
    passages = lexical.build([["frost"]])
    written = ["frosts", "frosted", "frost", "the", "Frost"][::order]
    assert likeness.build(passages, written, Toy(known, TOY.rows, TOY.scales)).tokens.tolist() == [3]
    assert likeness.build(passages, ["frosted", "frosts"], Toy(known, TOY.rows, TOY.scales)).tokens.tolist() == [1]


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


def test_a_spelling_of_a_name_counts_less_than_the_name_and_never_less_than_its_vector() -> None:
    passages = lexical.build([["kyiv"], ["kiev"]])
    model = Toy({"Kyiv": [1], "Kiev": [1, 1, 1, 1, 2]}, TOY.rows, TOY.scales)
    code = (heard("kyiv"),)
    alike, both = likeness.build(passages, ["Kyiv", "Kiev"], model), np.arange(2, dtype=np.int64)
    found = alike.compare(model, Asked(word_vectors(model, ["Kyiv"]), (passages.number("kyiv"),), code), both).best().T
    assert found.tolist() == [pytest.approx([1, ALIKE])]
    close = Toy({"Kyiv": [1], "Kiev": [1, 1, 1, 1, 1, 1, 2]}, TOY.rows, TOY.scales)
    alike = likeness.build(passages, ["Kyiv", "Kiev"], close)
    found = alike.compare(close, Asked(word_vectors(close, ["Kyiv"]), (passages.number("kyiv"),), code), both).best().T
    assert found.tolist() == [pytest.approx([1, 3 / sqrt(13)])]


@pytest.mark.parametrize("word", ["xi", "r2", "ии", ""])
def test_what_is_too_short_or_no_name_has_no_sound(word: str) -> None:
    assert heard(word) == 0
    assert heard("kyiv") == heard("kiev") > 0


def random_model(seed: int, sizes: list[int]) -> Toy:
    """A model of the words w0, w1, … with so many tokens each, of which some point the same way."""
    random = np.random.default_rng(seed)
    rows = random.integers(-127, 128, (40, 6)).astype(np.int8)
    rows[0], rows[30:] = 0, rows[10:20]
    known = {f"w{number}": random.integers(0, 40, size).tolist() for number, size in enumerate(sizes)}
    return Toy(known, rows, random.random(40).astype(np.float32) + np.float32(0.01))


def test_lengths_are_the_same_however_many_tokens_there_are() -> None:
    sizes = [*np.random.default_rng(2).integers(0, 6, 3000).tolist(), BLOCK + 5, 1, BLOCK, 2]
    model = random_model(2, sizes)
    passages, alike = built([" ".join(model.known)], model)
    expected = [
        np.linalg.norm(np.sum([model.rows[token] * float(model.scales[token]) for token in [0, *model.known[one]]], 0))
        for one in passages.terms()
    ]
    assert len(alike.norms) == len(sizes)
    np.testing.assert_allclose(alike.norms, expected, rtol=1e-4, atol=1e-3)


def cosine(model: Toy, one: str, other: str) -> float:
    """The cosine of two words, at least 0, in double precision; 1 for the same word."""
    if one == other:
        return 1.0
    made = []
    for word in (one, other):
        tokens = model.known.get(word, [])
        made.append(sum((model.rows[token] * float(model.scales[token]) for token in tokens), np.zeros(6)))
    lengths = float(np.linalg.norm(made[0]) * np.linalg.norm(made[1]))
    return max(0.0, float(made[0] @ made[1]) / lengths) if lengths else 0.0


@pytest.mark.parametrize("seed", range(3))
def test_words_of_the_same_direction_are_never_nearer_than_1(seed: int) -> None:
    model = random_model(seed, [3] * 200)
    model.known.update({f"x{word[1:]}": [*tokens, *tokens] for word, tokens in model.known.items()})
    here = [f"w{number}" for number in range(200)]
    passages, alike = built(here, model)
    wanted = asked(passages, model, *(f"x{number}" for number in range(200)))
    near = alike.compare(model, wanted, np.arange(200, dtype=np.int64)).best().T
    assert near.max() <= 1
    np.testing.assert_allclose(near.diagonal(), 1, atol=1e-5)


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
    model = random_model(seed, np.random.default_rng(seed).integers(0, 4, 25).tolist())
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
