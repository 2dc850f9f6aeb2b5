"""The questions and answers of a chat, one widget each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from qa.safe import one_line, safe
from qa.tui.draw import answer_content, error_content, question_content
from qa.types import Answer

_NAMED = 5


class AnswerBlock(Static):
    """What became of one question: a word about its state, then the answer."""

    DEFAULT_CSS = """
    AnswerBlock { padding: 0 1 0 2; margin-bottom: 1; max-width: 110; border-left: blank; }
    AnswerBlock.-current { border-left: outer $accent; }
    """

    def __init__(self, turn: int, state: str) -> None:
        super().__init__(Content.assemble((state, "dim")))
        self.turn = turn
        self.answer: Answer | None = None

    def show_state(self, state: str) -> None:
        """Say in a word how the question stands."""
        self.update(Content.assemble((state, "dim")))

    def show_answer(self, answer: Answer, inline: bool) -> None:
        """Show an answer; `inline` puts the lines about its sources below it."""
        self.answer = answer
        self.update(answer_content(answer, self.turn, inline))

    def show_error(self, why: str) -> None:
        """Say why there is no answer."""
        self.update(error_content(why))


class Transcript(VerticalScroll):
    """A chat from top to bottom. It marks one answer as the current one: the latest, until another is chosen."""

    DEFAULT_CSS = """
    Transcript { width: 1fr; padding: 1 1 0 1; scrollbar-size-vertical: 1; }
    Transcript > .question { max-width: 112; }
    Transcript > .note { color: $text-muted; margin-bottom: 1; }
    Transcript > .error { color: $text-error; margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "choose(-1)", "Earlier answer", show=False),
        Binding("down,j", "choose(1)", "Later answer", show=False),
        Binding("enter", "open(1)", "Open source", show=False),
        *(Binding(str(n), f"open({n})", f"Open source {n}", show=False) for n in range(1, 10)),
    ]

    @dataclass
    class Chosen(Message):
        """Another answer became the current one; 0 when there is none."""

        turn: int

    @dataclass
    class Wanted(Message):
        """A source of the current answer is to be opened."""

        turn: int
        number: int

    def __init__(self) -> None:
        super().__init__()
        self.inline = False
        self.current = 0

    def on_resize(self) -> None:
        """Keep the current answer in view when lines are wrapped anew."""
        self._show_block(self.current)

    def add_question(self, turn: int, question: str, state: str) -> None:
        """Add a question and the block that its answer will stand in."""
        self.mount(Static(question_content(question), classes="question"), AnswerBlock(turn, state))
        self.scroll_end(animate=False)

    def add_note(self, text: str) -> None:
        """Add a message that is no answer."""
        self.mount(Static(Content(safe(text)), classes="note"))
        self.scroll_end(animate=False)

    def add_skipped(self, skipped: Sequence[tuple[str, str]]) -> None:
        """Add which files could not be read and why; only the first few are named."""
        if skipped:
            lines = [one_line(f"skipped {file}: {why}") for file, why in skipped[:_NAMED]]
            more = [f"… and {len(skipped) - _NAMED:,} more"] if len(skipped) > _NAMED else []
            self.add_note("\n".join(lines + more))

    def add_error(self, why: str) -> None:
        """Add a message about something that went wrong."""
        self.mount(Static(error_content(why), classes="error"))
        self.scroll_end(animate=False)

    def clear(self, note: str) -> None:
        """Remove everything and begin with a note."""
        self.remove_children()
        self.add_note(note)
        self.choose(0)

    def show_state(self, turn: int, state: str) -> None:
        """Say in a word how a question stands."""
        if block := self.block(turn):
            block.show_state(state)

    def show_failure(self, turn: int, why: str) -> None:
        """Say why a question gets no answer."""
        if block := self.block(turn):
            block.show_error(why)

    def show_answer(self, turn: int, answer: Answer) -> None:
        """Put an answer into its block, which becomes the current one."""
        if block := self.block(turn):
            block.show_answer(answer, self.inline)
            self.choose(turn)
            self._show_block(turn)

    def set_inline(self, inline: bool) -> None:
        """Whether the lines about sources stand in the answers."""
        if inline != self.inline:
            self.inline = inline
            for block in self.query(AnswerBlock):
                if block.answer:
                    block.show_answer(block.answer, inline)

    def block(self, turn: int) -> AnswerBlock | None:
        """The block of a turn; None when the chat has it no more."""
        return next((block for block in self.query(AnswerBlock) if block.turn == turn), None)

    def choose(self, turn: int) -> None:
        """Make the answer of a turn the current one."""
        self.current = turn
        for block in self.query(AnswerBlock):
            block.set_class(block.turn == turn, "-current")
        self.post_message(self.Chosen(turn))

    def action_choose(self, step: int) -> None:
        """Go to an earlier or later answer; beyond them, only scroll."""
        turns = [block.turn for block in self.query(AnswerBlock) if block.answer]
        place = turns.index(self.current) + step if self.current in turns else -1
        if 0 <= place < len(turns):
            self.choose(turns[place])
            self._show_block(turns[place])
        else:
            self.scroll_relative(y=step, animate=False)

    def action_open(self, number: int) -> None:
        """Ask for a source of the current answer."""
        self.post_message(self.Wanted(self.current, number))

    def _show_block(self, turn: int) -> None:
        """Scroll to a turn once it has been laid out."""
        if block := self.block(turn):
            self.call_after_refresh(block.scroll_visible, animate=False)

    def on_click(self, event: events.Click) -> None:
        """A click on an answer makes it the current one."""
        if isinstance(event.widget, AnswerBlock) and event.widget.answer:
            self.choose(event.widget.turn)
