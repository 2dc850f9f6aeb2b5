"""The last gate before the terminal: whatever drew a segment, no control character of it gets out."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from qa.safe import safe


class Screening(LineFilter):
    """Shows control characters in any segment as U+FFFD, so that a text that was not made safe still is."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with their texts made safe; Textual's own control segments stay."""
        return [
            segment if segment.control else Segment(safe(segment.text), segment.style, None) for segment in segments
        ]
