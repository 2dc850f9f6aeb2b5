"""Search terms: how a text is cut into words, folded and stemmed, the same for passages and questions."""

import re
import unicodedata
from functools import lru_cache

from Stemmer import Stemmer

STOP = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "
    "to was will with".split()
)
"""Lucene's English stop words (EnglishAnalyzer): never searched for, since they stand in almost every passage."""

_TOKEN = re.compile(
    r"(?<!\b[^\W\d_]\.)(?:[^\W\d_]\.){2,}+(?![^\W\d_])|\d+(?:[.,]\d+)*(?=\D|$)"
    r"|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|(?:(?![\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])\w[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]*)+(?:['’]\w+)?"
)
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
"""Soft hyphens and what else is not seen; they stand in the middle of words, and are no part of them."""
_VOWELS = str.maketrans("", "", "aeiouy")
_DOUBLED = re.compile(r"(.)\1+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_POSSESSIVE = re.compile(r"['’]s?$")
_ENGLISH = Stemmer("english", 0)  # its own memory takes longer than stemming; `term` has one
_RUSSIAN = Stemmer("russian", 0)


def terms(text: str) -> list[str]:
    """The search terms of a text in order, stop words left out.

    Case and Latin accents are folded, English and Russian words stemmed (Snowball), “U.S.” is one term, and numbers
    stay whole: “50,000” is the term 50000, “$8.35” the term 8.35.
    """
    return [found for word in words(text) if (found := term(word)) not in STOP]


def words(text: str) -> list[str]:
    """The words and numbers of a text as they are seen there, in order."""
    found = _TOKEN.findall(text)
    return [_UNSEEN.sub("", word) for word in found] if _UNSEEN.search(text) else found


@lru_cache(maxsize=1 << 12)
def tokens(text: str) -> tuple[tuple[str, int, int], ...]:
    """Every word of a text, stop words too, as (term, start, end) in order; of the last texts they are remembered."""
    return tuple([(term(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(text)])


@lru_cache(maxsize=1 << 17)
def term(word: str) -> str:
    """The search term of one word."""
    if word.isascii() and word.isalpha():
        folded = word.lower()  # as almost every word, and in a third of the time
    else:
        word = _UNSEEN.sub("", word)
        if word[0].isdigit():
            return _THOUSANDS.sub("", word)
        if "." in word:
            return word.replace(".", "").lower()
        folded = _POSSESSIVE.sub("", fold(word)).replace("'", "").replace("’", "")
    if folded in STOP:
        return folded
    stem: str = (_RUSSIAN if "а" <= folded[:1] <= "я" else _ENGLISH).stemWord(folded)
    return stem


def sound(name: str) -> str:
    """What spellings of a name have in common: its first letter and the consonants after it, each run of a letter once.

    Kyiv and Kiev, Antony and Anthony, Sergey and Sergei agree; a name of less than three letters has no sound.
    """
    if len(name) < 3 or not name.isalpha():
        return ""
    rest = name[1:].replace("th", "t").replace("kh", "k").replace("zh", "z").translate(_VOWELS)
    return name[0] + _DOUBLED.sub(r"\1", rest)


def fold(word: str) -> str:
    """A word in lower case without the accents of Latin and Greek letters; Cyrillic “ё” reads as “е”, “й” stays."""
    lower = word.lower()
    if lower.isascii():
        return lower
    kept: list[str] = []
    bare = False
    for char in unicodedata.normalize("NFKD", lower):
        if not unicodedata.combining(char):
            bare = char == "е" or unicodedata.name(char, "").startswith(("LATIN", "GREEK"))
        elif bare:
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))
