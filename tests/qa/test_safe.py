import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from qa.safe import one_line, safe


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_nothing_unsafe_is_left_and_the_length_stays(text: str) -> None:
    shown = safe(text)
    assert len(shown) == len(text)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\n"]
    assert safe(shown) == shown


def test_escape_sequences_and_bidirectional_marks_are_replaced() -> None:
    assert safe("a\x1b]52;c;eA\x07b\u202ec\x9b2J\td\n") == "a\ufffd]52;c;eA\ufffdb\ufffdc\ufffd2J\td\n"


def test_one_line_has_single_spaces() -> None:
    assert one_line(" a\r\n b\tc\x85d ") == "a b c d"
