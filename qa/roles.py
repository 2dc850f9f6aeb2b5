"""Words for what a person is: roles, titles, and what they tell of the gender."""

from collections.abc import Iterable

from index.sentences import TITLES as ABBREVIATED

ROLES = frozenset(
    "activist actor actress admiral advisor adviser agent aide ally ambassador analyst anchor archbishop artist "
    "astronaut attorney author banker billionaire bishop blogger boss brother businessman businesswoman candidate "
    "captain ceo chair chairman chairperson chairwoman chancellor chief coach colonel columnist commander "
    "commentator commissioner comptroller congressman congresswoman conservative consultant contender controller "
    "coordinator correspondent councilman councilwoman counsel counterpart critic dean delegate democrat deputy "
    "designer detective diplomat director doctor economist editor employee engineer envoy executive expert farmer "
    "father fellow filmmaker founder frontrunner general governor head historian host inspector investigator "
    "investor journalist judge justice king lawmaker lawyer leader legislator liberal lieutenant lobbyist major "
    "manager master mayor mediator member minister mogul mother musician negotiator nominee nurse officer official "
    "operative opponent organiser organizer owner partner pastor physician pilot player politician pollster pope "
    "premier president priest prince princess producer professor prosecutor publisher pundit queen rabbi reporter "
    "representative republican researcher resident rival scholar scientist secretary senator sergeant sheriff "
    "singer source speaker specialist spokesman spokesperson spokeswoman star strategist student supporter "
    "surrogate teacher trader treasurer tycoon veteran vice wife witness worker writer".split()
)
"""Nouns for what a person is, in lower case."""

PARTICLES = frozenset("de van von al bin der den el la du di da del ibn ten".split())
"""Words in lower case within a name."""

HONORIFICS = frozenset("mr mrs ms miss sir dr madam".split())
TITLES = ABBREVIATED | HONORIFICS | {"lord"}
"""Titles before a name, in lower case and without the full stop."""

_FEMALE = frozenset("mrs ms miss madam actress queen princess mother wife".split())
_MALE = frozenset("mr sir actor king prince father brother pope".split())


def is_role(word: str) -> bool:
    """Whether a word is a role or a title; of “vice-president” its last part counts."""
    plain = word.lower().strip(".")
    return plain in TITLES or plain.rpartition("-")[2] in ROLES


def told_gender(words: Iterable[str]) -> str:
    """“he” or “she” where one of the words tells, else empty."""
    found = {word.lower() for word in words}
    if found & _FEMALE or any(word.endswith("woman") for word in found):
        return "she"
    return "he" if found & _MALE or any(word.endswith("man") for word in found & ROLES) else ""
