"""Names of people and bodies in a text: what of a phrase is name and what role, its fullest form, who is the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.patterns import later
from index.types import Span
from index.words import fold, sound, words
from qa.roles import HONORIFICS, PARTICLES, ROLES, TITLES, is_role, told_gender

_DETERMINERS = frozenset("the a an this that these those his her their its our another".split())
_JOINTS = frozenset("of for and the at in from &".split())
_BODY = frozenset(
    "agency bank campaign commission committee company congress council court department government group house "
    "institute ministry news office parliament party police post senate service states times union university".split()
)
_OPENERS = frozenset(
    "a an and as at after again also but by did does for from has how if in is it like now on once since so still than "
    "that the then there this unlike was what when where while who why will with yet both former despite during "
    "under against among between about before following into through until without because although though".split()
)
"""Words that a sentence may begin with before a name."""

_WORD = later(r"\w+(?:[-'’.&/]\w+)*\.?|&")
_APPOSITION = later(
    r"(?:\s\([^()]{1,40}\))?,\s(?P<article>an?\s|the\s|who\sis\s)?(?!who\b)(?P<role>[^\n.;:“”\"(),]{3,120})"
    r"(?=[,;:)“\"\n]|\.(?:\s|$)|$)"
)
_WITHIN = later(r"\s(?:of|for|at|in|from|to|on|and)\s")
_DOER = later(r"[a-z](?:er|or|ist|ian|man|woman)$")
_SPELLINGS = tuple(
    (later(pattern), plain)
    for pattern, plain in (
        ("x", "ks"),
        ("[yj]", "i"),
        ("(?<=[tkpz])h", ""),
        ("ander$", "andr"),
        ("e?i+", "i"),
        (r"(.)\1", r"\1"),
    )
)
_REACH, _MOST = 20_000, 25
"""How far before a last name its fuller forms are looked for, and among how many of its places."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name, as `[start, end)` of the text, and the role beside it, empty where there is none."""

    start: int
    end: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        return self.text.lower().strip(".")


def named(text: str, phrase: Span) -> Named:
    """What of a noun phrase is the name and what the role: “Volodymyr Zelensky”, “Ukrainian President”.

    A phrase that ends in no proper name is all name, but for its article.
    """
    found = _WORD.finditer(text, phrase.start, phrase.end)
    line = [_Word(match.group(), match.start(), match.end()) for match in found]
    while len(line) > 1 and line[0].plain in _DETERMINERS:
        line = line[1:]
    if not line:
        return Named(phrase.start, phrase.end)
    first = _first(line)
    end = line[-1].start + len(re.sub(r"['’]s?$", "", line[-1].text))
    return Named(line[first].start, end, _role(text, line[:first]))


def full(text: str, name: Named) -> Named:
    """The fullest form of a last name before it, that which stands there most often; the name itself if it has none."""
    own = [word for word in words(text[name.start : name.end]) if word.lower() not in HONORIFICS]
    if len(own) != 1 or not own[0][0].isupper():
        return name
    forms: dict[str, list[Named]] = {}
    for start in _places(text, own[0], name.start):
        begin = _run(text, start)
        if begin < start and (one := _person(text, Span(begin, start + len(own[0])))):
            forms.setdefault(text[one.start : one.end], []).append(one)
    return max(forms.values(), key=len)[-1] if forms else name


def apposition(text: str, name: Named) -> str:
    """The role that follows a name: “Kremlin spokesman” in “Dmitry Peskov, the Kremlin spokesman,”; empty if none."""
    match = _APPOSITION.match(text, name.end, name.end + 200)
    if match is None:
        return ""
    role = match.group("role").partition(" who ")[0].strip()
    head = _WITHIN.split(role)[0]
    return role if any(map(is_role, words(head))) or (match.group("article") and _DOER.search(head)) else ""


def is_body(text: str, name: Named) -> bool:
    """Whether a name is that of a body and not of a person, as far as its words tell."""
    own = text[name.start : name.end]
    article = text[max(0, name.start - 4) : name.start].lower() == "the "
    return article or (own.isupper() and len(own) < 6) or own.split()[-1].lower() in _BODY


def gender(text: str, name: Named) -> str:
    """“he” or “she” where a title or a role beside the name tells, else empty."""
    return told_gender(words(f"{text[max(0, name.start - 6) : name.end]} {name.role}"))


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person's: the last names sound alike, and the first agree where both have one.

    “Zelensky” and “Volodymyr Zelenskyy” can, “Bill Clinton” and “Hillary Clinton” cannot. A role does not count, nor
    what stands before it: “Russian President Putin”.
    """
    first, second = _bare(one), _bare(other)
    if not first or not second or not _same_last(first[-1], second[-1]):
        return False
    return len(first) == 1 or len(second) == 1 or _same_first(first[0], second[0])


def is_person(phrase: str) -> bool:
    """Whether a phrase without a name means one known person: “the minister”, “the Secretary of State”."""
    head = _WITHIN.split(phrase)[0].split()
    return len(head) > 1 and head[0].lower() in ("the", "this") and is_role(head[-1])


def _first(line: Sequence[_Word]) -> int:
    """The place of the word that the name begins with."""
    if not line[-1].text[0].isupper() or any(word.plain in ("and", "&") for word in line):
        return 0
    first = len(line) - 1
    while first and _is_in_name(line, first - 1):
        first -= 1
    role = next((at for at in range(len(line) - 2, -1, -1) if is_role(line[at].text)), None)
    if role is not None and (role >= first - 1 or line[role + 1].plain in _JOINTS):
        return _after_role(line, role)
    while first < len(line) - 1 and line[first].text in PARTICLES | _JOINTS:
        first += 1
    return first


def _is_in_name(line: Sequence[_Word], place: int) -> bool:
    word = line[place]
    if word.text[0].isupper() or word.plain in PARTICLES:
        return True
    return word.plain in _JOINTS and place > 0 and _is_in_name(line, place - 1)


def _after_role(line: Sequence[_Word], role: int) -> int:
    """Where the name begins after a role, “President | Kim Fox”, “head of Norway | Kim Fox”; 0 when none follows."""
    after = [word.plain for word in line[role + 1 :]]
    joints = [at for at, word in enumerate(after) if word in _JOINTS]
    if not joints:
        return role + 1
    many = len(after) - 1 - joints[-1]
    if after[0] != "of" or many < 2 or (many == 2 and line[role].text[0].islower()):
        return 0
    return len(line) - (1 if many == 2 else 2)


def _role(text: str, line: Sequence[_Word]) -> str:
    """The words before a name as a role, without an honorific; empty when they are none."""
    while line and line[-1].plain in HONORIFICS:
        line = line[:-1]
    if not any(is_role(word.text) for word in line):
        return ""
    cut = max((at + 1 for at, word in enumerate(line) if word.plain in ("with", "in", "to", "and")), default=0)
    while cut < len(line) and line[cut].plain in _JOINTS | _DETERMINERS | _OPENERS:
        cut += 1
    return text[line[cut].start : line[-1].end] if cut < len(line) else ""


def _places(text: str, word: str, end: int) -> list[int]:
    """Where a word stands before `end`, the nearest first."""
    found: list[int] = []
    low = max(0, end - _REACH)
    while len(found) < _MOST and (at := text.rfind(word, low, end)) >= 0:
        if not text[at + len(word) : at + len(word) + 1].isalpha():
            found.append(at)
        end = at
    return found


def _run(text: str, end: int) -> int:
    """Where the capitalised words begin that stand directly before `end`, with roles, “of” and particles among them."""
    before = text[max(0, end - 100) : end].replace("\xa0", " ").split(" ")
    if before.pop():
        return end
    for piece in reversed(before[1:] if end > 100 else before):
        word = piece.rpartition("\n")[2]
        short = word.endswith(".") and (len(word) == 2 or word[:-1].lower() in TITLES)
        if not (word[:1].isupper() and (short or word[-1].isalpha())) and word not in ROLES | PARTICLES | {"of", "the"}:
            break
        end -= len(word) + 1
        if word != piece:
            break
    return end


def _person(text: str, run: Span) -> Named | None:
    """The first and last name that a run of capitals ends with, if it does."""
    one = named(text, run)
    parts = list(_WORD.finditer(text, one.start, one.end))
    joints = [at for at, part in enumerate(parts) if part.group() in _JOINTS]
    parts = parts[joints[-1] + 1 :] if joints else parts
    while parts and (is_role(parts[0].group()) or fold(parts[0].group()) in _OPENERS):
        parts = parts[1:]
    return Named(parts[0].start(), one.end, one.role) if 2 <= len(parts) <= 4 else None


def _bare(name: str) -> list[str]:
    """The words of a name after its role or title, folded, without articles; its last word stays whatever it is."""
    found = [fold(word) for word in words(re.sub(r"['’]s?(?!\w)", "", name))]
    while len(found) > 1 and found[-1] in ("jr", "sr", "ii", "iii"):
        found.pop()
    role = max((at + 1 for at, word in enumerate(found[:-1]) if word in ROLES or word in TITLES), default=0)
    return [word for word in found[role:-1] if word not in _DETERMINERS] + found[-1:]


def _same_last(one: str, other: str) -> bool:
    alike = bool(sound(one)) and sound(one) == sound(other)
    return one == other or (alike and one.endswith("a") == other.endswith("a"))


def _same_first(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return _spelled(one) == _spelled(other) or (len(short) == 1 and long.startswith(short))


def _spelled(name: str) -> str:
    """A first name in one spelling: Sergey and Sergei, Antony and Anthony, Alexander and Aleksandr agree, not Olga and
    Oleg."""
    for pattern, plain in _SPELLINGS:
        name = pattern.sub(plain, name)
    return name
