"""When two words may stand for the same: equal stems, one that begins the other, forms of a verb, spellings of a name,
a country and its people, and initials."""

from functools import lru_cache

from index.likeness import ALIKE
from index.patterns import later
from index.words import sound
from qa.peoples import same_country
from qa.verbs import same_verb

_CAPITALISED_RUN = later(r"[^\W\d_a-zа-я]\w+(?: (?:of |the |for )*[^\W\d_a-zа-я]\w+){1,4}")


@lru_cache(maxsize=1 << 16)
def alike(asked: str, found: str, names: bool) -> float:
    """How far the term `found` counts for the term `asked`: 1 for the same, ALIKE for what stands for it, else 0.

    Both are stems. With `names`, both are capitalised words, and spellings such as Kyiv and Kiev, Antony and Anthony,
    Sergey and Sergei count, which differ in their vowels or in how a sound is written, and Norway and Norwegian.
    """
    if asked == found:
        return 1.0
    if not (asked.isalpha() and found.isalpha()):
        return 0.0
    short, long = sorted((asked, found), key=len)
    if len(short) >= 5 and long.startswith(short) and len(long) - len(short) <= 4:
        return ALIKE
    if same_verb(asked, found):
        return ALIKE
    spelt = names and sound(asked) and sound(asked) == sound(found)
    return ALIKE if spelt or (names and same_country(asked, found)) else 0.0


def initials(text: str) -> dict[str, str]:
    """For each name of two to five words in a text, its initials in lower case and the name: “us”, “United States”."""
    names = (match.group() for match in _CAPITALISED_RUN.finditer(text))
    return {"".join(word[0] for word in name.split() if word[0].isupper()).lower(): name for name in names}
