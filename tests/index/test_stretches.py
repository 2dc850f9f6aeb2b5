from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import stretches
from index.stretches import Cut, Stretches, Table

TEXT = st.text(st.one_of(st.sampled_from("ab \n\t\x1c\x1f\x85\u00a0\u2028\u3000."), st.characters()))


def words(cut: Cut) -> list[list[str]]:
    """The stretches of each text."""
    ends = np.cumsum(cut.lengths)
    found = [cut.numbering.names[number] for number in cut.numbers]
    return [found[end - size : end] for end, size in zip(ends, cut.lengths, strict=True)]


@given(st.lists(TEXT, max_size=4))
def test_texts_are_cut_at_white_space_and_nothing_else_is_lost(texts: list[str]) -> None:
    found = words(Stretches().of(texts))
    assert ["".join("".join(one).split()) for one in found] == ["".join(text.split()) for text in texts]
    assert all(" " not in stretch for one in found for stretch in one)


def test_the_same_stretch_has_the_same_number() -> None:
    used = Stretches()
    first, second = used.of(["to be or", "not to"]), used.of(["be\nnot\u00a0to"])
    assert (first.numbers.tolist(), first.lengths.tolist()) == ([0, 1, 2, 3, 0], [3, 2])
    assert second.numbers.tolist() == [1, 3, 0]


def test_controls_that_no_tokenizer_takes_for_space_are_none() -> None:
    assert words(Stretches().of(["a\x1cb c"])) == [["a\x1cb", "c"]]


def test_a_list_that_was_changed_is_cut_anew() -> None:
    used, texts = Stretches(), ["a b"]
    assert words(used.of(texts)) == [["a", "b"]]
    texts[0] = "c"
    assert words(used.of(texts)) == [["c"]]


@pytest.mark.parametrize("limit", ["REMEMBERED", "CHARACTERS"])
def test_numbers_start_afresh_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(stretches, limit, 3)
    used = Stretches()
    assert words(used.of(["one two three four"])) == [["one", "two", "three", "four"]]
    assert used.of(["four five"]).numbers.tolist() == [0, 1]


def test_a_table_asks_once_for_the_codes_of_a_stretch() -> None:
    asked: list[list[str]] = []

    def make(new: Sequence[str]) -> list[bytes]:
        asked.append(list(new))
        return [np.arange(len(one), dtype=np.int32).tobytes() for one in new]

    used, table = Stretches(), Table(make)
    codes, lengths = table.of(used.of(["abc x", "", "x"]))
    assert (codes.tolist(), lengths.tolist()) == ([0, 1, 2, 0, 0], [4, 0, 1])
    codes, lengths = table.of(used.of(["xy abc"]))
    assert (codes.tolist(), lengths.tolist()) == ([0, 1, 0, 1, 2], [5])
    assert asked == [["abc", "x"], ["xy"]]


def test_a_table_forgets_with_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "REMEMBERED", 1)
    used, table = Stretches(), Table(lambda new: [str(one).encode().ljust(4)[:4] for one in new])
    for text in ("ab cd", "cd", "ef ab"):
        codes, _ = table.of(used.of([text]))
        assert codes.tobytes() == b"".join(one.encode().ljust(4) for one in text.split())


def test_no_texts_and_empty_texts_have_no_codes() -> None:
    used, table = Stretches(), Table(lambda new: [])
    for texts in ([], [""], ["", " "]):
        codes, lengths = table.of(used.of(texts))
        assert (codes.tolist(), lengths.tolist()) == ([], [0] * len(texts))
