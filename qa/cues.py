"""Whom a sentence itself gives as speaking: the words for the speaker beside a verb of speech, by rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.patterns import later
from index.types import Span
from qa.line import AUXILIARIES, BE, BREAKS, DETERMINERS, LINKS, MODALS, PRONOUNS, Line, Word, back, begins, ends, read
from qa.phrases import Phrase, ahead, apposed, before_aside, behind, first_phrase, renamed
from qa.reporting import BASES, BY, CLAIMS, FOLLOWED, GIVING, NOUNS, PAST, SAYING, STATEMENTS, VERBS, WITH_OBJECT, base

_LABEL = later(r"\s*((?:[A-Z][\w.'’-]+ ){1,2}[A-Z][\w.'’-]+|[A-Z]{3,}):\s")
_SIGNED = later(r"[—–―-]\s?((?:[A-Z][\w'’.-]+ ){0,4}[A-Z][\w'’-]+)\.?\s*$")
_PLURALS = frozenset("they we i you people police data media and many some most others who".split())
_SINGULAR = PRONOUNS | {"the", "a", "an", "one", "another"}
_AFTER_NOUN = BE | {"of", "has", "have", "had", "will", "would"}
_BY_WITHIN, _LONGEST_SIGNED = 30, 120
"""How many words may stand between a verb and “by”, and how many characters a signature has."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of speech and whom it gives as speaking: `[start, end)` are the words for that, counted in the sentence.

    `strong`: the verb reports speech whatever comes after it; `after`: it follows what is said.
    """

    start: int
    end: int
    strong: bool
    after: bool


def best(sentence: str, inside: bool = False) -> Cue | None:
    """The cue that governs a whole sentence: one after what is said, else the first that is strong, else the first.

    With `inside` the sentence begins within a quotation.
    """
    found = cues(sentence, inside)
    after = [cue for cue in found if cue.after]
    strong = [cue for cue in found if cue.strong]
    return next(iter((*after[-1:], *strong, *found)), None)


def cues(sentence: str, inside: bool = False) -> list[Cue]:
    """Every cue of a sentence outside its quotations: those by verbs in order, then those by nouns."""
    if not inside and (label := _label(sentence)):
        return [label]
    line = read(sentence, inside)
    found: list[Cue] = []
    for place, word in enumerate(line):
        if word.lower == "according":
            cue = _according(line, place)
        else:
            cue = _cue(line, place, found) if word.text in VERBS else None
        if cue:
            found.append(cue)
    return [*found, *_claims(line)]


def lead(sentence: str) -> Span | None:
    """The proper name that a sentence begins with, as its subject, if it does."""
    line = read(sentence)
    subject = first_phrase(line)
    if not subject or not line[subject[1]].capital or line[subject[1]].lower in DETERMINERS | PRONOUNS:
        return None
    if subject[0] == subject[1] and (line[subject[0]].lower.endswith("ly") or len(line) == 1):
        return None
    return Span(line[subject[0]].start, line[subject[1]].end)


def _label(sentence: str) -> Cue | None:
    """The name before a colon or after the dash that ends a quotation: “Kim Fox: …”, ““…” — Kim Fox”."""
    signed = _SIGNED.search(sentence, max(0, len(sentence) - _LONGEST_SIGNED))
    if signed and sentence[: signed.start()].rstrip().endswith(("”", '"', "»")):
        return Cue(*signed.span(1), strong=True, after=True)
    label = _LABEL.match(sentence)
    if label is None or any(word.lower() in BREAKS | LINKS for word in label.group(1).split()):
        return None
    return Cue(*label.span(1), strong=True, after=False)


def _according(line: Line, place: int) -> Cue | None:
    source = ahead(line, place + 2)
    owned = source and line[source[0]].lower in ("his", "her", "its", "their", "this", "these")
    return _made(line, source, True, place > 0) if source and not owned else None


def _cue(line: Line, place: int, found: Sequence[Cue]) -> Cue | None:
    """The cue that the verb at a place is, if it is one and its speaker can be told."""
    if not _reports(line, place):
        return None
    following = line[place + 1].lower if place + 1 < len(line) else ""
    strong = line[place].text in SAYING or following == "that"
    if _passive(line, place):
        source = _by(line, place)
        return _made(line, source, strong, False) if source else None
    if source := _inverted(line, place):
        return _made(line, source, True, True)
    if source := _subject(line, place):
        if not _acts(line, source, place):
            return None
        start = source[0] - (source[0] > 1 and line[source[0] - 1].lower == "as")
        trails = start > 0 and (line[start - 1].quoted or line[start - 1].pauses) and ends(line, place + 1)
        return _made(line, source, strong, trails)
    return _carried(line, place, found, strong)


def _made(line: Line, source: Phrase, strong: bool, after: bool) -> Cue:
    return Cue(line[source[0]].start, line[source[1]].end, strong, after)


def _reports(line: Line, place: int) -> bool:
    """Whether what follows lets the verb report speech."""
    verb = line[place].text
    following = line[place + 1] if place + 1 < len(line) else None
    if verb in FOLLOWED and not (following and (following.quoted or following.lower in FOLLOWED[verb])):
        return False
    return verb not in GIVING or any(word.lower in STATEMENTS for word in line[place + 1 : place + 6])


def _passive(line: Line, place: int) -> bool:
    """Whether the verb is passive: a form of “be” before it, or “by” after it."""
    verb = line[place].text
    if verb.endswith("ing"):
        return False
    if place + 1 < len(line) and line[place + 1].lower == "by" and verb not in BASES:
        return True
    at = place - 1
    while at >= 0 and (line[at].lower.endswith("ly") or line[at].lower in AUXILIARIES - BE):
        at -= 1
    return at >= 0 and line[at].lower in BE


def _by(line: Line, place: int) -> Phrase | None:
    """Who did it, in the passive."""
    near = range(place + 1, min(place + _BY_WITHIN, len(line)))
    by = next((at for at in near if line[at].lower == "by"), None)
    return ahead(line, by + 1) if by and line[place].text in BY else None


def _inverted(line: Line, place: int) -> Phrase | None:
    """The subject after a verb that what is said stands before: “…, said Kim Fox”, “…, said the mayor, Kim Fox”."""
    if not place or line[place].text not in SAYING or line[place].text in WITH_OBJECT:
        return None
    before = line[place - 1]
    if not (before.quoted or before.text in '”»"' or (before.pauses and not apposed(line, place - 1))):
        return None
    source = ahead(line, place + 1)
    return renamed(line, source) if source and ends(line, source[1] + 1) else None


def _subject(line: Line, place: int) -> Phrase | None:
    """The subject before a verb."""
    at = back(line, place - 1)
    if line[place].text.endswith("ing") and line[at + 1].lower not in BE:
        return None
    if at >= 0 and line[at].lower in ("who", "which"):
        at -= 1
        at -= at >= 0 and line[at].text == ","
    if at < 0 or line[at].lower in ("and", "but"):
        return None
    return before_aside(line, at) if line[at].pauses else behind(line, at)


def _acts(line: Line, source: Phrase, place: int) -> bool:
    """Whether a form that may be a participle or a noun (“criticized”, “reports”) is a verb after these words."""
    verb, (first, last) = line[place].text, source
    if verb in PAST:
        return True
    if verb.endswith("ed"):
        return begins(line, first)
    noun = base(verb) in NOUNS
    if (noun and not begins(line, first)) or (line[last].lower.endswith("ed") and not line[last].capital):
        return False
    following = line[place + 1] if place + 1 < len(line) else None
    if following and (following.lower in _AFTER_NOUN or following.text in VERBS):
        return False
    if last == place - 1 and line[last].lower.endswith(("'s", "’s", "s'", "s’")):
        return False
    if verb in BASES:
        return line[place - 1].lower not in MODALS and any(map(_is_plural, line[first : last + 1]))
    return not noun or line[last].capital or line[first].lower in _SINGULAR


def _is_plural(word: Word) -> bool:
    return word.lower in _PLURALS or (word.lower[-1] == "s" and not word.lower.endswith(("'s", "’s", "ss", "us")))


def _carried(line: Line, place: int, found: Sequence[Cue], strong: bool) -> Cue | None:
    """A cue without a subject of its own, “… and added”, “…, saying”: the speaker is the one before, or the subject of
    the sentence."""
    at = back(line, place - 1)
    if at < 0 or line[place].text in BASES:
        return None
    if line[at].lower not in ("and", "but") and not (line[at].pauses and line[place].text.endswith("ing")):
        return None
    if found:
        return Cue(found[-1].start, found[-1].end, strong, False)
    subject = first_phrase(line) if strong else None
    return _made(line, subject, strong, False) if subject and subject[1] < place else None


def _claims(line: Line) -> Iterator[Cue]:
    """Cues that are nouns with the speaker before them: “Kim Fox’s claim that …”."""
    for place, word in enumerate(line):
        owns = word.capital and word.lower.endswith(("'s", "’s"))
        claims = owns and any(one.lower in CLAIMS for one in line[place + 1 : place + 3])
        if claims and (source := behind(line, place)):
            yield _made(line, source, False, False)
