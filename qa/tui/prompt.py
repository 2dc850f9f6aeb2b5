"""Where questions are typed."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from qa.tui.recall import Recall

_PLACEHOLDER = "Ask about the documents… (enter asks, ctrl+j new line)"


class Prompt(TextArea):
    """A few lines of text; Enter asks. It is never disabled, whatever else goes on."""

    DEFAULT_CSS = """
    Prompt { height: auto; max-height: 8; border: round $border-blurred; padding: 0 1; background: $surface; }
    Prompt:focus { border: round $border; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", "Ask", show=False),
        Binding("ctrl+j,shift+enter", "new_line", "New line", show=False),
        Binding("ctrl+r", "screen.history", "Search history", show=False),
    ]

    @dataclass
    class Asked(Message):
        """A question was entered; `alone` when it is to be searched for as it is."""

        text: str
        alone: bool

    def __init__(self, asked: tuple[str, ...] = ()) -> None:
        """`asked` are the questions asked before, oldest first."""
        super().__init__(highlight_cursor_line=False, placeholder=_PLACEHOLDER)
        self._recall = Recall(asked)
        self._alone = False

    async def _on_key(self, event: events.Key) -> None:
        """Take Enter and ctrl+j in turn with the letters: a binding would run before or after some of them."""
        action = {"enter": self.action_ask, "ctrl+j": self.action_new_line}.get(event.key)
        if action:
            event.stop()
            event.prevent_default()
            action()
        else:
            await super()._on_key(event)

    def on_text_area_changed(self) -> None:
        """What is typed into an empty prompt is a question as any other."""
        self._alone = self._alone and bool(self.text.strip())

    def action_ask(self) -> None:
        """Ask what was typed; nothing when that is blank."""
        if question := self.text.strip():
            self._recall = self._recall.remember(question)
            self.text = ""
            self.post_message(self.Asked(question, self._alone))
            self._alone = False

    def action_new_line(self) -> None:
        """Start a new line."""
        self.insert("\n")

    def action_cursor_up(self, select: bool = False) -> None:
        """One row up; from the first row, to the question asked before."""
        if select or not self.navigator.is_first_wrapped_line(self.cursor_location):
            super().action_cursor_up(select)
            return
        self._recall = self._recall.older(self.text)
        self._show()

    def action_cursor_down(self, select: bool = False) -> None:
        """One row down; from the last row, to the question asked after, and at last to the draft."""
        if select or not self._recall.back or not self.navigator.is_last_wrapped_line(self.cursor_location):
            super().action_cursor_down(select)
            return
        self._recall = self._recall.newer()
        self._show()

    def give_back(self, question: str) -> None:
        """Put a question back that was not answered, unless something else is being typed."""
        if not self.text.strip():
            self.text = question
            self.move_cursor(self.document.end)

    def take(self, question: str | None) -> None:
        """Put an earlier question here, to be changed or asked; None leaves what is here."""
        if question is not None:
            self.text = question
            self.move_cursor(self.document.end)
        self.focus()

    def edit_alone(self, question: str) -> None:
        """Put a question here that is to be searched for as it will read, whatever was said before."""
        self.text, self._alone = question, True
        self.move_cursor(self.document.end)
        self.focus()

    def _show(self) -> None:
        if self._recall.shown != self.text:
            self.text = self._recall.shown
            self.move_cursor(self.document.end)
