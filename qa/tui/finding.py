"""The chats that are kept: to be searched, gone on with, renamed and deleted."""

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qa.chats.store import Chats, Heading
from qa.safe import one_line

_HELP = "enter opens · ctrl+r renames · ctrl+x deletes · ctrl+z brings back · esc leaves"
_TITLE = "New title, then enter; esc leaves it as it is"


class ChatsScreen(ModalScreen[str]):
    """A list of chats with a line to search them, titles, questions and answers. Returns the id of the one chosen."""

    DEFAULT_CSS = """
    ChatsScreen { align: center middle; }
    ChatsScreen Vertical { width: 90; max-width: 100%; height: 80%; padding: 0 1; border: round $border; }
    ChatsScreen Input { background: $panel; margin-bottom: 1; }
    ChatsScreen OptionList { height: 1fr; border: none; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", priority=True),
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("ctrl+r", "rename", "Rename", priority=True),
        Binding("ctrl+x", "delete", "Delete", priority=True),
        Binding("ctrl+z", "restore", "Bring back", priority=True),
    ]

    def __init__(self, chats: Chats, current: str, renaming: bool = False) -> None:
        """With `renaming` the current chat is given another title first."""
        super().__init__()
        self._renaming = renaming
        self._chats, self._current = chats, current
        self._found: list[Heading] = []
        self._renamed: Heading | None = None
        self._deleted: list[str] = []

    def compose(self) -> ComposeResult:
        """What is searched for, the chats, the keys."""
        with Vertical():
            yield Input(placeholder="Search questions and answers…", compact=True)
            yield OptionList(markup=False)
            yield Static(_HELP, markup=False, classes="said")

    def on_mount(self) -> None:
        """Show all of them, the current one highlighted."""
        self._search()
        place = next((n for n, one in enumerate(self._found) if one.id == self._current), None)
        if place is not None:
            self.query_one(OptionList).highlighted = place
            if self._renaming:
                self.action_rename()

    def on_input_changed(self) -> None:
        """Search while it is typed."""
        if self._renamed is None:
            self._search()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open the chat that is highlighted, or give it the title that was typed."""
        if self._renamed:
            if event.value.strip():
                self._chats.rename(self._renamed.id, event.value)
            self._end_renaming()
        elif chosen := self._highlighted():
            self.dismiss(chosen.id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the chat that was clicked."""
        self.dismiss(self._found[event.option_index].id)

    def action_move(self, step: int) -> None:
        """Highlight another chat."""
        options = self.query_one(OptionList)
        if self._found:
            options.highlighted = min(max((options.highlighted or 0) + step, 0), len(self._found) - 1)

    def action_leave(self) -> None:
        """Leave renaming, or the list."""
        if self._renamed:
            self._end_renaming()
        else:
            self.dismiss(None)

    def action_rename(self) -> None:
        """Type another title for the chat that is highlighted."""
        if chosen := self._highlighted():
            self._renamed = chosen
            self.query_one(Input).value = chosen.title
            self.query_one(".said", Static).update(_TITLE)

    def action_delete(self) -> None:
        """Delete the chat that is highlighted."""
        if chosen := self._highlighted():
            self._chats.delete(chosen.id)
            self._deleted.append(chosen.id)
            self._search()

    def action_restore(self) -> None:
        """Bring back the chat that was deleted last."""
        if self._deleted:
            self._chats.delete(self._deleted.pop(), gone=False)
            self._search()

    def _end_renaming(self) -> None:
        self._renamed = None
        self.query_one(Input).value = ""
        self.query_one(".said", Static).update(_HELP)
        self._search()

    def _search(self) -> None:
        options = self.query_one(OptionList)
        place = options.highlighted or 0
        self._found = self._chats.list(self.query_one(Input).value.strip())
        options.clear_options()
        options.add_options([Option(self._line(one)) for one in self._found])
        options.highlighted = min(place, len(self._found) - 1) if self._found else None

    def _highlighted(self) -> Heading | None:
        place = self.query_one(OptionList).highlighted
        return self._found[place] if place is not None and self._found else None

    def _line(self, one: Heading) -> Content:
        when = datetime.fromtimestamp(one.changed)
        here = " · open now" if one.id == self._current else ""
        count = f"{one.turns:,} question" + "s" * (one.turns != 1)
        about = f"    {count} · {one_line(one.corpus)} · {when:%Y-%m-%d %H:%M}{here}"
        return Content.assemble((one_line(one.title), "bold"), "\n", (about, "dim"))
