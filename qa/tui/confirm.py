"""A question before something that cannot be taken back."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from qa.safe import safe


class Confirm(ModalScreen[bool]):
    """A text, and what enter does. Returns whether enter was pressed."""

    DEFAULT_CSS = """
    Confirm { align: center middle; }
    Confirm Vertical { width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 1; border: round $border;
        background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "dismiss(True)", "Yes"),
        Binding("escape,n,q", "dismiss(False)", "No"),
    ]

    def __init__(self, text: str, does: str) -> None:
        super().__init__()
        self._text, self._does = text, does

    def compose(self) -> ComposeResult:
        """The text, and the keys."""
        with Vertical():
            yield Static(Content(safe(self._text)))
            yield Static(Content(f"enter {self._does} · esc does not"))
