"""One chat as data: which questions wait, which one is being answered, and what came of the others."""

from dataclasses import dataclass, field

from qa.types import Answer, Turn


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its number. Numbers are never given twice, so a result that comes too late is known by its."""

    number: int
    text: str


@dataclass(slots=True)
class Conversation:
    """The questions of a chat, answered one after the other so that each can lean on those before it."""

    last: int = 0
    running: Question | None = None
    waiting: list[Question] = field(default_factory=list)
    answers: dict[int, Answer] = field(default_factory=dict)

    def ask(self, text: str) -> Question:
        """Put a question at the end of those that wait."""
        self.last += 1
        question = Question(self.last, text)
        self.waiting.append(question)
        return question

    def start(self) -> Question | None:
        """The next question to answer, which is running from now on; None while one is, or when none waits."""
        if self.running or not self.waiting:
            return None
        self.running = self.waiting.pop(0)
        return self.running

    def settle(self, number: int, answer: Answer) -> bool:
        """Take the answer to the running question; false for that to any other, which nobody waits for any more."""
        if not self.fail(number):
            return False
        self.answers[number] = answer
        return True

    def fail(self, number: int) -> bool:
        """The running question gets no answer; false when the number is that of another one."""
        if self.running is None or self.running.number != number:
            return False
        self.running = None
        return True

    def withdraw(self) -> Question | None:
        """Take back the running question, else the last that waits; None when there is neither."""
        withdrawn = self.running or (self.waiting.pop() if self.waiting else None)
        self.running = None
        return withdrawn

    def history(self) -> tuple[Turn, ...]:
        """The turns so far, oldest first."""
        return tuple(Turn(answer.question, answer.text) for answer in self.answers.values())
