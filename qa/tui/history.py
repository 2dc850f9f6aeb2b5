"""The search through the questions that were asked before."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qa.safe import one_line

_MOST = 100
_HELP = "↑ ↓ choose · enter takes it into the prompt · esc leaves"


class HistoryScreen(ModalScreen[str]):
    """A line to type parts of a question, and those that have them, best first. Returns the one chosen."""

    DEFAULT_CSS = """
    HistoryScreen { align: center middle; }
    HistoryScreen Vertical { width: 90; max-width: 100%; height: 80%; padding: 0 1; border: round $border; }
    HistoryScreen Input { background: $panel; margin-bottom: 1; }
    HistoryScreen OptionList { height: 1fr; border: none; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("down", "move(1)", "Down", show=False, priority=True),
        Binding("up", "move(-1)", "Up", show=False, priority=True),
    ]

    def __init__(self, asked: tuple[str, ...]) -> None:
        """`asked` are the questions, oldest first."""
        super().__init__()
        self._asked = asked[::-1]
        self._found: list[str] = []

    def compose(self) -> ComposeResult:
        """What is searched for, the questions, the keys."""
        with Vertical():
            yield Input(placeholder="Search the questions asked before…", compact=True)
            yield OptionList(markup=False)
            yield Static(_HELP, markup=False)

    def on_mount(self) -> None:
        """Show the latest."""
        self._search("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while it is typed."""
        self._search(event.value.strip())

    def on_input_submitted(self) -> None:
        """Take the question that is highlighted."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self.dismiss(self._found[place])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the question that was clicked."""
        self.dismiss(self._found[event.option_index])

    def action_move(self, step: int) -> None:
        """Highlight another question."""
        options = self.query_one(OptionList)
        if self._found:
            options.highlighted = min(max((options.highlighted or 0) + step, 0), len(self._found) - 1)

    def _search(self, wanted: str) -> None:
        self._found = matching(self._asked, wanted)[:_MOST]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Content(one_line(one))) for one in self._found])
        options.highlighted = 0 if self._found else None


def matching(asked: tuple[str, ...], wanted: str) -> list[str]:
    """The questions that have the letters of `wanted` in this order, the best first, of equal ones the newest."""
    if not wanted:
        return list(asked)
    matcher = Matcher(wanted)
    scored = ((matcher.match(one), one) for one in asked)
    return [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score > 0]
