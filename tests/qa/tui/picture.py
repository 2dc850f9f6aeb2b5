"""A screen as a text that can be compared and read: its letters, then the styles of each row."""

import io
from string import ascii_letters, digits

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.widgets import Input, TextArea

_NAMES = ascii_letters + digits


def picture(app: App[int]) -> str:
    """The screen as it is now. A row of the second part tells, for each stretch of a row, its style and its length."""
    width, height = app.size
    console = Console(
        width=width, height=height, file=io.StringIO(), force_terminal=True, color_system="truecolor",
        legacy_windows=False, record=True,
    )  # fmt: skip
    console.print(app.screen._compositor.render_update(full=True, screen_stack=app._background_screens))
    segments = [one for one in console._record_buffer if not one.control]
    rows = [list(Segment.simplify(row)) for row in Segment.split_lines(segments)][:height]
    styles: dict[str, str] = {}
    told = [
        "".join(f"{_letter(styles, one.style)}{len(one.text)} " for one in row if one.text).rstrip() for row in rows
    ]
    text = ["".join(one.text for one in row).rstrip() for row in rows]
    return "\n".join([*text, "", *told, "", *(f"{name}: {style}" for style, name in styles.items()), ""])


def still(app: App[int]) -> None:
    """Stop the cursors from blinking."""
    for screen in app.screen_stack:
        for widget in (*screen.query(TextArea), *screen.query(Input)):
            widget.cursor_blink = False


def _letter(styles: dict[str, str], style: Style | None) -> str:
    plain = Style.parse(str(style.without_color)) if style and not style.color and not style.bgcolor else style
    words = str((plain or Style()).clear_meta_and_links())
    return styles.setdefault(words, _NAMES[len(styles)])
