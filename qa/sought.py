"""What kind of short answer a question asks for, and the noun that names it."""

import re
from dataclasses import dataclass
from enum import Enum

from index.patterns import later


class Sought(Enum):
    """The kind of short answer: THING is what “which river” asks for, WHAT what something is, DEED what it does."""

    PERSON = "person"
    TIME = "time"
    PLACE = "place"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    MEASURE = "measure"
    REASON = "reason"
    MANNER = "manner"
    THING = "thing"
    WHAT = "what"
    DEED = "deed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of a short answer, and the noun that names what is asked for, in lower case, empty where none does."""

    kind: Sought
    head: str = ""


_ASKING = (
    (Sought.PERCENT, r"\bhow (?:much|many) percent"),
    (Sought.MONEY, r"\bhow (?:much|many) (?:money|dollars|euros|pounds|roubles|rubles)\b"),
    (Sought.MONEY, r"\bhow much\b.*\b(?:costs?|pay|paid|price|worth|spen[dt]|earn|se?old|sell|allocate|fine|fined)\b"),
    (Sought.MEASURE, r"\bhow (?:long|old|far|tall|big|large|high|deep|fast|wide|heavy|often|hot|cold)\b"),
    (Sought.REASON, r"\bwhy\b|\bfor what reason\b"),
    (Sought.PERSON, r"\bwho(?:m|se)?\b"),
    (Sought.TIME, r"\bwhen\b"),
    (Sought.PLACE, r"\bwhere\b"),
)
_KINDS = tuple((kind, later(pattern)) for kind, pattern in _ASKING)
_MANY = later(r"\bhow (?:much|many)\b(?P<noun>(?: [\w'’-]+){0,4})")
_HEAD = later(
    r"\b(?:what|which)(?P<be>['’]s| is| was| are| were)?(?: the)?"
    r"(?P<of> (?:name|kind|sort|type|term|number|amount)s? (?:of|for))?(?: the| an?)?(?P<noun>(?: [\w'’-]+){0,6})"
)
_WHAT_DEED = later(r"\bwhat (?:do|does|did)\b")
_ENDS = frozenset(
    "is are was were be do does did has have had can could will would should may might of in on at by for from with "
    "that who which when where the a an as and or during after".split()
)
"""Words that end the noun phrase after “what” or “which”."""

_HEADS = {
    Sought.TIME: "year date day month century decade time season period era",
    Sought.PLACE: (
        "country city place state town region continent location county province nation island area capital district "
        "planet sea ocean river lake"
    ),
    Sought.PERSON: (
        "person people man woman king queen president minister leader actor actress singer author writer director "
        "player artist character member founder emperor pope scientist coach"
    ),
    Sought.COUNT: "population number amount temperature age speed length",
    Sought.PERCENT: "percent percentage",
    Sought.MONEY: "money sum price cost fee salary",
}
_KIND_OF_HEAD = {noun: kind for kind, nouns in _HEADS.items() for noun in nouns.split()}


def wanted(question: str) -> Wanted:
    """The kind of short answer that a question asks for, by its question words and the noun after them."""
    text = " ".join(question.lower().split())
    for kind, pattern in _KINDS[:4]:
        if pattern.search(text):
            return Wanted(kind)
    if match := _MANY.search(text):
        words = match["noun"].split()
        return Wanted(Sought.COUNT, next((one for one in words if one.endswith("s")), "") or _noun(" ".join(words[:1])))
    if re.search(r"\bhow\b", text):
        return Wanted(Sought.MANNER)
    for kind, pattern in _KINDS[4:]:
        if pattern.search(text):
            return Wanted(kind)
    match = _HEAD.search(text)
    return _named(match, text) if match else Wanted(Sought.OTHER)


def _named(match: re.Match[str], text: str) -> Wanted:
    """What “what” or “which” asks for, by the noun phrase behind it."""
    head = _noun(match["noun"])
    kind = _kind(head)
    if "number" in (match["of"] or "") or "amount" in (match["of"] or ""):
        return Wanted(Sought.COUNT, head)
    if kind in (Sought.TIME, Sought.PERCENT, Sought.COUNT, Sought.MONEY):
        return Wanted(kind)
    if kind:
        return Wanted(kind, head)
    if not head or head.endswith("ed"):
        return Wanted(Sought.DEED if _WHAT_DEED.search(text) else Sought.WHAT)
    return Wanted(Sought.WHAT if match["be"] else Sought.THING, head)


def _kind(noun: str) -> Sought | None:
    """The kind of answer that a noun names, alone or in the plural."""
    singular = (noun, noun.removesuffix("s"), noun.removesuffix("ies") + "y")
    return next((_KIND_OF_HEAD[one] for one in singular if one in _KIND_OF_HEAD), None)


def _noun(phrase: str) -> str:
    """The last word of a noun phrase, before what ends it, or the first that names a kind of answer."""
    found = ""
    for word in phrase.split():
        if word in _ENDS or _kind(found):
            break
        found = word
    return found
