import time

import pytest

from index.words import STOP, fold, terms, tokens, words

CASES = {
    "The harbour of Lisbon was closed": ["harbour", "lisbon", "close"],
    "running runs ran": ["run", "run", "ran"],
    "U.S. and U.N. talks": ["us", "un", "talk"],
    "the U.S.": ["us"],
    "50,000 people, 12,345,678 more": ["50000", "peopl", "12345678", "more"],
    "1,234.5 but 1,2345": ["1234.5", "1,2345"],
    "$8.35 billion, 3.5%": ["8.35", "billion", "3.5"],
    "in 2024.": ["2024"],
    "10:30": ["10", "30"],
    "Putin's Putin’s dogs'": ["putin", "putin", "dog"],
    "don't it's": ["dont"],
    "O'Brien": ["obrien"],
    "COVID-19 F16": ["covid", "19", "f16"],
    "snake_case": ["snake_cas"],
    "Café naïve Übergröße": ["cafe", "naiv", "ubergroß"],
    "ЁЛКА ёлки": ["елк", "елк"],
    "переговоры переговоров": ["переговор", "переговор"],
    "東京都": ["東", "京", "都"],
    "サッカー2024年": ["サ", "ッ", "カ", "ー", "2024", "年"],
    "서울": ["서", "울"],
    "": [],
    "the of and": [],
    "?! — …": [],
}


@pytest.mark.parametrize("text", CASES)
def test_a_text_is_cut_into_these_terms(text: str) -> None:
    assert terms(text) == CASES[text]


@pytest.mark.parametrize("word", sorted(STOP))
def test_a_stop_word_is_left_out_in_any_case(word: str) -> None:
    assert [terms(word), terms(word.upper()), terms(f"{word.title()} harbour")] == [[], [], ["harbour"]]


def test_a_question_finds_the_words_of_a_passage_written_otherwise() -> None:
    assert terms("Which cities’ mayors NEGOTIATED?")[1:] == terms("city mayor negotiates")


def test_tokens_tell_every_word_with_its_place_and_stop_words_too() -> None:
    text = "The U.S. spent $8,350.5 on Café’s"
    found = tokens(text)
    assert [term for term, _, _ in found] == ["the", "us", "spent", "8350.5", "on", "cafe"]
    assert [text[start:end] for _, start, end in found] == ["The", "U.S.", "spent", "8,350.5", "on", "Café’s"]


def test_terms_are_the_tokens_that_are_no_stop_words() -> None:
    text = " ".join(CASES)
    assert terms(text) == [term for term, _, _ in tokens(text) if term not in STOP]


@pytest.mark.parametrize(
    ("word", "folded"),
    [("ÉCOLE", "ecole"), ("ё", "е"), ("Йод", "йод"), ("ﬁn", "fin"), ("İ", "i"), ("한글", "한글"), ("plain", "plain")],
)
def test_folding_drops_case_and_the_accents_of_latin_letters(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_folding_keeps_the_marks_that_make_another_letter_outside_latin() -> None:
    assert [fold(word) for word in ("が", "ぱ", "हिन्दी")] == ["が", "ぱ", "हिन्दी"]


def test_a_long_run_of_letters_with_full_stops_takes_no_longer_than_other_text() -> None:
    started = time.process_time()
    assert terms("a." * 20_000 + "bc") == ["bc"]
    assert time.process_time() - started < 5  # seconds; 30 when every letter looks through all that follow


def test_a_single_letter_is_a_term_of_its_own_unless_full_stops_follow_twice() -> None:
    assert [terms(text) for text in ("x.y", "x.y.", "x.y.z", "x.yz", "U.S.A", "foo.U.S. x")] == [
        ["x", "y"], ["xy"], ["x", "y", "z"], ["x", "yz"], ["u", "s"], ["foo", "us", "x"],
    ]  # fmt: skip


def test_composed_and_decomposed_letters_are_one_term() -> None:
    assert terms("cafe\u0301 и\u0306од") == terms("caf\u00e9 \u0439од")


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff"])
def test_what_is_not_seen_in_a_word_is_no_part_of_it(mark: str) -> None:
    text = f"The gov{mark}ern{mark}ment met{mark} again."
    assert words(text) == ["The", "government", "met", "again"]
    assert terms(text) == terms("The government met again.")
    assert tokens(text)[1] == (terms("government")[0], 4, 16)
