"""Letters can be read in every theme: on what is drawn, and in every pair of a theme's own colours."""

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.theme import BUILTIN_THEMES, Theme

from qa.tui.contrast import HIGH_CONTRAST
from qa.tui.legible import LEAST, Legible, contrast, legible

if TYPE_CHECKING:
    from tests.qa.tui.conftest import Start

THEMES = {**BUILTIN_THEMES, HIGH_CONTRAST.name: HIGH_CONTRAST}
DRAWN = ["textual-dark", "textual-light", "high-contrast", "solarized-light", "dracula"]


def styled(letters: str, behind: str) -> Style:
    return Style(color=RichColor.parse(letters), bgcolor=RichColor.parse(behind))


def ratio(style: Style) -> float:
    assert style.color
    assert style.bgcolor
    assert style.color.triplet
    assert style.bgcolor.triplet
    return contrast(style.color.triplet, style.bgcolor.triplet)


def colours(theme: Theme) -> set[str]:
    """The opaque colours that a theme gives the widgets."""
    found = set()
    for value in theme.to_color_system().generate().values():
        try:
            colour = Color.parse(value)
        except ColorParseError:
            continue
        found |= {colour.hex} if colour.a == 1 and colour.ansi is None else set()
    return found


def test_contrast_is_that_of_the_guidelines() -> None:
    assert ratio(styled("#000000", "#ffffff")) == pytest.approx(21)
    assert ratio(styled("#777777", "#ffffff")) == pytest.approx(4.48, abs=0.005)
    assert ratio(styled("#123456", "#123456")) == 1


@pytest.mark.parametrize("name", THEMES)
def test_letters_differ_enough_from_what_is_behind_them_in_every_pair_of_colours(name: str) -> None:
    pairs = [styled(*pair) for pair in product(colours(THEMES[name]), repeat=2)]
    assert pairs or name.startswith("ansi")
    assert not [pair for pair in pairs if ratio(legible(pair)) < LEAST]
    assert all(legible(pair) is pair for pair in pairs if ratio(pair) >= LEAST)


def test_lines_and_the_colours_of_the_terminal_stay_as_they_are() -> None:
    faint = styled("#333333", "#222222")
    told = [Segment("│ ▁", faint), Segment("x", Style(color="red", bgcolor="default")), Segment("x", None)]
    assert Legible().apply(told, Color(0, 0, 0)) == told
    (letter,) = Legible().apply([Segment("x", faint + Style(bold=True))], Color(0, 0, 0))
    assert letter.style
    assert letter.style.bold
    assert ratio(letter.style) >= LEAST


@pytest.mark.parametrize("theme", DRAWN)
async def test_what_the_chat_draws_can_be_read(start: "Start", corpus: Path, theme: str) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask("When did the harbour of Lisbon open again?")
        chat.pilot.app.theme = theme
        for key in ("", "f1", "f2", "f3", "ctrl+s"):
            await chat.pilot.press(*([key] if key else []))
            await chat.pilot.pause()
            strips = chat.pilot.app.screen._compositor.render_strips()
            drawn = [one for strip in strips for one in strip if any(letter.isalnum() for letter in one.text)]
            assert drawn
            assert not [one for one in drawn if one.style and ratio(one.style) < LEAST]
            await chat.pilot.press(*(["escape"] if key else []))
