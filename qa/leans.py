"""Whether a question stands by itself or leans on the conversation before it."""

import re
from collections.abc import Container

from index.patterns import later
from index.words import STOP, tokens
from qa.expect import ASKING

Words = dict[str, str]
"""Content words of a text by stem, in order, each as it stands there first."""

_SLIGHT = frozenset(
    stem
    for stem, _, _ in tokens(
        "able after again against all already also always around aren't because before between both clarify didn't "
        "doesn't don't down during even ever every example explain few give good great here information interested "
        "isn't just know like little lot make mean meant more most need now off oh ok okay other others out over "
        "please really see sorry still sure talk thank thanks thing things through too true under until up use very "
        "want wasn't way well while within without wow yes"
    )
)
"""Words of a conversation that say nothing of its subject, as stems."""

_SENTENCE = later(r"[.!?]\s+")
_ASIDE = later(r"\W*(?:speaking (?:of|about)|by the way|changing the subject|another question)\b", re.I)
_ADDS = later(r"\W*(?:and|but|or|also|what about|how about|no|oh|sorry|actually|i mean|i meant)\b", re.I)
_NOW = (
    r"(?:(?:past|last|coming) )?(?:morning|afternoon|evening|night|day|week|weekend|month|year|season|spring|summer|"
    r"autumn|fall|winter|century|decade|time|\w+day|january|february|march|april|june|july|august|\w+ember|october)"
)
_BACK = later(
    r"\b(?:he|him|his|she|her|hers|it|its|they|them|their|theirs|else|instead)\b"
    rf"|\b(?:this|these|those)\b(?! {_NOW}\b)|^\W*that\b"
    r"|\b(?:is|was|did|does|do|about|of|for|in|on|at|by|with|from|after|before|since|like|than|to) that\b"
    r"|\b(?:that|then|ones?|(?<!is )(?<!are )(?<!was )(?<!were )there)\W*$",
    re.I,
)
_EXPLETIVE = later(r"\b(?:(?:is|was) it|it (?:is|was)) (?:not )?\w+ (?:that|to)\b|\b(?:has|had) it been\b", re.I)
_POSSESSIVE = frozenset("his her its their".split())
_A = later(r"\ban? \w{3,}", re.I)
_WHICH = later(r"\b(?:which|whose) (\w+)", re.I)
_THE = later(r"\bthe (\w+)", re.I)
_DEFINES = later(r"\W*(?:what|who)(?:['’]s| is| are| was| were) (?!the\b)", re.I)

_ADDITION, _BARE, _SHORT = 3, 1, 2
"""The most content words of an addition, of a question that says nothing by itself, and of one that may not."""


def content(text: str) -> Words:
    """The words of a text that say what it is about: no stop words, no words that only ask, nothing slight."""
    found: Words = {}
    for stem, start, end in tokens(text):
        if stem not in STOP | ASKING | _SLIGHT:
            found.setdefault(stem, text[start:end])
    return found


def leans(question: str, known: Container[str]) -> bool:
    """Whether a question cannot be understood without the conversation, of which `known` are the words by stem.

    It begins as an addition (“And Canada?”), a pronoun points back out of it, or it names nothing and has hardly a
    content word, or points with “the” at something of the conversation (“the summit”).
    """
    if _ASIDE.match(question):
        return False
    said = _point(question)
    words = content(said)
    if (_ADDS.match(question) or _ADDS.match(said)) and len(words) <= _ADDITION:
        return True
    there = (stem for match in _THE.finditer(said) for stem in content(match.group(1)))
    return _points_back(said) or (not _names(said) and (len(words) <= _BARE or any(stem in known for stem in there)))


def may_lean(question: str) -> bool:
    """Whether a question names nothing and has few content words: it leans when it is near what was talked about."""
    said = _point(question)
    return not _ASIDE.match(question) and not _names(said) and len(content(said)) <= _SHORT


def _point(question: str) -> str:
    """A question without the sentences before it that say nothing, such as thanks."""
    while (end := _SENTENCE.search(question)) and end.end() < len(question):
        before = question[: end.start()]
        if _named(before) or len(content(before)) > _BARE:
            break
        question = question[end.end() :]
    return question


def _points_back(question: str) -> bool:
    """Whether a pronoun stands for nothing that the question says itself."""
    text = _EXPLETIVE.sub(" ", question)
    return any(not _bound(text, match) for match in _BACK.finditer(text))


def _bound(text: str, pronoun: re.Match[str]) -> bool:
    """Whether a pronoun may stand for something named before it in the question; one that ends it does not."""
    before, after = text[: pronoun.start()], text[pronoun.end() :]
    if not re.search(r"\w", after):
        return False
    which = any(content(match.group(1)) for match in _WHICH.finditer(before))
    own = pronoun.group().lower() in _POSSESSIVE and len(content(before)) > 1
    return own or which or _named(before) or bool(_A.search(before))


def _names(question: str) -> bool:
    """Whether a question says of whom or what it asks: by a name, as something new (“a strike”), or to have it defined
    (“What is NATO?”)."""
    return _named(question) or bool(_A.search(question)) or bool(content(question) and _DEFINES.match(question))


def _named(text: str) -> bool:
    """Whether a content word within a sentence has a capital, so that it is a name."""
    words = content(text)
    return any(
        text[start].isupper() and stem in words and text[:start].rstrip()[-1:] not in ("", *".!?")
        for stem, start, _ in tokens(text)
    )
