"""What a question turns into."""

from dataclasses import dataclass

from index.types import Hit, Passage
from qa.when import Window


@dataclass(frozen=True, slots=True)
class Filters:
    """Where to look: dates are YYYY, YYYY-MM or YYYY-MM-DD, both ends included; None leaves a side open.

    A document without a date is outside any date range. `source` is found in a document's source or path.
    """

    since: str | None = None
    until: str | None = None
    source: str | None = None


EVERYWHERE = Filters()


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation, and the answer that it got, if that is known."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that an answerer proposes: `[start, end)` in the text of the passage's document.

    `fault` says why it does not stand in the file now; empty when it does.
    """

    passage: Passage
    start: int
    end: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote in an answer: `quote` is exactly `passage.document.text[start:end]`, and `[number]` stands for it.

    `fault` says why the quote did not stand in the file when the answer was made; empty when it did.
    """

    number: int
    passage: Passage
    quote: str
    start: int
    end: int
    fault: str = ""

    @property
    def first_line(self) -> int:
        """The line of the file in which the quote begins."""
        return self.passage.document.line(self.start)

    @property
    def last_line(self) -> int:
        """The line of the file in which the quote ends."""
        return self.passage.document.line(self.end - 1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question: quotes with their sources, or that they do not say.

    `searched` is the question as it was searched for, with what a follow-up carries over. `confidence` is the estimated
    probability, from 0 to 1, that the quotes answer it. An abstained answer has no citations, a `reason`, and the
    nearest passages as its hits. `time` is the stretch of time that `searched` names, by which passages were preferred.
    """

    question: str
    searched: str
    text: str
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    confidence: float
    abstained: bool
    reason: str
    time: Window | None = None
