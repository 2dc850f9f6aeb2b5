"""What kind of answer a question asks for, and whether a sentence holds something of that kind."""

import re
from dataclasses import dataclass
from enum import Enum

from index.patterns import later
from index.words import tokens
from qa.carried import carried

ASKING = frozenset(
    stem
    for stem, _, _ in tokens(
        "who whom whose what when where which why how did do does doing done has have had is are was were am be been "
        "being can could would should might may much many i you me my us one any some each there than so about from "
        "according say said tell told think thought describe happen happened use get got feel felt kind he him his she "
        "her it its they them their and also"
    )
)
"""Words that ask rather than name what is asked about, as stems."""


class Kind(Enum):
    """The kind of answer that a question asks for."""

    PERSON = "person"
    TIME = "time"
    PLACE = "place"
    NUMBER = "number"
    MONEY = "money"
    REASON = "reason"
    SPEECH = "speech"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a question asks for; `speaker` holds the words that name who is to have said it, for SPEECH, and none where
    that may be anybody. With `others`, somebody else may tell it as well: what a country promises, not what it says."""

    kind: Kind
    speaker: tuple[str, ...] = ()
    others: bool = False


_NAME = r"((?:[^\W\d_a-zа-я][\w'’.-]*\s?)+)"
_SAY = (
    r"(?:say|think|feel|believe|claim|announce|state|stress|note|argue|suggest|describe|declare|warn|predict|"
    r"(?P<others>expect|hope|promise|want|demand|propose))"
)
_SPEECH = (
    later(
        r"\b(?:[Ww](?:hat|hy)|[Hh]ow|[Ww]hat (?:kind|sort|type)s? of(?: [a-z]+){1,3}) (?:did|does|do|has|had|would|is) "
        rf"(?:the )?{_NAME}\s*(?:\w+ )?{_SAY}"
    ),
    later(rf"^(?:Did|Does|Do|Has) (?:the )?{_NAME}\s*(?:\w+ )?{_SAY}"),
    later(rf"\b[Hh]ow (?:did|does|do|has) (?:the )?{_NAME}\s*(?:\w+ )?(?:describe|comment|call|assess|react|respond)"),
    later(rf"\b[Aa]ccording to (?:the )?{_NAME}"),
)
_SPEECH_OF_PRONOUN = later(
    rf"\b(?:what|how|why|when) (?:did|does|do|has) (?:he|she|they) (?:\w+ )?{_SAY}", re.IGNORECASE
)
_SPEECH_OF_ANYBODY = later(
    r"\bwhat (?:else )?(?:was|is|were|has been|have been) "
    r"(?:said|told|announced|stated|reported|claimed|declared|promised)\b",
    re.IGNORECASE,
)
_KINDS = (
    (
        Kind.MONEY,
        later(r"\bhow much(?: money)?\b|\b(?:what|which) (?:money|sum|amount|price|cost)\b|\bcosts?\b", re.I),
    ),
    (
        Kind.NUMBER,
        later(r"\bhow (?:many|old|long|far|tall|large|big|often)\b|\b(?:what|which) (?:number|percent\w*)\b", re.I),
    ),
    (Kind.TIME, later(r"\bwhen\b|\b(?:what|which|in what|in which) (?:year|date|day|month|century|time)\b", re.I)),
    (Kind.PLACE, later(r"\bwhere\b|\b(?:what|which) (?:country|city|place|state|town|region|continent)\b", re.I)),
    (
        Kind.PERSON,
        later(r"\bwho(?:m|se)?\b|\b(?:what|which) (?:person|man|woman|president|minister|leader)\b", re.I),
    ),
    (Kind.REASON, later(r"\bwhy\b|\bwhat (?:caused|is the reason|was the reason)\b", re.I)),
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_BODIES = (
    "States|Kingdom|Union|Nations|Federation|Republic|Ministry|Council|House|University|Party|Street|City|Post|Times|Affairs|"
    "Defen[cs]e|Agency|Commission|Committee|Office|Department|Service|Army|Forces|Church|Bank|Court|Institute|Congress|"
    "Parliament|Senate|Assembly|League|Club|Company|Group|Association|Foundation|Museum|School|College|Airport|River|"
    "Mountains?|Islands?|Ocean|Sea|Lake|Bay|War|Treaty|Act|Agreements?|Day|Prize|Award|Games|Cup|Administration|Alliance"
)
_PERSON = later(
    rf"\b(?!(?:{_MONTHS}|The|In|On|At|But|And|For|United|European|North|South|East|West|New)\b)[^\W\d_a-zа-я][\w'’-]+"
    rf"(?: [^\W\d_a-zа-я]\.| de| van| von| al| bin| der)*"
    rf" (?!(?:{_MONTHS}|{_BODIES})\b)"
    r"[^\W\d_a-zа-я][\w'’-]+"
)
_EVIDENCE = {
    Kind.PERSON: _PERSON,
    Kind.PLACE: later(r"\b(?:in|at|from|to|near|of|on)\s+(?:the\s+)?[^\W\d_a-zа-я]\w+"),
    Kind.MONEY: later(
        r"[$€£¥₽]\s?\d|\d[\d.,]*\s?(?:million|billion|trillion|thousand)?\s?(?:dollar|euro|pound|rouble|ruble|yen)",
        re.I,
    ),
    Kind.NUMBER: later(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozens?|hundreds?|"
        r"thousands?|millions?|billions?|half|both)\b",
        re.I,
    ),
    Kind.TIME: later(
        rf"\b(?:{_MONTHS})\b|\b[12]\d{{3}}s?\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
        r"|\b(?:yesterday|today|tomorrow|century|week|month|year|evening|morning)s?\b"
    ),
    Kind.REASON: later(
        r"\b(?:because|since|due to|as a result|in order to|so that|therefore|thus|owing to|in connection with|"
        r"reason|cause)",
        re.I,
    ),
}
_VERBS = (
    "said|says|saying|told|tells|noted|notes|stressed|stated|announced|believes?|believed|added|recalled|pointed out|"
    "admitted|commented|commenting|declared|warned|confirmed|specified|claimed|argued|thinks?|expects?|assumed|"
    "castigated|emphasi[sz]ed|promised|described|called|suggested|insisted|denied|rule out|explained|reiterated"
)
_SAID = later(rf"\b(?:{_VERBS}|according to)\b", re.IGNORECASE)
_SAID_BY = later(rf"(?:This|That|It|The same) (?:was|is|has been) (?:{_VERBS}|reported)\b.{{0,60}}?\bby\b")
_SAYS_WHO = later(
    rf"\b([^\W\d_a-zа-я]\w+)(?: (?:also|then|has|had|\w+ly))? (?:{_VERBS})\b"
    r"|\b(?:said|says)((?: [^\W\d_a-zа-я]\w+)+)|\b[Aa]ccording to((?: \w+){1,6})"
)


def expectation(question: str, speech: bool = True) -> Expectation:
    """What a question asks for, by its question words; without `speech`, whoever tells it."""
    for pattern in _SPEECH if speech else ():
        if match := pattern.search(question):
            others = bool(match.groupdict().get("others"))
            return Expectation(Kind.SPEECH, tuple(match.group(1).split()), others)
    names = tuple(word for word in carried(question).split() if word[0].isupper())
    if speech and names and (match := _SPEECH_OF_PRONOUN.search(question)):
        return Expectation(Kind.SPEECH, names, bool(match.group("others")))
    if _SPEECH_OF_ANYBODY.search(question):
        return Expectation(Kind.SPEECH)
    for kind, pattern in _KINDS:
        if pattern.search(question):
            return Expectation(kind)
    return Expectation(Kind.OTHER)


def says(sentence: str) -> bool:
    """Whether a sentence reports that somebody said or thinks something, or begins as speech does: “…, — …."""
    return bool(_SAID.search(sentence)) or sentence[:1] in '—–"“«'


def only_says_who(sentence: str) -> bool:
    """Whether a sentence says of the one before it who said that: “This was announced by …”."""
    return bool(_SAID_BY.match(sentence))


def says_who(sentence: str) -> list[str]:
    """The names that a sentence itself gives of who says something in it; “he said” names nobody."""
    found = (match.group(1) or match.group(2) or match.group(3) for match in _SAYS_WHO.finditer(sentence))
    words = [word for names in found for word in names.split()]
    return [word for word in words if word[0].isupper() and word not in ("He", "She", "They", "It")]


def fits(kind: Kind, sentence: str, question: str) -> bool:
    """Whether a sentence holds something of the kind asked for that the question does not name itself."""
    if kind not in _EVIDENCE:
        return True
    asked = question.lower()
    return any(match.group().split()[-1].lower() not in asked for match in _EVIDENCE[kind].finditer(sentence))
