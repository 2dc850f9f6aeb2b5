import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentences
from index.types import Span


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "whole",
    [
        "The U.S. President met Mr. Smith and Gen. Lee.",
        "He left on Jan. 20 with No. 5 of Vol. 3.",
        "It cost $8.35 billion, or 3.5 percent.",
        "“We won. It is over,” he said.",
        'He said "I am here. You are there."',
        "J. F. Kennedy spoke for St. Louis.",
        "Президент им. Ленина приехал в г. Москву.",
        "Он сказал: «Да. Нет» и ушел.",
        "KIEV, January 20. /TASS/.",
        "What? nobody knows.",
    ],
)
def test_a_sentence_stays_whole(whole: str) -> None:
    assert cut(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed! Why? Nobody knows…", ["He left.", "She stayed!", "Why?", "Nobody knows…"]),
        (
            'They give "backup support." What this means is open.',
            ['They give "backup support."', "What this means is open."],
        ),
        (
            "He works for Acme Inc. They know the U.S. The end.",
            ["He works for Acme Inc.", "They know the U.S.", "The end."],
        ),
        ("The rate was 3.5. Banks fell.", ["The rate was 3.5.", "Banks fell."]),
        ("It ended in 2026. Since 2022 it grew.", ["It ended in 2026.", "Since 2022 it grew."]),
        ("Он приехал. Она уехала.", ["Он приехал.", "Она уехала."]),
        ("一つ目です。二つ目です。", ["一つ目です。", "二つ目です。"]),
        ("The talks\nwere long. They\nended.", ["The talks\nwere long.", "They\nended."]),
    ],
)
def test_sentences_are_told_apart(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_quotation_that_never_ends_hides_no_sentence_end() -> None:
    assert cut("“He left. She stayed. They met.") == ["“He left.", "She stayed.", "They met."]


def test_a_sentence_without_an_end_is_cut_at_white_space() -> None:
    pieces = cut("word " * 1_000)
    assert " ".join(pieces) == ("word " * 1_000).strip()
    assert max(map(len, pieces)) <= 1_500


@given(st.text(alphabet="aB .!?\n\"“”'1,", max_size=200))
def test_sentences_hold_every_character_but_white_space(text: str) -> None:
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


def test_a_long_run_of_full_stops_takes_no_longer_than_other_text() -> None:
    assert cut("x" + "." * 200_000 + " Next one.")[-1] == "Next one."
