import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import vocabulary
from index.vocabulary import Numbered, Vocabulary
from index.words import STOP, term, terms, words

TEXT = st.text(
    st.one_of(st.sampled_from("ab.',’ \n\u00ad\u200b\u0301\u3042\uac00123éЕй_U\x1c\x85\u00a0\u2028"), st.characters())
)


def cut(found: Numbered) -> list[list[str]]:
    ends = np.cumsum(found.lengths)
    return [
        [found.terms[n] for n in found.numbers[end - size : end]] for end, size in zip(ends, found.lengths, strict=True)
    ]


@given(st.lists(TEXT, max_size=4))
def test_the_terms_of_texts_are_those_of_each_text_alone(texts: list[str]) -> None:
    found = Vocabulary().numbered(texts)
    assert cut(found) == [terms(text) for text in texts]
    assert found.terms == sorted({one for text in texts for one in terms(text)})


@given(st.lists(TEXT, max_size=4))
def test_a_term_is_common_when_a_word_that_has_it_begins_without_a_capital(texts: list[str]) -> None:
    found = Vocabulary().numbered(texts)
    lower = {term(word) for text in texts for word in words(text) if not word[0].isupper()} - STOP
    assert {one for one, common in zip(found.terms, found.common, strict=True) if common} == lower


def test_what_was_seen_before_changes_nothing() -> None:
    used = Vocabulary()
    used.numbered(["apple pie", "Zebra apple"])
    again, fresh = used.numbered(["Apple, U.S. 50,000"]), Vocabulary().numbered(["Apple, U.S. 50,000"])
    assert again.terms == fresh.terms == ["50000", "appl", "us"]
    assert (again.numbers.tolist(), again.lengths.tolist(), again.common.tolist()) == (
        [1, 2, 0],
        [3],
        [True, False, False],
    )
    assert fresh.common.tolist() == [True, False, False]


def test_a_full_memory_starts_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "REMEMBERED", 2)
    used = Vocabulary()
    for text in ("one two three four", "three four five", "two"):
        assert cut(used.numbered([text])) == [terms(text)]


def test_a_long_stretch_is_cut_each_time() -> None:
    used, text = Vocabulary(), "あ" * 100
    assert [cut(used.numbered([text])) for _ in range(2)] == [[["あ"] * 100]] * 2
