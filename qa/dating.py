"""The days that relative dates in a quote stand for, counted from the day on which its article was published."""

import re
from calendar import monthrange
from datetime import date, timedelta

from index.patterns import later
from index.types import Document
from qa.days import AHEAD, MONTHS, POINT, Days, compiled, groups, hinted, span
from qa.types import Dating

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_NEAR = {"the day before yesterday": -2, "last night": -1, "this morning": 0, "this afternoon": 0, "this evening": 0}
_NEAR |= {"tonight": 0, "tomorrow": 1, "the day after tomorrow": 2}
_MONTH = "|".join(MONTHS)
_RELATIVE = compiled(
    rf"(?<![\w$€£#/.–-])(?:(?P<prep>on|in|during) )?(?:(?P<near>{'|'.join(_NEAR)})"
    rf"|(?:(?P<turn>last|this|next) )?(?P<weekday>{'|'.join(_WEEKDAYS)})(?!,? (?:(?:{_MONTH})\b|\d))"
    rf"|next (?P<coming>week|month|year|{_MONTH})|(?P<half>earlier|later) (?P<unit>this (?:week|month|year))"
    rf"|(?!the last day\b)(?P<point>{POINT}))(?![\w%/]|[-–—/.,:]\d|-\w| of\b)"
)
_NAME_BEFORE = later(
    r"\b(?:(?i:each|every|an?|one|any|some)|(?!(?:On|By|Since|Until|From|After|Before|Late|Early|And|But|As|The|For)\b)"
    r"[A-Z][\w'’-]*)\s{1,3}$"
)
_NAME_BEHIND = later(r"\s{1,3}[A-Z]")
_MONTH_LED = compiled(r"\b(?:in|since|until|till|during|of|from) $")
_YEAR = later(r"(?<![\w.,$€£])(?:1\d|20)\d\d(?!\w|[.,]\d)")
_REACH = 400
"""How many characters from a date its verb may stand, or a year that it may belong to."""
_YEAR_LESS_A_DAY = timedelta(days=364)

_TENSE = later(
    r"\b(?:(?P<ahead>will|won['’]t|shall|would|going to|to be|to take|upcoming"
    r"|(?:due|set|scheduled|slated|expect(?:s|ed)?|plan(?:s|ned)?|intends?|hopes?|wants?|is|are) (?:to|for|on))"
    r"(?:\s\w+){0,2}|said|told|says|was|were|had|has|have|did|held|met|took|came|went|gave|made|began|left|got|spoke"
    r"|wrote|saw|won|lost|fell|rose|became|\w{2,20}ed)\b"
)


def datings(document: Document, start: int, end: int) -> tuple[Dating, ...]:
    """The relative dates in `[start, end)` of a document's text, in order, with the days that they stand for.

    Relative is what does not say its year: “yesterday”, “on Wednesday”, “next week”, “August 25”, “in May”. A day of
    the week is the latest up to the article's own day, and what leaves its year out the latest that has begun by then;
    but the next one where the verb before it, or else the first after it, speaks of what is to come; a day of a month
    without any verb may lie three months ahead. Where only the month or the year of the article is known, what depends
    on its day is left out.
    """
    issued = _issued(document.date or "")
    if not issued or not hinted(document.text[start:end]):
        return ()
    found = (_dating(match, issued) for match in _RELATIVE.finditer(document.text, start, end))
    return tuple(one for one in found if one)


def _issued(written: str) -> Days | None:
    """The first and the last day on which an article of this date may have been published."""
    try:
        year, month, day = (*map(int, written.split("-")), 0, 0)[:3]
        first = date(year, month or 1, day or 1)
        return first, date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        return None


def _dating(match: re.Match[str], issued: Days) -> Dating | None:
    if not _stands(match):
        return None
    try:
        days, others = (_days(match, day) for day in issued)
    except (ValueError, OverflowError):  # there is no such day
        return None
    if days != others or not _fits_years(match, days[0].year):
        return None
    return Dating(match.start(), match.end(), days[0].isoformat(), days[1].isoformat())


def _stands(match: re.Match[str]) -> bool:
    """Whether what looks like a relative date is one: not with its year, no part of a name, no verb, not any Sunday."""
    text, start = match.string, match.start()
    before = text[max(0, start - 40) : start]
    found = groups(match["point"] or "")
    if re.search(r"\d{4}", match.group()):
        return False
    if match["weekday"] or match["near"] or found.get("day"):
        named = _NAME_BEFORE.search(before) or (match["weekday"] and _NAME_BEHIND.match(text, match.end()))
        return bool(match["prep"] or not named)
    month = (found.get("month") or match["coming"] or found.get("unit") or "Month").removesuffix(".")
    led = found.get("before") or found.get("behind") or found.get("year") or match["prep"] or _MONTH_LED.search(before)
    return not found.get("month") or bool(month[0].isupper() and led)


def _days(match: re.Match[str], today: date) -> Days:
    """The days that a relative date stands for in what was published on a day."""
    if match["near"]:
        day = today + timedelta(days=_NEAR[" ".join(match["near"].lower().split())])
        return day, day
    if match["weekday"]:
        day = today + timedelta(days=_to_weekday(match, today))
        return day, day
    begun = today.replace(day=1)
    if coming := match["coming"]:
        later = {"week": today + timedelta(days=7), "month": begun + timedelta(days=31)}
        unit = f"this {coming}" if coming.lower() in ("week", "month", "year") else coming
        return span(groups(unit), later.get(coming.lower(), begun + timedelta(days=366)))
    if match["half"]:
        first, last = span(groups(match["unit"]), today)
        return (first, today) if match["half"].lower() == "earlier" else (today, last)
    found = groups(match["point"])
    if not found["month"] or found["year"]:
        return span(found, today)
    if found["before"] or found["behind"]:
        return span(found, today + {True: _YEAR_LESS_A_DAY, False: timedelta(0), None: AHEAD}[_is_ahead(match)])
    return span(found, begun + _YEAR_LESS_A_DAY if _is_ahead(match) else today)


def _to_weekday(match: re.Match[str], today: date) -> int:
    """How many days it is to a day of the week; below 0 when it is past."""
    ahead = (_WEEKDAYS.index(match["weekday"].lower()) - today.weekday()) % 7
    turn = (match["turn"] or "").lower()
    if turn in ("last", "next"):
        return ahead - 7 if turn == "last" else ahead or 7
    return ahead if not ahead or _is_ahead(match) else ahead - 7


def _is_ahead(match: re.Match[str]) -> bool | None:
    """Whether the last verb before a date, or else the first after it, speaks of what is to come; None for no verb."""
    before = list(_TENSE.finditer(match.string, max(match.pos, match.start() - _REACH), match.start()))
    end = min(match.endpos, match.end() + _REACH)
    nearest = before[-1] if before else _TENSE.search(match.string, match.end(), end)
    return bool(nearest["ahead"]) if nearest else None


def _fits_years(match: re.Match[str], year: int) -> bool:
    """Whether every year written near a month without its own is the one that it was taken to be in."""
    if not groups(match["point"] or "").get("month"):
        return True
    start, end = max(0, match.start() - _REACH), min(match.endpos, match.end() + _REACH)
    return all(int(one.group()) == year for one in _YEAR.finditer(match.string, start, end))
