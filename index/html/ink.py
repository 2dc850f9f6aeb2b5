"""Text that is written word by word, with the way back to the file that it was read from."""

from bisect import bisect_left
from dataclasses import dataclass, field
from enum import IntEnum


class Gap(IntEnum):
    """What stands between two words; of several, the widest counts.

    TURN is a line break that was asked for, LINE one that merely wraps the line.
    """

    NONE, SPACE, CELL, LINE, TURN, BLOCK = range(6)


WRITTEN = ("", " ", "\t", "\n", "\n", "\n\n")


@dataclass(slots=True)
class Ink:
    """The text so far, as pieces that each stand on one line of the file; `places` in the file never go back.

    `begun` and `ended` are the offsets at which its blocks begin and end; the last one is still open.
    """

    pieces: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    length: int = 0
    begun: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    _gap: Gap = Gap.NONE
    _gap_place: int = 0

    def gap(self, gap: Gap, place: int) -> None:
        """Note a gap; it is written when a word follows."""
        if not self._gap:
            self._gap_place = place
        twice = min(gap, self._gap) >= Gap.LINE  # two line breaks make a blank line
        self._gap = Gap.BLOCK if twice else max(gap, self._gap)

    def word(self, word: str, place: int) -> None:
        """Write a word and the gap before it. A block may begin with it."""
        if not word.strip() and (not self.pieces or self._gap >= Gap.CELL):
            return  # a no-break space that holds a line or a cell open
        gap, self._gap = self._gap, Gap.NONE
        begins = not self.pieces or gap is Gap.BLOCK or (gap is Gap.TURN and not word[0].islower())
        if self.pieces and begins:
            self.ended.append(self.length)
        if self.pieces and gap:
            self._put(WRITTEN[gap], self._gap_place)
        if begins:
            self.begun.append(self.length)
        self._put(word, place)

    def _put(self, piece: str, place: int) -> None:
        self.pieces.append(piece)
        self.places.append(place)
        self.offsets.append(self.length)
        self.length += len(piece)

    def offset(self, place: int) -> int:
        """The offset in the text of the first piece that stands at or after `place` in the file."""
        at = bisect_left(self.places, place)
        return self.offsets[at] if at < len(self.offsets) else self.length
