"""Text that can be read whatever theme is chosen: letters stand out against what is behind them."""

import re
from functools import lru_cache

from rich.color import Color as RichColor
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

LEAST = 4.5
"""The contrast of text that WCAG 2.2 asks for (1.4.3, level AA)."""

_STEPS = 16
_LETTER = re.compile(r"\w")


class Legible(LineFilter):
    """Moves the colour of letters towards white or black as far as it has to be; the terminal's own colours stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, those with letters in a colour that can be read on theirs."""
        return [
            Segment(text, legible(style), control) if style and _LETTER.search(text) else Segment(text, style, control)
            for text, style, control in segments
        ]


@lru_cache(maxsize=2048)
def legible(style: Style) -> Style:
    """A style whose colours differ enough; itself, if they do, or if what they are is the terminal's choice."""
    letters, behind = _triplet(style.color), _triplet(style.bgcolor)
    if letters is None or behind is None or contrast(letters, behind) >= LEAST:
        return style
    ends = (ColorTriplet(255, 255, 255), ColorTriplet(0, 0, 0))
    end = max(ends, key=lambda one: contrast(one, behind))
    steps = (_between(letters, end, step / _STEPS) for step in range(1, _STEPS + 1))
    found = next(one for one in steps if contrast(one, behind) >= LEAST)
    return style + Style(color=RichColor.from_triplet(found))


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """The contrast ratio of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: ColorTriplet) -> float:
    parts = (part / 255 for part in colour)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _between(one: ColorTriplet, other: ColorTriplet, share: float) -> ColorTriplet:
    return ColorTriplet(*(round(a + (b - a) * share) for a, b in zip(one, other, strict=True)))


def _triplet(colour: RichColor | None) -> ColorTriplet | None:
    return colour.triplet if colour else None
