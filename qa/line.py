"""A sentence as words and marks, its quotations each as one, and what kinds of words there are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.patterns import later
from index.sentences import TITLES

BE = frozenset("is are was were be been being am get gets got".split())
MODALS = frozenset("would could should might may can must will did do does cannot not never".split())
AUXILIARIES = (
    BE
    | MODALS
    | frozenset(
        "has have had having hasn't haven't hadn't didn't doesn't don't won't wouldn't can't couldn't n't also then "
        "later earlier again now once still even just often soon first already always only twice both all ever so "
        "long too today yesterday himself herself itself themselves".split()
    )
)
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night".split())
PRONOUNS = frozenset("he she they it we i you".split())
DETERMINERS = frozenset(
    "the a an this that these those his her their its our my some many several most all both one another other two "
    "three four five each every any no".split()
)
LINKS = frozenset("of for at from in with and around across &".split())
"""Words that may stand within a noun phrase."""

BREAKS = frozenset(
    "on by to into after before because if when while as than until since about over under during through between "
    "among against within without via near amid despite following including that which who whom whose what where "
    "why how or but nor yet whether though although so there here".split()
)
"""Words that stand in no noun phrase."""

CLAUSES = frozenset(
    "that and but as because when while if where after before since so though although whether who which what how why "
    "until than whom".split()
)
"""Words after which a clause may begin."""

_CONTENT = frozenset("that whether what how why there".split())
_DASHES = (",", "—", "–", "―", "-", "--")
_MASK = "\0"
_ABBREVIATED = TITLES | {"jr", "sr"}
_WORD = later(rf"{_MASK}+|\w+(?:[-'’.&/]\w+)*\.?|--+|\S")
_QUOTED = later(
    r"“[^“”]*(?:”|$)|«[^«»]*(?:»|$)|''(?:[^']|'(?!'))*(?:''|$)|(?<![\w\"])\"[^\"”]*(?:[\"”]|$)|^[^“”\"«»]*”"
)
_CLOSING = later(r"[”»\"]|''")
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of a sentence, the same in lower case, and where it stands. A quotation is one word."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def quoted(self) -> bool:
        return _MASK in self.text

    @property
    def mark(self) -> bool:
        return not self.text[0].isalnum() and self.text != "&"

    @property
    def pauses(self) -> bool:
        """Whether it is a comma or a dash."""
        return self.text in _DASHES


Line = Sequence[Word]
"""The words of a sentence, in order."""


def masked(sentence: str, inside: bool = False) -> str:
    """The sentence with its quotations blotted out, mark for mark.

    A quotation may be open at the end; with `inside` one is open at the start.
    """
    if not inside:
        return _QUOTED.sub(lambda quotation: _MASK * len(quotation.group()), sentence)
    closing = _CLOSING.search(sentence)
    end = closing.end() if closing else len(sentence)
    return _MASK * end + masked(sentence[end:])


def quoted(sentence: str, inside: bool = False) -> list[str]:
    """The quotations of a sentence, with their marks."""
    return [sentence[match.start() : match.end()] for match in re.finditer(f"{_MASK}+", masked(sentence, inside))]


def read(sentence: str, inside: bool = False) -> list[Word]:
    """The words and marks of a sentence, or of its first 4,000 characters, in order."""
    line: list[Word] = []
    for match in _WORD.finditer(masked(sentence[:_LONGEST], inside)):
        text, (start, end) = match.group(), match.span()
        if text[-1] == "." and len(text) > 2 and "." not in text[:-1] and text[:-1].lower() not in _ABBREVIATED:
            line.append(Word(text[:-1], text[:-1].lower(), start, end - 1))
            text, start = ".", end - 1
        line.append(Word(text, text.lower(), start, end))
    return line


def back(line: Line, at: int) -> int:
    """The place of the last word up to `at` that is no auxiliary, adverb or time; -1 when there is none."""
    while at >= 0:
        lower = line[at].lower
        if at and lower in ("week", "month", "year") and line[at - 1].lower in ("this", "last"):
            at -= 1
        elif not _is_beside(line, at):
            break
        at -= 1
    return at


def _is_beside(line: Line, at: int) -> bool:
    """Whether a word may stand between a subject and its verb: an auxiliary, an adverb or a day."""
    word = line[at]
    adverb = word.lower.endswith("ly") and not word.capital
    dated = word.lower == "on" and at + 1 < len(line) and line[at + 1].lower in DAYS
    return adverb or dated or word.lower in AUXILIARIES or word.lower in DAYS


def begins(line: Line, place: int) -> bool:
    """Whether a clause may begin with this word."""
    before = line[place - 1] if place else None
    return before is None or before.mark or before.lower in CLAUSES or before.capital or before.text.isdigit()


def ends(line: Line, place: int) -> bool:
    """Whether a clause may end before this word: at a mark, or where a phrase of time, place or manner begins."""
    if place >= len(line):
        return True
    word = line[place]
    if word.mark:
        return not word.quoted and word.text != ":"
    return word.lower in DAYS or word.lower in LINKS or (word.lower in BREAKS and word.lower not in _CONTENT)
