"""Follow-up questions: what the earlier turns must lend them so that they can be searched for by themselves."""

import re
from collections.abc import Sequence

from index.words import STOP, tokens
from qa.expect import ASKING
from qa.types import Turn

_LEANS = re.compile(
    r"\b(?:he|him|his|she|her|hers|it|its|they|them|their|theirs|this|that|these|those|there|then|one|ones|same|so)\b"
    r"|^(?:and|but|or|also|what about|how about|why|when|where|who|how|how (?:much|many|long))\W*$"
    r"|^(?:and|but|or|also|what about|how about)\b",
    re.IGNORECASE,
)
_FEW = 1


def resolve(question: str, history: Sequence[Turn]) -> str:
    """The question with the content words that it leaves to the turn before, in brackets behind it.

    A question leans on the turn before when it has a pronoun that points back, begins as an addition (“And …?”), or has
    at most one content word, which is no name. Any other question is a new one and takes nothing over.
    """
    found = ""
    for turn in (*(turn.question for turn in history), question):
        found = _with(turn, found) if found and _leans(turn) else turn
    return found


def _with(question: str, before: str) -> str:
    """A question with the content words of the one before that it does not have itself."""
    own = {stem for stem, _, _ in tokens(question)}
    carried = [before[start:end] for stem, start, end in tokens(before) if stem not in own | STOP | ASKING]
    return f"{question} ({' '.join(dict.fromkeys(carried))})" if carried else question


def _leans(question: str) -> bool:
    if _LEANS.search(question):
        return True
    content = [(stem, start) for stem, start, _ in tokens(question) if stem not in STOP | ASKING]
    named = any(question[start].isupper() for _, start in content if start)
    return len(content) <= _FEW and not named
