"""What an answer refers to: the sentences that it quotes, or the passages nearest to a question it did not answer."""

from dataclasses import dataclass

from index.types import Passage
from qa.plain import remarks
from qa.types import Answer

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a document, `[start, end)` of its text.

    `quoted` is false for a passage that is only near; `remarks` are lines about a quote, safe to show; `fault` says why
    it does not stand in its file any more.
    """

    number: int
    passage: Passage
    start: int
    end: int
    quoted: bool
    remarks: tuple[str, ...] = ()
    fault: str = ""

    @property
    def first_line(self) -> int:
        """The line of the file in which the place begins."""
        return self.passage.document.line(self.start)

    @property
    def last_line(self) -> int:
        """The line of the file in which the place ends."""
        return self.passage.document.line(self.end - 1)


def references(answer: Answer) -> tuple[Reference, ...]:
    """What can be opened from an answer, numbered from 1 as it is shown."""
    if not answer.abstained:
        return tuple(
            Reference(one.number, one.passage, one.start, one.end, True, tuple(remarks(one)), one.fault)
            for one in answer.citations
        )
    passages = (hit.passage for hit in answer.hits[:NEAREST])
    return tuple(Reference(n, one, one.start, one.end, False) for n, one in enumerate(passages, 1))
