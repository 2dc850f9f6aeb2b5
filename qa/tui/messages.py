"""What workers tell the chat. A worker touches no widget; it posts one of these."""

from dataclasses import dataclass

from textual.message import Message

from index.types import Progress
from qa.assistant import Assistant
from qa.tui.conversation import Question
from qa.types import Answer


@dataclass
class Working(Message):
    """How far the indexing is. A newer one takes the place of one that was not yet seen."""

    progress: Progress

    def can_replace(self, message: Message) -> bool:
        """Whether this one may stand for an earlier message."""
        return isinstance(message, Working)


@dataclass
class Opened(Message):
    """The documents are ready. `skipped` holds file and reason, `summary` what was changed in the index, if any."""

    assistant: Assistant
    skipped: tuple[tuple[str, str], ...]
    summary: str


@dataclass
class OpenFailed(Message):
    """The documents could not be opened or brought up to date, and why."""

    why: str


@dataclass
class Answered(Message):
    """The answer to a question."""

    question: Question
    answer: Answer


@dataclass
class AskFailed(Message):
    """A question cannot be answered, and why."""

    question: Question
    why: str


@dataclass
class Looked(Message):
    """How the documents on disk compare with the index, in words for the status line."""

    words: str
