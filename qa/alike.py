"""When two words may stand for the same: one stem, one stem that begins the other, or two spellings of a name."""

import re
from functools import lru_cache

_VOWELS = re.compile(r"[aeiouy]+|(?<=t)h|(?<=k)h|(?<=z)h")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 16)
def alike(asked: str, found: str, names: bool) -> float:
    """How far the term `found` counts for the term `asked`: 1 for the same, 0 for nothing in common.

    Both are stems. With `names`, both are capitalised words, and spellings such as Kyiv and Kiev, Antony and Anthony,
    Sergey and Sergei count, which differ in their vowels or in how a sound is written.
    """
    if asked == found:
        return 1.0
    if not (asked.isalpha() and found.isalpha()):
        return 0.0
    short, long = sorted((asked, found), key=len)
    if len(short) >= 5 and long.startswith(short) and len(long) - len(short) <= 4:
        return 0.8
    if names and short[:1] == long[:1] and len(short) >= 3 and _skeleton(short) == _skeleton(long):
        return 0.8
    return 0.0


def _skeleton(name: str) -> str:
    """A name's consonants, each run of a letter once."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", name))
