"""What kind of word each token of a sentence is: by form, and for function words, months, numbers and units by list."""

from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from index.patterns import later
from qa.roles import ROLES

_TOKEN = later(r"\w+(?:[.,'’/-]\w+)*|[^\w\s]")

_WORDS = {
    **{one: one for one in "the of in on at by to for from with as".split()},
    "a": "a an",
    "and": "and or &",
    "preposition": (
        "into onto over under between among through during before after within without against about around near "
        "across toward towards until since upon via per like than along behind above below"
    ),
    "be": "is are was were be been being 's",
    "auxiliary": "has have had do does did will would can could may might must shall should",
    "pronoun": "he she it they we i you him them us me",
    "possessive": "his her its their our your my s",
    "relative": "who which that where when whom whose what why how if while",
    "determiner": "this these those such same other another both each some any all many most several few",
    "not": "not no never nor n't",
    "because": "because due therefore thus hence so",
    "number word": (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen twenty "
        "thirty forty fifty sixty seventy eighty ninety hundred hundreds dozen half zero once twice"
    ),
    "scale": "thousand million billion trillion thousands millions billions",
    "month": (
        "january february march april may june july august september october november december jan feb mar apr jun jul "
        "aug sept oct nov dec"
    ),
    "weekday": "monday tuesday wednesday thursday friday saturday sunday",
    "time": (
        "year years month months week weeks day days hour hours minute minutes second seconds century centuries decade "
        "decades season seasons"
    ),
    "unit": (
        "percent cent km kilometers kilometres miles mile meters metres feet foot ft m cm mm inches acres square kg "
        "pounds tons tonnes degrees mph dollars euros yen people copies"
    ),
    "about": "approximately nearly almost roughly least up",
    "role": " ".join(ROLES),
    "said": "said says told added noted called named known",
}
_MARKS = {
    **{"comma": ",", "open": "([", "close": ")]", "quote": '"“”', "apostrophe": "'’", "dash": "-–—", "end": ".?!"},
    **{"semicolon": ";", "colon": ":", "money": "$€£¥₽", "percent": "%"},
}
_FORMS = "mark year number decimal ordinal first capital capitals ly ed ing s other".split()
CLASSES = ("edge", *_WORDS, *_MARKS, *_FORMS)
"""The classes of words, by number; “edge” is the place before the first and after the last token."""

NUMBER = {name: number for number, name in enumerate(CLASSES)}
_LISTED = {word: NUMBER[name] for name, words in _WORDS.items() for word in words.split()}
_LISTED |= {mark: NUMBER[name] for name, marks in _MARKS.items() for mark in marks}
_YEAR = later(r"(?:1\d|20)\d\d(?:s|[-–/]\d{2,4})?")
_ORDINAL = later(r"\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last")
_CAPITAL_ONLY = frozenset(("may", "march", "mar", "second"))
"""Words of a list that are months, or no time, only with a capital."""


class Token(NamedTuple):
    """A word, number or mark of a text at `[start, end)`, and the number of its class."""

    text: str
    start: int
    end: int
    kind: int


EDGE = Token("", 0, 0, 0)


def classed(text: str, most: int) -> tuple[Token, ...]:
    """The first `most` tokens of a text, in order."""
    matches = islice(_TOKEN.finditer(text), most)
    return tuple(
        [
            Token(word := match.group(), match.start(), match.end(), _kind(word, not number))
            for number, match in enumerate(matches)
        ]
    )


@lru_cache(maxsize=1 << 16)
def _kind(word: str, first: bool) -> int:
    """The class of a token; the first word of a text has its capital for that."""
    lower = word.lower()
    if lower in _LISTED and word not in _CAPITAL_ONLY:
        return _LISTED[lower]
    if _ORDINAL.fullmatch(lower):
        return NUMBER["ordinal"]
    if word[0].isdigit():
        if _YEAR.fullmatch(word):
            return NUMBER["year"]
        return NUMBER["decimal" if any(mark in word for mark in ".,") else "number"]
    if not word[0].isalpha():
        return NUMBER["mark"]
    if word[0].isupper():
        return NUMBER["first" if first else "capitals" if word.isupper() and len(word) > 1 else "capital"]
    ending = next((one for one in ("ly", "ed", "ing", "s") if lower.endswith(one) and len(lower) > 3), "other")
    return NUMBER[ending]
