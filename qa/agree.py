"""Whether two short answers may be the same value."""

import re
from dataclasses import dataclass
from decimal import Decimal

from index.patterns import later
from index.words import terms, words
from qa.alike import alike, initials
from qa.days import MONTHS
from qa.expect import Kind

_MONTH = later(rf"\b(?:{'|'.join(f'({name[:3]})(?:{name[3:]}|t)?' for name in MONTHS)})\b", re.IGNORECASE)
_YEAR = later(r"(?<![\d.,$€£])((?:1\d|20)\d\d)(s)?(?:\s?[-–/]\s?(\d{4}|\d\d))?(?![\d.,]?\d)")
_DAY = later(r"(?<![\d.,:])(\d\d?)(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)")
_NUMBER = later(
    r"(?P<sign>[$€£¥₽])?\s?(?<![\w.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,20}(?:\.\d{1,9})?)"
    r"(?:\s?(?P<unit>thousand|million|billion|trillion)\b)?\s?(?P<percent>%|per ?cent\b)?",
    re.IGNORECASE,
)
_TIMES = {"": 0, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
_ROUNDED = Decimal("0.15")
"""The most by which a round number and the exact one may differ, as a share of the greater."""


def agree(one: str, other: str, kind: Kind) -> bool:
    """Whether two short answers may be the same value, said more or less exactly, or cannot be compared.

    Dates agree when neither their years, their months nor their days of the month differ, as “2024” and “June 2024”;
    numbers when they are equal, or when one is the other rounded; other answers when one holds all words of the other,
    and persons when their last names are alike.
    """
    dates, numbers = (_date(one), _date(other)), (_numbers(one), _numbers(other))
    if kind is Kind.TIME or (all(dates) and kind not in (Kind.NUMBER, Kind.MONEY)):
        return not (dates[0] and dates[1]) or dates[0].agrees(dates[1])
    if kind in (Kind.NUMBER, Kind.MONEY) or all(numbers):
        return not all(numbers) or any(_close(first, second) for first in numbers[0] for second in numbers[1])
    return _same_words(one, other, kind)


@dataclass(frozen=True, slots=True)
class _Date:
    """The years, months and days of the month that a date names; a decade or a stretch has all its years."""

    years: frozenset[int]
    months: frozenset[int]
    days: frozenset[int]

    def agrees(self, other: "_Date") -> bool:
        parts = ((self.years, other.years), (self.months, other.months), (self.days, other.days))
        return all(one & another for one, another in parts if one and another)


def _date(text: str) -> _Date | None:
    years: set[int] = set()
    for match in _YEAR.finditer(text):
        first = int(match[1])
        last = first + 9 if match[2] else int(match[1][: -len(match[3])] + match[3]) if match[3] else first
        years |= set(range(first, max(first, last) + 1))
    months = frozenset(match.lastindex or 0 for match in _MONTH.finditer(text))
    days = frozenset(int(match[1]) for match in _DAY.finditer(text)) if months else frozenset()
    return _Date(frozenset(years), months, days) if years or days else None


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number and what it counts by: a currency's sign, “%”, or nothing."""

    number: Decimal
    sign: str

    @property
    def unit(self) -> Decimal:
        """What a round number is rounded to: its last digit that is not 0, or the last one of a number below 100."""
        exponent = self.number.normalize().as_tuple().exponent
        return Decimal(10) ** (int(exponent) if self.number >= 100 else min(0, int(exponent)))


def _numbers(text: str) -> list[_Amount]:
    found = [
        _Amount(
            Decimal(match["number"].replace(",", "")).scaleb(_TIMES[(match["unit"] or "").lower()]),
            "%" if match["percent"] else match["sign"] or "",
        )
        for match in _NUMBER.finditer(text)
    ]
    counts = (_COUNTS.index(word) + 1 for word in words(text.lower()) if word in _COUNTS)
    return found or [_Amount(Decimal(number), "") for number in counts]


def _close(one: _Amount, other: _Amount) -> bool:
    """Whether two numbers are equal, one of them is the other rounded, or they count by different things."""
    if one.sign and other.sign and one.sign != other.sign:
        return True
    apart, coarse = abs(one.number - other.number), max(one.unit, other.unit)
    rounded = one.unit != other.unit and apart < coarse and apart <= _ROUNDED * max(one.number, other.number)
    return apart == 0 or rounded


def _same_words(one: str, other: str, kind: Kind) -> bool:
    first, second = terms(one), terms(other)
    if not first or not second or "".join(first) in initials(other) or "".join(second) in initials(one):
        return True
    if kind is Kind.PERSON and alike(first[-1], second[-1], True):
        return True
    short, long = sorted((first, second), key=len)
    return all(any(alike(stem, found, True) for found in long) for stem in short)
