from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from qa.tui.screening import Screening


def test_control_characters_of_a_segment_are_replaced_and_its_style_stays() -> None:
    segments = [Segment("a\x1b]52;c;eA\x07", Style(bold=True)), Segment("\x9b2J\u202e")]
    assert Screening().apply(segments, Color(0, 0, 0)) == [
        Segment("a\ufffd]52;c;eA\ufffd", Style(bold=True)),
        Segment("\ufffd2J\ufffd"),
    ]


def test_segments_of_textual_that_steer_the_terminal_stay() -> None:
    move = Control.move_to(1, 2).segment
    assert Screening().apply([move], Color(0, 0, 0)) == [move]
