"""The noun phrases of a sentence that may name a speaker, by rule: there is no parser."""

from qa.line import AUXILIARIES, BREAKS, CLAUSES, DAYS, DETERMINERS, LINKS, PRONOUNS, Line, Word, ends
from qa.reporting import BASES, CLAIMS, VERBS
from qa.roles import PARTICLES, ROLES

_OPENERS = frozenset(
    "but and yet so nor meanwhile however moreover furthermore nevertheless nonetheless still thus similarly indeed "
    "perhaps instead otherwise additionally also then now back earlier later finally".split()
)
_EXPLAINS = DETERMINERS | ROLES | {"who", "which", "whose", "in", "of"}
_WITHIN = PARTICLES | {"of", "for", "and", "the"}
_OBJECT_PRONOUNS = PRONOUNS | {"him", "them", "her"}
_SCARE, _REACH = 40, 30
"""Quotations up to so many characters may stand within an aside; phrases and asides have at most so many words."""


Phrase = tuple[int, int]
"""The places of the first and the last word of a phrase."""


def behind(line: Line, last: int) -> Phrase | None:
    """The noun phrase that ends with the word `last`."""
    if last < 0:
        return None
    if line[last].text == ")":
        return before_aside(line, last)
    if _bare(line[last]) in PRONOUNS:
        return last, last
    first = last + 1
    while first > 0 and last - first < _REACH:
        word, before = line[first - 1], line[first - 2] if first > 1 else None
        if word.lower == "to" and before and before.lower.endswith("ers"):
            first -= 1
            continue
        if _stops(word) or (word.text in VERBS and word.text not in BASES and first <= last):
            break
        first -= 1
        if word.lower in DETERMINERS and not (before and before.lower in LINKS):
            break
    while first <= last and line[first].lower in LINKS:
        first += 1
    return (first, last) if _names(line, first, last) else None


def ahead(line: Line, first: int) -> Phrase | None:
    """The noun phrase that begins with the word `first`, or after the auxiliaries and adverbs there."""
    while first < len(line) and line[first].lower in AUXILIARIES:
        first += 1
    if first >= len(line) or line[first].lower in LINKS:
        return None
    if _bare(line[first]) in _OBJECT_PRONOUNS and not (line[first].lower == "her" and not ends(line, first + 1)):
        return first, first
    last, named = first - 1, False
    while last + 1 < len(line) and last - first < _REACH:
        word = line[last + 1]
        if _stops(word) or word.lower in DAYS:
            break
        if word.text in VERBS and last >= first and (named or word.text not in CLAIMS):
            break
        if named and not word.capital and not _goes_on(line, last + 1):
            break
        named = word.capital and not (last + 1 == first and word.lower in DETERMINERS)
        last += 1
    while last >= first and line[last].lower in LINKS | DETERMINERS:
        last -= 1
    return (first, last) if _names(line, first, last) else None


def before_aside(line: Line, close: int) -> Phrase | None:
    """The phrase before what stands between two commas, two dashes or brackets, of which `close` is the second.

    Of several it is the first with a name that can begin its clause: “Kim Fox, a driver from Ava, Ohio, said”.
    """
    opening = "(" if line[close].text == ")" else line[close].text
    own = behind(line, close - 1) if opening == "," else None
    if own and own[0] > 1 and line[own[0] - 1].text == "," and not line[own[0] - 2].capital and _is_name(line, own):
        return own
    found: Phrase | None = None
    for at in range(close - 1, max(0, close - _REACH), -1):
        if line[at].quoted and line[at].end - line[at].start > _SCARE:
            break
        if line[at].text == opening and (phrase := behind(line, at - 1)) and line[phrase[0]].lower not in _OPENERS:
            fits = line[phrase[1]].capital or phrase[0] == 0 or line[phrase[0] - 1].lower == "as"
            if fits and (found is None or _starts(line, phrase[0])):
                found = phrase
                if opening == "(":
                    break
    return found


def apposed(line: Line, close: int) -> bool:
    """Whether the comma or dash at `close` ends an aside on the subject: “Kim Fox, the mayor, …”."""
    for at in range(close - 1, max(0, close - _REACH), -1):
        if line[at].quoted and line[at].end - line[at].start > _SCARE:
            return False
        if line[at].text == line[close].text and line[at - 1].capital and (phrase := behind(line, at - 1)):
            first = line[at + 1].lower
            explains = first in _EXPLAINS or first[0].isdigit()
            if explains and _starts(line, phrase[0]):
                return True
    return False


def first_phrase(line: Line) -> Phrase | None:
    """The subject of a sentence: what it begins with, after a dateline and an introduction that a comma ends."""
    dateline = (at + 1 for at in range(1, min(12, len(line))) if line[at].pauses and line[at - 1].text in ")/")
    first = next(dateline, 0)
    while first < len(line) and (line[first].mark or line[first].lower in _OPENERS):
        first += 1
    if first < len(line) and (line[first].lower in BREAKS | LINKS or line[first].text.endswith("ing")):
        first = next((at + 1 for at in range(first, len(line)) if line[at].text == ","), len(line))
    phrase = ahead(line, first)
    return renamed(line, phrase) if phrase else None


def renamed(line: Line, phrase: Phrase) -> Phrase:
    """The name between commas after a phrase that is a role, “the mayor, Kim Fox, …”; else the phrase itself."""
    comma = phrase[1] + 1
    if comma < len(line) and line[comma].text == "," and any(word.lower in ROLES for word in line[phrase[0] : comma]):
        name = ahead(line, comma + 1)
        if name and _is_name(line, name) and ends(line, name[1] + 1):
            return name
    return phrase


def _stops(word: Word) -> bool:
    """Whether a word stands in no noun phrase."""
    helps = word.lower in AUXILIARIES and not word.capital
    return helps or word.mark or word.lower in BREAKS or _bare(word) in PRONOUNS


def _bare(word: Word) -> str:
    """The word without what is joined to it by an apostrophe: “he’s”."""
    return word.lower.replace("’", "'").partition("'")[0]


def _is_name(line: Line, phrase: Phrase) -> bool:
    """Whether all words of a phrase have a capital."""
    return all(word.capital for word in line[phrase[0] : phrase[1] + 1])


def _starts(line: Line, place: int) -> bool:
    return place == 0 or line[place - 1].mark or line[place - 1].lower in CLAUSES


def _goes_on(line: Line, place: int) -> bool:
    """Whether a name may go on with this lower-case word: a particle, “of”, or words up to a role."""
    if line[place].lower in _WITHIN:
        return True
    for word in line[place : place + 3]:
        if word.capital or word.lower in LINKS or word.text in VERBS or _stops(word):
            return False
        if word.lower in ROLES:
            return True
    return False


def _names(line: Line, first: int, last: int) -> bool:
    """Whether the words can name a speaker: with a capital, a determiner, in the plural, or more than one."""
    if first > last:
        return False
    end = line[last].lower
    if end in DETERMINERS or end in DAYS or end[0].isdigit():
        return end in ("some", "many", "most", "both", "another")
    return line[last].capital or line[first].lower in DETERMINERS or end.endswith("s") or first < last
