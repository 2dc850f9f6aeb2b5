"""A question and what became of it, one widget each."""

from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from qa.safe import safe
from qa.tui.draw import answer_content, error_content, examples_content, question_content
from qa.types import Answer


class QuestionBlock(Static):
    """A question as it was asked."""

    DEFAULT_CSS = "QuestionBlock { max-width: 112; }"

    def __init__(self, question: str) -> None:
        super().__init__(question_content(question))


class Examples(Static):
    """Questions to begin with."""

    DEFAULT_CSS = "Examples { margin-bottom: 1; }"

    def __init__(self, questions: tuple[str, ...]) -> None:
        super().__init__(examples_content(questions))
        self.questions = questions


class MoreRow(Static):
    """Stands for turns that are not shown: those before for a step of -1, those after for 1."""

    DEFAULT_CSS = "MoreRow { color: $text-muted; margin-bottom: 1; }"

    def __init__(self, step: int, count: int) -> None:
        words = f"▲ {count:,} earlier: ↑ or a click shows them" if step < 0 else f"▼ {count:,} later"
        super().__init__(Content(words))
        self.step = step


class AnswerBlock(Static):
    """What became of one question: a word about its state, then the answer."""

    DEFAULT_CSS = """
    AnswerBlock { padding: 0 1 0 2; margin-bottom: 1; max-width: 110; border-left: blank; }
    AnswerBlock.-current { border-left: outer $accent; }
    """

    @dataclass
    class Grown(Message):
        """It takes more or fewer rows than before."""

        turn: int

    def __init__(self, turn: int, state: str) -> None:
        super().__init__(Content.assemble((safe(state), "dim")))
        self.turn = turn
        self.answer: Answer | None = None

    def on_resize(self) -> None:
        """Say so, since what is below moves."""
        self.post_message(self.Grown(self.turn))

    def show_state(self, state: str) -> None:
        """Say in a word how the question stands."""
        self.update(Content.assemble((safe(state), "dim")))

    def show_answer(self, answer: Answer, inline: bool) -> None:
        """Show an answer; `inline` puts the lines about its sources below it."""
        self.answer = answer
        self.update(answer_content(answer, self.turn, inline))

    def show_error(self, why: str) -> None:
        """Say why there is no answer."""
        self.update(error_content(why))
