"""Who is reported to have said what a sentence says: found in the sentence, or in those around it."""

import re
from collections.abc import Iterator, Sequence

from index.patterns import later
from index.sentences import sentences
from index.types import Document, Span
from index.words import terms
from qa.cues import best, lead
from qa.expect import only_says_who
from qa.line import masked, quoted
from qa.names import Named, apposition, full, gender, is_body, is_person, named, same_person
from qa.peoples import states
from qa.reporting import SAYING
from qa.types import Speaker

_BEFORE, _AFTER = 3_000, 1_000
"""How many characters before and after a sentence may tell who speaks."""

_DEPTH = 4
"""Over how many sentences back a quotation may go on without a word on who speaks."""

_ANYBODY = frozenset("analyst author diplomat expert official politician scientist source speaker specialist".split())
"""Roles that a text gives to whoever spoke last."""

_ORGANS = frozenset("authorities government ministry parliament".split())
_OFFICIALS = frozenset("chancellor minister premier president spokesman spokesperson spokeswoman".split())
"""What and who a country speaks by."""

_LONGEST = 5
"""The most words of a name that a pronoun stands for; headlines have more."""

_ENDS = ".!?…:”\"»'’)\n"
"""With what a line ends after which a paragraph may begin; a line that ends otherwise is wrapped."""

_NEXT = later(r"\s+(?=\S)")
_PARAGRAPH = later(r"\S(?:.|\n(?![ \t]*\n))*")
_PRONOUN = later(r"(he|she|they|it|we|i|you|him|her|them)(?:['’]\w*)?", re.IGNORECASE)
_SIGNED = later(r"\s*[—–―-]\s?((?:[A-Z][\w'’.-]+ ){0,4}[A-Z][\w'’-]+)")
_ASKED = r"\s*who (?:was it (?:that|who) )?(?:(?:has|had|also|first|is) ){0,2}"
_WHO_SAID = tuple(
    later(f"{_ASKED}{verbs}{following}", re.IGNORECASE | re.DOTALL)
    for verbs, following in (
        (rf"(?:{'|'.join(sorted(SAYING))})", r"(?: that\b|:|,)\s*(\S.*\S)"),
        (
            r"(?:sa(?:ys?|id|ying)|claim(?:s|ed)?|believe[sd]?|thinks?|thought|announce[sd]?|argue[sd]?|warn(?:s|ed)?"
            r"|promise[sd]?|predict(?:s|ed)?|insist(?:s|ed)?)\b",
            r"(?! (?:to|about|in|of|on|against|by)\b)\s*(\S.*\S)",
        ),
        (r"(?:call(?:s|ed)|describe[sd]|label(?:s|led|ed))\b", r"\s*(\S.*\S)"),
    )
)


def speaker(document: Document, span: Span) -> Speaker | None:
    """Who the document reports to have said the sentence `[span.start, span.end)`; None when nobody is.

    “He said” and “the minister added” mean the last name before that fits, and a quotation that goes on over several
    sentences is its one speaker's. Looks 3,000 characters back, 20,000 for the rest of a name, and 1,000 ahead.
    """
    text = document.text
    found = _heard(text, span, _DEPTH)
    if found is None:
        return None
    whole = full(text, found)
    roles = (found.role, apposition(text, found), whole.role, apposition(text, whole))
    inside = _inside(text, span.start)
    direct = any(" " in words for words in quoted(text[span.start : span.end], inside))
    return Speaker(text[whole.start : whole.end], next(filter(None, roles), ""), direct, whole.start, whole.end)


def of(names: Sequence[str], found: Speaker) -> bool:
    """Whether a question's words for a speaker mean this one, by name, by role, or as the country that he, she or it
    speaks for: “Peskov”, “Kremlin”, “Moscow”."""
    if not names:
        return False
    known = {*found.name.lower().split(), *found.role.lower().split()}
    means = same_person(" ".join(names), found.name) or all(name.lower() in known for name in names)
    return means or _speaks_for(" ".join(names), found)


def _speaks_for(country: str, found: Speaker) -> bool:
    """Whether a speaker is a country's organ, the place that it is ruled from, or an official of it."""
    whose = states(country)
    name = found.name.removeprefix("the ").split()
    organ = name[-1].lower() in _ORGANS or len(states(found.name)) == len(name)
    official = not _OFFICIALS.isdisjoint(found.role.lower().split())
    heard = [text for text, speaks in ((found.name, organ), (found.role, official)) if speaks]
    named = {state for text in heard for state in states(text).values()}
    return len(whose) == len(country.split()) and {*whose.values()} <= named


def who_said(question: str) -> str | None:
    """What a question for who said it gives as said, “Who said that …?”, to be searched for; else None."""
    match = next(filter(None, (pattern.match(question) for pattern in _WHO_SAID)), None)
    said = match.group(1).rstrip("? ").strip('“”"') if match else ""
    return said if terms(said) else None


def _heard(text: str, span: Span, depth: int) -> Named | None:
    """The speaker of a sentence as the nearest cue gives it: its own, that of the sentence after it, or one before."""
    if found := _cued(text, span):
        return found
    next_one = _NEXT.match(text, span.end)
    if next_one and only_says_who(text[next_one.end() : next_one.end() + _AFTER]):
        following = next(_following(text, span.end), None)
        return _cued(text, following) if following else None
    if not depth or not _speaks(text, span):
        return None
    if signed := _SIGNED.match(text, span.end):
        return named(text, Span(*signed.span(1)))
    for after in _following(text, span.end):
        if _paragraph(text, after.start) > span.start:
            break
        if found := _cued(text, after):
            return found
        if not _speaks(text, after):
            break
    before = next(_previous(text, span.start), None)
    return (_heard(text, before, depth - 1) or _lead(text, before)) if before else None


def _cued(text: str, span: Span) -> Named | None:
    """The speaker by the sentence's own cue: a pronoun or “the minister” is the last name that fits."""
    cue = best(text[span.start : span.end], _inside(text, span.start))
    if cue is None:
        return None
    source = Span(span.start + cue.start, span.start + cue.end)
    phrase = text[source.start : source.end]
    if pronoun := _PRONOUN.fullmatch(phrase):
        if pronoun.group(1).lower() in ("i", "we", "you"):
            return None
        return _last(text, span, source.start, pronoun.group(1).lower())
    if not is_person(phrase):
        return named(text, source)
    titled = None if phrase.split()[-1] in _ANYBODY else _titled(text, source.start, phrase.partition(" ")[2])
    return titled or (" of " not in phrase and _last(text, span, source.start, "the")) or named(text, source)


def _titled(text: str, end: int, role: str) -> Named | None:
    """The last name before `end` that follows the words of a role."""
    pattern = re.compile(rf"(?i:{re.escape(role)}) ((?:[A-Z][\w'’-]+ ?){{1,3}})")
    found = list(pattern.finditer(text, max(0, end - _BEFORE), end))
    return named(text, Span(*found[-1].span())) if found else None


def _last(text: str, span: Span, before: int, pronoun: str) -> Named | None:
    """The last name before an offset that a pronoun may stand for; a name of several words before one of a single."""
    single = None
    for name in _mentioned(text, span, before):
        if not _fits(text, name, pronoun):
            continue
        if pronoun in ("they", "them", "it") or " " in text[name.start : name.end] or full(text, name) != name:
            return name
        single = single or name
    return single


def _mentioned(text: str, span: Span, before: int) -> Iterator[Named]:
    """Who speaks or is the subject in the sentences before an offset, the nearest first."""
    for one in (Span(span.start, before), *_previous(text, span.start)):
        sentence = text[one.start : one.end]
        cue = best(sentence) if one.end != before else None
        if cue:
            yield named(text, Span(one.start + cue.start, one.start + cue.end))
        if (found := _lead(text, one)) and not _speaks(text, one):
            yield found


def _fits(text: str, name: Named, pronoun: str) -> bool:
    """Whether a pronoun may stand for a name; “the” is that of “the minister”."""
    words = text[name.start : name.end]
    if _PRONOUN.fullmatch(words) or len(words.split()) > _LONGEST:
        return False
    if pronoun in ("they", "them"):
        return words.endswith("s") or " and " in words
    if pronoun == "it":
        return not words[0].isupper() or is_body(text, name)
    known = gender(text, name)
    person = words[0].isupper() and words.split()[-1][0].isupper() and not is_body(text, name)
    return person and (not known or pronoun not in ("he", "she") or known == pronoun)


def _lead(text: str, span: Span) -> Named | None:
    """The name with which a sentence begins."""
    found = lead(text[span.start : span.end])
    return named(text, Span(span.start + found.start, span.start + found.end)) if found else None


def _previous(text: str, start: int) -> Iterator[Span]:
    """The sentences before an offset, the nearest first."""
    for match in reversed(list(_PARAGRAPH.finditer(text, max(0, start - _BEFORE), start))):
        yield from reversed(sentences(text, Span(*match.span())))


def _following(text: str, end: int) -> Iterator[Span]:
    """The sentences after an offset, in order."""
    for match in _PARAGRAPH.finditer(text, end, min(len(text), end + _AFTER)):
        yield from sentences(text, Span(*match.span()))


def _speaks(text: str, span: Span) -> bool:
    """Whether a sentence is direct speech: most of it in quotation marks, or its paragraph opened with a dash."""
    if text.startswith(("—", "–", "―"), _paragraph(text, span.start)) or _inside(text, span.start):
        return True
    sentence = text[span.start : span.end]
    return 2 * masked(sentence).count("\0") > len(sentence)


def _inside(text: str, start: int) -> bool:
    """Whether a quotation is open at an offset, that began in its paragraph."""
    before = text[_paragraph(text, start) : start]
    if before.rfind("“") > before.rfind("”") or before.rfind("«") > before.rfind("»"):
        return True
    return before.count('"') % 2 == 1 or before.count("''") % 2 == 1


def _paragraph(text: str, start: int) -> int:
    """Where the paragraph begins that holds an offset, or what of it is looked at; a wrapped line begins none."""
    low = max(0, start - _BEFORE)
    at = text.rfind("\n", low, start)
    while at > low and text[at - 1] not in _ENDS:
        at = text.rfind("\n", low, at)
    return max(at + 1, low)
