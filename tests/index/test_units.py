from hypothesis import given
from hypothesis import strategies as st

from index.types import Span
from index.units import Units, joined

TEXTS = st.lists(st.text(st.sampled_from("ab \n\r\v\u2028.é\t"), max_size=9), max_size=6)


def test_units_stand_apart_by_a_blank_line_and_each_line_is_a_block() -> None:
    assert joined(["one\r\ntwo ", "three"]) == Units(
        "one\ntwo \n\nthree", (0, 10), (Span(0, 3), Span(4, 7), Span(10, 15))
    )


def test_a_unit_without_text_begins_where_the_next_does() -> None:
    assert joined(["", "one", "\n", "two", ""]).starts == (0, 0, 5, 5, 8)


def test_nothing_is_an_empty_text_with_one_line() -> None:
    assert joined([]) == Units("", (0,), ())


@given(TEXTS)
def test_every_word_of_every_unit_is_in_one_block_in_order(units: list[str]) -> None:
    found = joined(units)
    inside = "".join(found.text[block.start : block.end] for block in found.blocks)
    assert "".join(inside.split()) == "".join("".join(units).split())
    assert list(found.starts) == sorted(found.starts)
    assert len(found.starts) == max(1, len(units))


@given(TEXTS)
def test_each_unit_begins_at_its_start(units: list[str]) -> None:
    found = joined(units)
    for unit, start in zip(units, found.starts, strict=False):
        words = unit.split()
        assert not words or found.text[start:].split()[: len(words)] == words
