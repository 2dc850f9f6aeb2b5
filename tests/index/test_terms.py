import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import stretches
from index import terms as module
from index.terms import Terms, Words
from index.words import STOP, term, terms, words

TEXT = st.text(
    st.one_of(st.sampled_from("ab.',’ \n\u00ad\u200b\u0301\u3042\uac00123éЕй_U\x1c\x85\u00a0\u2028"), st.characters())
)


def cut(found: Words) -> list[list[tuple[str, bool]]]:
    """The terms of each text, each with whether it is written without a capital."""
    pairs = [(found.vocabulary[number], bool(small)) for number, small in zip(found.numbers, found.small, strict=True)]
    ends = np.cumsum(found.lengths)
    return [pairs[end - size : end] for end, size in zip(ends, found.lengths, strict=True)]


def one_by_one(text: str) -> list[tuple[str, bool]]:
    return [(one, not word[0].isupper()) for word in words(text) if (one := term(word)) not in STOP]


@given(st.lists(TEXT, max_size=4))
def test_the_terms_of_texts_are_those_of_each_word(texts: list[str]) -> None:
    found = Terms().of(texts)
    assert cut(found) == [one_by_one(text) for text in texts]
    assert sorted(found.vocabulary) == sorted({one for text in texts for one in terms(text)})


def test_a_word_in_marks_keeps_its_capital_and_loses_the_marks() -> None:
    assert cut(Terms().of(["“Apples,” (apples) U.S. (’90) 50,000"])) == [
        [("appl", False), ("appl", True), ("us", False), ("90", True), ("50000", True)]
    ]


def test_what_was_seen_before_changes_nothing() -> None:
    used = Terms()
    used.of(["apple pie", "Zebra apple"])
    found = used.of(["Zebra, Apple"])
    assert found.vocabulary == ["appl", "zebra"]
    assert (found.numbers.tolist(), found.small.tolist(), found.lengths.tolist()) == ([1, 0], [False, False], [2])


def test_full_memories_start_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 2)
    monkeypatch.setattr(stretches, "REMEMBERED", 2)
    used = Terms()
    for text in ("one two three four", "three four five", "two"):
        assert cut(used.of([text])) == [one_by_one(text)]


def test_texts_are_added_one_after_the_other_until_they_are_taken() -> None:
    used = Terms()
    used.add(["Apple pie", ""])
    used.add(["Pie"])
    assert cut(used.taken()) == [[("appl", False), ("pie", True)], [], [("pie", False)]]
    assert cut(used.taken()) == []
