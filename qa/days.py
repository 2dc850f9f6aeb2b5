"""The days that a written date stands for, in English.

Dates are ISO 8601's; what a date is, and how one is counted from today, follows TIMEX3 (TimeML 1.2.1).
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from index.patterns import later

Days = tuple[date, date]
"""The first day and the last."""

Found = dict[str, str | None]
"""The parts of a written date, by the names of `_GROUPED`'s groups."""

MONTHS = "january february march april may june july august september october november december".split()
_MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)}|sept)\b"
_YEAR = r"(?:1\d|20)\d\d(?!\d)"
_SAID_YEAR = rf"(?:{_YEAR}|(?:this|last) year)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_DAYS = rf"{_DAY}(?:(?:[-–]| to | and ){_DAY})?"
_DECADE = r"(?P<decade>(?:1\d|20)\d0)['’]?s"
_DOT = r"(?:(?:(?<=[a-z])(?<![a-z]{4})|(?<=sept))\.)"
_CALENDAR = (
    rf"(?P<iso>\d{{4}}-\d\d-\d\d)|(?:early |mid-|late )?(?:(?:the )?(?P<before>{_DAYS})(?: of)? )?(?P<month>{_MONTH})"
    rf"(?:{_DOT}? (?P<behind>{_DAYS}))?(?:(?:,|{_DOT})?(?: of)? (?P<year>{_SAID_YEAR}))?"
)
_PARTS = {"spring": (3, 3), "summer": (6, 3), "autumn": (9, 3), "fall": (9, 3), "winter": (0, 15), "first half": (1, 6)}
_PARTS |= {"second half": (7, 6), "q1": (1, 3), "q2": (4, 3), "q3": (7, 3), "q4": (10, 3)}
_PARTS |= {f"{name} quarter": (3 * n + 1, 3) for n, name in enumerate("first second third fourth".split())}
_COUNTS = "- a two three four five six seven eight nine ten eleven twelve".split()
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(_COUNTS[1:])})"
_GROUPED = (
    rf"(?:{_CALENDAR}|(?:the )?(?P<part>{'|'.join(_PARTS)})(?: of)? (?P<of>{_SAID_YEAR})"
    rf"|(?:the )?(?:(?P<third>early|mid|late)(?:-| ))?{_DECADE}"
    rf"|(?:(?:the )?(?:year|(?:end|start|beginning|middle) of|early|mid|late)(?:-| ))?(?P<alone>{_YEAR})"
    rf"|(?P<day>yesterday|today)|(?P<which>this|last) (?P<unit>week|month|year|{_MONTH})(?:['’]s)?"
    rf"|the (?:past|last) (?:(?P<count>{_COUNT}) )?(?P<units>(?:day|week|month)s?|year)\b"
    rf"|(?P<ago>{_COUNT}) (?P<units_ago>(?:day|week|month|year)s?) ago)"
)


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, whatever the case; a blank stands for one to three of any kind, so that long runs cost nothing."""
    return later(pattern.replace(" ", r"\s{1,3}"), re.IGNORECASE)


POINT = re.sub(r"\?P<\w+>", "?:", _GROUPED)
"""What a point in time looks like, as a pattern without groups, for `compiled`."""
_ONE = compiled(_GROUPED)
_STATED = compiled(
    rf"(?-i:(?=[\dJFMASOND]))(?<![\w$€£#/.,])(?:{_CALENDAR}|{_DECADE}|(?P<alone>{_YEAR})(?:(?:[-–—]| to | until | and )"
    rf"(?P<until>{_YEAR}|(?<=[-–—])\d\d|present|now))?)(?!\w|%|[-–/.,:]\d| (?:people|men|troops|soldiers|km)\b)"
)
_LED = compiled(r"\b(?:in|since|until|last|of|by|from|this|during) $")
_HINTS = (*(name[:3] for name in MONTHS), "day", "this", "last", "past", "ago", "next", "night", "tomorrow")
AHEAD = timedelta(days=92)
"""How far ahead of its day a text names a time without its year."""


def hinted(text: str) -> bool:
    """Whether a text can name a time at all; where it cannot, no pattern need be tried."""
    folded = text.casefold()
    return any(map(str.isdecimal, text)) or any(hint in folded for hint in _HINTS)


def groups(point: str) -> Found:
    """The parts of a point in time, by name; none where it is no such."""
    match = _ONE.fullmatch(point)
    return match.groupdict() if match else {}


def span(found: Found, latest: date) -> Days:
    """The days of a point in time; without a year, the latest such that has begun by `latest`."""
    if day := found["iso"]:
        return date.fromisoformat(day), date.fromisoformat(day)
    if found["month"]:
        return _month(found, latest)
    if decade := found["decade"]:
        years = 100 if decade[2:] == "00" and decade < "2000" else 10
        early, late = {"early": (0, 5), "mid": (3, 8), "late": (5, 10)}.get((found.get("third") or "").lower(), (0, 10))
        return _months(int(decade) + early * years // 10, 1, 12 * (late - early) * years // 10)
    if year := found["alone"]:
        return _months(int(year), 1, 12)
    if part := found["part"]:
        return _months(_year(found["of"] or "", latest), *_PARTS[" ".join(part.lower().split())])
    return _counted(found, latest)


def _month(found: Found, latest: date) -> Days:
    number = ["", *(name[:3] for name in MONTHS)].index((found["month"] or "")[:3].lower())
    days = [int(day) for day in re.findall(r"\d+", found["before"] or found["behind"] or "")]
    written = found["year"]
    for year in [_year(written, latest)] if written else range(latest.year, latest.year - 9, -1):
        first, last = _months(year, number, 1)
        if days and days[-1] <= last.day:
            first, last = first.replace(day=days[0]), first.replace(day=days[-1])
        elif days:
            continue
        if written or first <= latest:
            return first, last
    raise ValueError(days)


def _counted(found: Found, today: date) -> Days:
    """The days of “yesterday”, “last week”, “this month”, “last August”, “the past two weeks”, “three days ago”."""
    unit = (found["day"] or found["unit"] or found["units"] or found["units_ago"] or "").lower()
    number = (found["count"] or found["ago"] or "a").lower()
    back = int(number) if number.isdigit() else _COUNTS.index(number)
    back = 0 if unit == "today" or (found["which"] or "").lower() == "this" else back
    if found["units"]:
        return today - timedelta(days={"d": 1, "w": 7, "m": 30, "y": 365}[unit[0]] * back), today
    if unit.startswith(("day", "today", "yesterday")):
        return today - timedelta(days=back), today - timedelta(days=back)
    if unit.startswith("week"):
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    if unit.startswith(("month", "year")):
        return _months(today.year, today.month - back, 1) if unit[0] == "m" else _months(today.year - back, 1, 12)
    month = MONTHS.index(unit) + 1
    return _months(today.year - (back and month >= today.month), month, 1)


def _months(year: int, month: int, count: int) -> Days:
    """`count` whole months from a month of a year on; month 0 is the December before."""
    start, after = (divmod(12 * year + month - 1 + step, 12) for step in (0, count))
    return date(start[0], start[1] + 1, 1), date(after[0], after[1] + 1, 1) - timedelta(days=1)


def _year(written: str, today: date) -> int:
    return int(written) if written.isdigit() else today.year - (written[:4].lower() == "last")


def stated(text: str, near: date | None) -> Iterator[Days]:
    """The days of the dates in a text; of those without a year, the latest up to three months after `near`."""
    for match in _STATED.finditer(text):
        found = match.groupdict()
        month, year, until = found["month"], found["year"], found["until"]
        if month and not (year or "").isdigit():
            led = found["before"] or found["behind"] or _LED.search(text, max(0, match.start() - 9), match.start())
            if not (near and led):
                continue
        try:
            first, last = span(found, near + (timedelta(0) if year else AHEAD) if near else date.max)
            if until:
                end = f"{first.year}"[: 4 - len(until)] + until
                last = _months(int(end), 1, 12)[1] if until.isdigit() else date.max
            yield first, last
        except (ValueError, OverflowError):  # there is no such day
            continue
