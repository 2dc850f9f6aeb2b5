"""The questions and answers of a chat, two widgets each; only so many of them at once, so that keys stay fast."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from qa.safe import safe
from qa.tui.block import AnswerBlock, Examples, MoreRow, QuestionBlock
from qa.tui.draw import error_content, skipped_text
from qa.tui.faults import Faults
from qa.tui.session import MOST, Part
from qa.types import Answer


class Transcript(VerticalScroll):
    """A part of a chat from top to bottom, from turn `first` on. It marks one answer as the current one: the latest,
    until another is chosen."""

    DEFAULT_CSS = """
    Transcript { width: 1fr; padding: 1 1 0 1; scrollbar-size-vertical: 1; }
    Transcript > .note { color: $text-muted; margin-bottom: 1; }
    Transcript > .error { color: $text-error; margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "choose(-1)", "Earlier answer", show=False),
        Binding("down,j", "choose(1)", "Later answer", show=False),
        Binding("enter", "open(1)", "Open source", show=False),
        *(Binding(str(n), f"open({n})", f"Open source {n}", show=False) for n in range(1, 10)),
        Binding("y", "screen.copy_answer", "Copy", show=False),
        Binding("e", "screen.edit", "Edit and ask anew", show=False),
        Binding("d", "screen.details", "What went wrong", show=False),
        Binding("r", "screen.again", "Ask again", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """Another answer became the current one; 0 when there is none."""

        turn: int

    @dataclass
    class Wanted(Message):
        """A source of the current answer is to be opened."""

        number: int

    @dataclass
    class Picked(Message):
        """A question that was suggested is to be asked."""

        number: int

    @dataclass
    class Beyond(Message):
        """Turns are wanted that are not shown: before the first for -1, after the last for 1."""

        step: int

    @dataclass
    class Typed(Message):
        """A letter was typed here that means nothing here."""

        letter: str

    def __init__(self) -> None:
        super().__init__()
        self.inline = False
        self.faults = Faults()
        self.current = self.first = 0
        self._beyond = (0, 0)

    @property
    def examples(self) -> tuple[str, ...]:
        """The questions to begin with that are shown."""
        return next((block.questions for block in self.query(Examples)), ())

    @property
    def ends(self) -> bool:
        """Whether the last turn of the chat is shown."""
        return not self._beyond[1]

    def on_resize(self) -> None:
        """Keep the current answer in view when lines are wrapped anew."""
        self._show_block(self.current)

    @on(AnswerBlock.Grown)
    def _keep_in_view(self, event: AnswerBlock.Grown) -> None:
        event.stop()
        if event.turn == self.current:
            self._show_block(self.current)

    def show(self, part: Part, current: int) -> None:
        """Show other turns, one of them the current one."""
        self.remove_children()
        blocks: list[Widget] = []
        for one in part.turns:
            block = AnswerBlock(one.number, one.state)
            if one.answer:
                block.show_answer(one.answer, self.inline)
            blocks += [QuestionBlock(one.question), block]
        self._beyond, self.first = (part.earlier, part.later), part.earlier + 1
        self.mount(*self._more(-1), *blocks, *self._more(1))
        if part.note:
            self.add_note(part.note)
        self.choose(current)
        self._show_block(current)

    def add_question(self, turn: int, question: str, state: str) -> None:
        """Add a question and the block that its answer will stand in; the oldest one may go."""
        self.query(Examples).remove()
        self.mount(QuestionBlock(question), AnswerBlock(turn, state))
        self._prune()
        self._show_block(turn)

    def add_note(self, text: str) -> None:
        """Add a message that is no answer."""
        self._tell(Static(Content(safe(text)), classes="note"))

    def add_skipped(self, skipped: Sequence[tuple[str, str]]) -> None:
        """Add which files could not be read and why; only the first few are named."""
        if skipped:
            self.add_note(skipped_text(skipped))

    def add_error(self, why: str) -> None:
        """Add a message about something that went wrong."""
        self._tell(Static(error_content(why), classes="error"))
        self.faults.remember(why)

    def add_examples(self, questions: tuple[str, ...]) -> None:
        """Add questions to begin with, which go when one is asked."""
        self.query(Examples).remove()
        if questions:
            self._tell(Examples(questions))

    def clear(self, note: str) -> None:
        """Remove everything and begin with a note."""
        self.remove_children()
        self._beyond, self.first = (0, 0), 0
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
        self.faults.remember(why)

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
        """The block of a turn; None when it is not shown."""
        return next((block for block in reversed(self.query(AnswerBlock)) if block.turn == turn), None)

    def choose(self, turn: int) -> None:
        """Make the answer of a turn the current one."""
        self.current = turn
        for block in self.query(AnswerBlock):
            block.set_class(block.turn == turn, "-current")
        self.post_message(self.Chosen(turn))

    def action_choose(self, step: int) -> None:
        """Go to an earlier or later answer; beyond those that are shown, to others, or only scroll."""
        turns = [block.turn for block in self.query(AnswerBlock) if block.answer]
        place = turns.index(self.current) + step if self.current in turns else -1
        if 0 <= place < len(turns):
            self.choose(turns[place])
            self._show_block(turns[place])
        elif self._beyond[step > 0]:
            self.post_message(self.Beyond(step))
        else:
            self.scroll_relative(y=step, animate=False)

    def action_page_up(self) -> None:
        """Scroll up; from the top on, to the turns before."""
        if self.scroll_y <= 0 and self._beyond[0]:
            self.post_message(self.Beyond(-1))
        else:
            super().action_page_up()

    def action_open(self, number: int) -> None:
        """Ask for a source of the current answer; before the first question, ask what is suggested."""
        if self.examples:
            self.post_message(self.Picked(number))
        else:
            self.post_message(self.Wanted(number))

    def on_key(self, event: events.Key) -> None:
        """A letter that means nothing here belongs into the prompt."""
        if event.is_printable and event.character and event.character not in "jkyerd123456789":
            event.stop()
            self.post_message(self.Typed(event.character))

    def on_click(self, event: events.Click) -> None:
        """A click on an answer makes it the current one; one on the row above the first shows the turns before."""
        if isinstance(event.widget, AnswerBlock) and event.widget.answer:
            self.choose(event.widget.turn)
        elif isinstance(event.widget, MoreRow):
            self.post_message(self.Beyond(event.widget.step))

    def _tell(self, message: Static) -> None:
        """Add a message; one that comes while the chat is being closed has no place any more."""
        if self.is_attached:
            self.mount(message)
            self.scroll_end(animate=False)

    def _prune(self) -> None:
        """Take the oldest turns away, so that there are never more than are shown at once."""
        questions, answers = list(self.query(QuestionBlock)), list(self.query(AnswerBlock))
        if len(answers) <= MOST:
            return
        self.first = answers[-MOST].turn
        self._beyond = (self.first - 1, self._beyond[1])
        for block in (*questions[:-MOST], *answers[:-MOST]):
            block.remove()
        self.query(MoreRow).remove()
        self.mount(*self._more(-1), before=0)

    def _more(self, step: int) -> list[MoreRow]:
        count = self._beyond[step > 0]
        return [MoreRow(step, count)] if count else []

    def _show_block(self, turn: int) -> None:
        """Scroll to a turn once it has been laid out."""
        if self.block(turn):
            self.call_after_refresh(self._reveal, turn)

    def _reveal(self, turn: int) -> None:
        """Bring a question and its answer into view, the question where there is no room for both."""
        if not (block := self.block(turn)):
            return
        blocks = list(self.query_children(Static))
        place = blocks.index(block)
        whole = blocks[max(0, place - 1)].virtual_region.union(block.virtual_region)
        fits = whole.height < self.size.height
        if fits and place == len(blocks) - 1:
            self.scroll_end(animate=False, immediate=True)
        else:
            self.scroll_to_region(whole, animate=False, force=True, top=not fits)
