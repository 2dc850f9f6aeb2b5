"""What workers tell the chat. A worker touches no widget; it posts one of these."""

from dataclasses import dataclass

from textual.message import Message

from index.types import Progress
from qa.engine.types import Known
from qa.tui.conversation import Question
from qa.types import Answer


@dataclass
class Working(Message):
    """How far the indexing is, `seconds` into its stage. A newer one takes the place of one that was not yet seen."""

    progress: Progress
    seconds: float

    def can_replace(self, message: Message) -> bool:
        """Whether this one may stand for an earlier message."""
        return isinstance(message, Working)


@dataclass
class Opened(Message):
    """The documents are ready, and what is known of their index."""

    known: Known


@dataclass
class Kept(Message):
    """The index as it is answers until the documents are open, and what is known of it."""

    known: Known


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
    """A question cannot be answered, and why; `more` where the engine's log may say more."""

    question: Question
    why: str
    more: bool = False


@dataclass
class Suggested(Message):
    """Questions to begin with, which the documents answer."""

    questions: tuple[str, ...]


@dataclass
class Looked(Message):
    """How the documents on disk compare with the index, in words for the status line."""

    words: str
