"""As much of a document as can be laid out at once."""

from dataclasses import dataclass

WHOLE = 64 * 1024
AROUND = 32 * 1024


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Part of a document's text, from `start` on; `before` and `after` count the characters that were left out."""

    text: str
    start: int
    before: int
    after: int

    def holds(self, start: int, end: int) -> bool:
        """Whether a place of the document, given by its offsets there, is in it."""
        return self.start <= start and end <= self.start + len(self.text)


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """The text, or when it has more than 64 K characters, 32 K on either side of the place [start, end) in it."""
    if len(text) <= WHOLE:
        return Excerpt(text, 0, 0, 0)
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    return Excerpt(text[first:last], first, first, len(text) - last)
