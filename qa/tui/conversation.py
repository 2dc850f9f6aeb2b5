"""One chat as data: which questions wait, which one is being answered, and what came of the others."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from qa.types import Answer, Turn

_RECENT = 12
"""How many turns back a follow-up may lean."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its chat and its number there; a result that comes too late is known by them. `alone` is true of one
    that is to be searched for as it is, whatever was said before."""

    chat: str
    number: int
    text: str
    alone: bool = False


@dataclass(slots=True)
class Conversation:
    """The questions of a chat, answered one after the other so that each can lean on those before it."""

    running: Question | None = None
    waiting: list[Question] = field(default_factory=list)
    answers: dict[int, Answer] = field(default_factory=dict)
    said: deque[Turn] = field(default_factory=lambda: deque(maxlen=_RECENT))

    def ask(self, question: Question) -> None:
        """Put a question at the end of those that wait."""
        self.waiting.append(question)

    def start(self) -> Question | None:
        """The next question to answer, which is running from now on; None while one is, or when none waits."""
        if self.running or not self.waiting:
            return None
        self.running = self.waiting.pop(0)
        return self.running

    def settle(self, question: Question, answer: Answer) -> bool:
        """Take the answer to the running question; false for that to any other, which nobody waits for any more."""
        if not self.fail(question):
            return False
        self.take([(question.number, answer)])
        return True

    def fail(self, question: Question) -> bool:
        """The running question gets no answer; false when it is another one."""
        if self.running != question:
            return False
        self.running = None
        return True

    def withdraw(self) -> Question | None:
        """Take back the running question, else the last that waits; None when there is neither."""
        withdrawn = self.running or (self.waiting.pop() if self.waiting else None)
        self.running = None
        return withdrawn

    def take(self, answers: Iterable[tuple[int, Answer]]) -> None:
        """Take over answers, oldest first."""
        for number, answer in answers:
            self.answers[number] = answer
            self.said.append(Turn(answer.question, answer.text))

    def history(self) -> tuple[Turn, ...]:
        """The last turns, oldest first."""
        return tuple(self.said)
