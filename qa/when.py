"""The stretch of time that a question names, and how well a passage fits it.

A question is read by rules, in English, and in doubt there is no window: a wrong one does harm. Not understood, on
purpose: events (“since the summit”: no guesses), vague words (“recently”), weekdays, centuries, 1/2/2022, years before
1000, “next”, a season without a year, a year that names a thing (“the 2020 Olympics”), lists of years, words in
quotation marks.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from qa.days import AHEAD, MONTHS, POINT, Days, Found, compiled, groups, hinted, span, stated


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `first` to `last`, both included; None leaves a side open, never both.

    `phrase` is what says so, `question[start:end]`; `reading` is how it was understood, in one line for people.
    """

    first: date | None
    last: date | None
    phrase: str
    start: int
    end: int
    reading: str


_PHRASE = compiled(
    rf"(?<![\w$€£#/.,–-])(?:(?:(?P<two>from|between|in|during|throughout) )?(?P<a>{POINT})"
    rf"(?P<join>(?: )?[-–—](?: )?| (?:to|until|till|through|and) )(?P<b>{POINT}|now|(?:the )?present)"
    r"|(?:(?P<open>since|after|before|prior to|until|till|by) |(?P<prep>in|during|throughout|within|as of|on|"
    rf"over|between|from) )?(?P<point>{POINT}))(?![\w%/]|['’]\w|[-–—/.,:]\d|-\w)"
)
_NO_DATE_BEHIND = compiled(
    r"\b(?:(?:before|after) (?:and|or) (?:before|after)|(?:day|week|month|year|decade)s? (?:before|after|prior to)"
    r"|(?:increas\w+|ris\w+|rose|grow\w*|grew|fall\w*|fell|drop\w*|reduced|cut|up|down) by"
    r"|(?:confidence|faith|trust|belief) in|(?<!as\s)of(?: the)?|than|with|compared to|as|at least|theresa|\w['’]s) $"
)
_GOES_ON = compiled(
    r"\s*(?:$|,(?!\s?\d\d)|[?!.;:()\]\"”—–]|(?:and|or|but|to|by|with|for|from|in|on|at|as|of|about|after|before|during|while|"
    r"when|where|wh[oy]m?|what|which|how|did|do|does|was|were|is|are|ha[sd]|have|will|would|could|should|can|might|must|that|"
    r"this|the|an?|it|its|his|her|their|s?he|they|we|you|i|there|if|because|since|until|into|against|regarding|not)\b)"
)
_HAPPENS = compiled(r"\b(?:did|happened)\b(?!.*\b(?:known|called|used|even)\b)")
_REPORTED, _OLD = timedelta(days=14), timedelta(days=3650)


def window(question: str, today: date) -> Window | None:
    """The window that a question names, if it names just one; of two, one within the other, the narrower.

    What leaves its year out is the latest such time that has begun by `today`, the day of the question or that of the
    newest document; “last week” and the like are counted from it. “After” and “before” leave out the time that they
    name, “since”, “until” and “by” keep it; a window that only ends must end before `today`, or all would fit.
    """
    if not hinted(question):
        return None
    found = [named for match in _PHRASE.finditer(question) if _stands(match) and (named := _read(match, today))]
    days = [_days(named) for named in found]
    inner = min(days, key=lambda one: one[1] - one[0], default=None)
    clear = inner and all(first <= inner[0] and inner[1] <= last for first, last in days)
    return found[days.index(inner)] if inner and clear else None


def share(window: Window, published: date | str | None, text: str) -> float:
    """How well a passage fits a window, from 0 to 1.

    1.0: its text states a year, month or day that overlaps with the window, or it was published inside it or in the
    fourteen days after its end, when things are still reported. 0.5: nothing is known, as neither the text nor its
    document has a date, or the text has none and was published ten years or more after the window.
    0.0: dates are known, and none fits. `published` is YYYY-MM-DD; a month without a year is the latest
    up to three months after it, as plans are reported too.
    """
    issued = next((day for day, _ in stated(str(published)[:10], None)), None)
    first, last = _days(window)
    if issued and first <= issued and (issued <= last or issued - last <= _REPORTED):
        return 1.0
    known = False
    for start, end in stated(text, issued or (last if last - first < AHEAD else None)):
        if start <= last and first <= end:
            return 1.0
        known = True
    return 0.5 if not known and (not issued or issued - last > _OLD) else 0.0


def _days(window: Window) -> Days:
    return window.first or date.min, window.last or date.max


def _read(match: re.Match[str], today: date) -> Window | None:
    try:
        first, last = _range(match, today) if match["b"] else _single(match, today)
    except (ValueError, OverflowError):  # there is no such day, or no such stretch
        return None
    if (last and (first or date.min) > last) or (first is None and (last or today) >= today):
        return None
    led = match["open"] or match["prep"] == "between" or (match["two"] or "").lower() in ("from", "between")
    start = match.start() if led else match.start("a" if match["b"] else "point")
    phrase = match.string[start : match.end()]
    counted = "" if re.search(r"\d{4}", phrase) else f" (seen from {today})"
    days = f"{first}" if first == last else f"{first or '…'} to {last or '…'}"
    return Window(first, last, phrase, start, match.end(), f"{' '.join(phrase.split())}{counted}: {days}")


def _stands(match: re.Match[str]) -> bool:
    """Whether what looks like a time is one where it stands in the question, rather than a number or a name."""
    before, after = match.string[: match.start()], match.string[match.end() : match.end() + 60]
    start = match.start("a" if match["b"] else "point")
    quoted = before.count('"') % 2 or before.count("“") > before.count("”")
    if quoted or _NO_DATE_BEHIND.search(match.string[max(0, start - 40) : start]):
        return False
    found = groups(match["b"] or match["point"])
    if match["b"]:
        led = match["two"] or found.get("year") or found.get("part") or match["join"].strip() in "-–—"
        return bool(led and _GOES_ON.match(after))
    if found["day"]:
        return match["point"].islower() and bool(_HAPPENS.search(before[-100:]))
    prep = " ".join((match["open"] or match["prep"] or "").lower().split())
    if found["unit"] or found["units"] or found["ago"]:
        fits = not found["units"] or prep in ("in", "during", "within", "over", "throughout")
        return fits and _is_named(found["unit"] or "year") and not re.match(r"\s*(?:of|that|before)\b", after)
    starts = prep and (found["year"] or not before.strip())  # “In 2014 Germany …”, “in May 2014 Germany …”
    return bool(starts or _GOES_ON.match(after)) and _is_led(prep, found)


def _is_named(word: str) -> bool:
    """Whether a month without day and year is one: written in full, with its capital, and no verb (“this may”)."""
    return word.lower() in ("week", "month", "year") or (word[0].isupper() and word.lower() in MONTHS and word != "MAY")


def _is_led(prep: str, found: Found) -> bool:
    """Whether a date is complete, or the word before it says that it is one."""
    if found["iso"] or found["year"] or found["part"]:
        return True
    if found["before"] or found["behind"]:
        return prep != ""
    is_person = prep in ("before", "after", "by") and found["month"] in ("April", "May", "June", "August")
    return prep not in ("", "on", "over", "between", "from") and _is_named(found["month"] or "year") and not is_person


def _single(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    (first, last), day = span(groups(match["point"]), today), timedelta(days=1)
    word = (match["open"] or "within").lower()[:5]
    if word in ("since", "after"):
        return (first if word == "since" else last + day), None
    return (first, last) if word == "withi" else (None, first - day if word in ("befor", "prior") else last)


def _range(match: re.Match[str], today: date) -> tuple[date, date | None]:
    a, b = groups(match["a"]), groups(match["b"])
    if not b:
        return span(a, today)[0], None
    if re.search(r"\d{4}", match["a"]) and not re.search(r"\d{4}", match["b"]):
        today = span(a, today)[0] + timedelta(days=364)
    last = span(b, today)
    first = span(a, last[1])
    is_list = match["join"].strip().lower() == "and" and (match["two"] or "").lower() != "between"
    if first[0] > last[0] or (is_list and last[0] - first[1] != timedelta(days=1)):
        raise ValueError(match.group())
    return first[0], last[1]
