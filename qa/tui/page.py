"""A text to be read: the keys, a report, what went wrong."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from qa.safe import safe
from qa.tui.clipboard import copy

_MOST = 64 * 1024
"""Characters of a page; what is longer takes seconds to lay out."""


class Page(ModalScreen[None]):
    """A title and a text that scrolls where it does not fit. `y` copies the whole text."""

    DEFAULT_CSS = """
    Page { align: center middle; }
    Page VerticalScroll { width: 90; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        border: round $border; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "Close"),
        Binding("y", "copy", "Copy"),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.name_shown, self.text = title, safe(text)

    def compose(self) -> ComposeResult:
        """The title in the border, the text in it."""
        with VerticalScroll() as box:
            box.border_title = Content(self.name_shown)
            box.border_subtitle = Content("esc closes · y copies")
            cut = len(self.text) > _MOST
            yield Static(Content(self.text[:_MOST] + "\n… y copies all of it" * cut))

    def action_copy(self) -> None:
        """Copy the text."""
        copy(self.app, self.text, "The page")

    def action_scroll(self, rows: int) -> None:
        """Scroll by rows."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)
