"""When a text was published and by whom, where its own first lines say so. What they do not say stays unknown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.clean import is_prose
from index.sentences import trim
from index.types import Article, Span

_MONTHS = (
    "jan(?:uary)?|янв(?:аря)?",
    "feb(?:ruary)?|фев(?:раля)?",
    "mar(?:ch)?|марта?",
    "apr(?:il)?|апр(?:еля)?",
    "may|мая",
    "june?|июня",
    "july?|июля",
    "aug(?:ust)?|авг(?:уста)?",
    "sept?(?:ember)?|сент(?:ября)?",
    "oct(?:ober)?|окт(?:ября)?",
    "nov(?:ember)?|нояб(?:ря)?",
    "dec(?:ember)?|дек(?:абря)?",
)
_MONTH = rf"(?:{'|'.join(_MONTHS)})\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|{_MONTH} {_DAY}(?:,? \d{{4}})?|{_DAY} {_MONTH}(?:,? \d{{4}})?)(?!\w)"
_ANY_DATE = re.compile(rf"(?<!\w){_DATE}", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_WORD_BEFORE = re.compile(r"[^\W\d_]+\.? $")
_LONGEST_MONTH = len(" september. ")
_HEADER = re.compile(
    rf"\s*(?:date|published|publication date|posted|updated|дата|опубликовано)(?: on)?:?[ \t]+({_DATE})[ \t.:—–-]*",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?:\w+day,? )?({_DATE})(?:,? \d{{1,2}}:\d{{2}}.{{0,12}})?\.?$", re.IGNORECASE)
_AGENCY = r"(?:/(?P<slashed>[^/\n]{2,40})/[.]?(?: ?[—–-]+)?|\((?P<bracketed>[^()\n]{2,40})\) ?[—–-]+)"
_DATELINE = re.compile(
    rf"\s*(?P<place>[^\W\d_a-zа-я][^\n.,(/]{{2,40}}?)(?:, (?!(?i:{_MONTH})\b)(?:[A-Z][a-z]*\.?){{1,3}})?"
    rf"(?=[, ])(?:,? (?i:(?P<date>{_DATE}))[.,]?)?(?: {_AGENCY}|(?<=\d[.,])(?: ?[—–-]+)?|(?<=\d)(?: ?[—–-]+))[ \t]+"
)
_HEADER_LINES = 6
_NEAR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Lead:
    """What the first lines of a text say of it. `end` is the offset at which the article's own words begin."""

    date: str | None = None
    date_rule: str = ""
    source: str | None = None
    end: int = 0


def dated(article: Article) -> Article:
    """The article with the date and source that its first lines give, where its reader found none.

    A dateline or date header is cut off the block that it stands in, so that no passage begins with it.
    """
    document, text = article.document, article.document.text
    first = next((number for number, block in enumerate(article.blocks) if is_prose(text, block)), None)
    if first is None:
        return article
    block = article.blocks[first]
    found = lead(text, text[block.start : block.end])
    rest = trim(text, Span(block.start + found.end, block.end))
    rules = replace(
        document.rules,
        date=document.rules.date or found.date_rule,
        source=document.rules.source or ("dateline" if found.source else ""),
    )
    document = replace(document, date=document.date or found.date, source=document.source or found.source, rules=rules)
    return Article(document, (*article.blocks[:first], *([rest] if rest else []), *article.blocks[first + 1 :]))


def lead(text: str, first: str) -> Lead:
    """Read the dateline or the date header at the start of `text`, whose first paragraph of prose is `first`.

    A dateline without a year (“KIEV, January 20. /TASS/.”) takes the year from the dates in the text, when the latest
    of these lies in the sixty days before it; otherwise its date stays unknown.
    """
    if (header := _HEADER.match(first)) and (day := iso(header.group(1))):
        return Lead(day, "date header", None, header.end())
    if line := _match_dateline(first):
        written, agency = line["date"], line["slashed"] or line["bracketed"]
        day, rule = _dateline_date(written, text) if written else (None, "")
        return Lead(day, rule, agency.strip() if agency else None, line.end())
    for row in text.split("\n", _HEADER_LINES)[:_HEADER_LINES]:
        match = _HEADER.match(row) or _ALONE.match(row.strip())
        if match and (day := iso(match.group(1))):
            return Lead(day, "date line", None, 0)
    return Lead()


def iso(written: str) -> str | None:
    """A written date as ISO 8601 (YYYY-MM-DD); None when its year is missing, or when there is no such day."""
    day = _parse(written)
    return day[0].isoformat() if day and day[1] else None


def _match_dateline(first: str) -> re.Match[str] | None:
    """A dateline has its place in capitals, then a date or an agency or both; capitals alone are no dateline."""
    match = _DATELINE.match(first)
    return match if match and match["place"].isupper() else None


def _dateline_date(written: str, text: str) -> tuple[str | None, str]:
    parsed = _parse(written)
    if parsed is None:
        return None, ""
    day, has_year = parsed
    if has_year:
        return day.isoformat(), "dateline"
    latest = max(_full_dates(text), default=None)
    for year in (latest.year, latest.year + 1) if latest else ():
        candidate = _day(year, day.month, day.day)
        if candidate and latest and timedelta(0) <= candidate - latest <= _NEAR:
            return candidate.isoformat(), f"dateline, its year from {latest.isoformat()} in the text"
    return None, ""


def _full_dates(text: str) -> Iterator[date]:
    end = 0
    for number in _NUMBER.finditer(text):  # each date has one, and they are found many times faster than dates
        if number.end() - number.start() > 2 and text[number.end() : number.end() + 1] != "-":
            continue  # it is no day, and a year alone is no date
        word = _WORD_BEFORE.search(text, max(0, number.start() - _LONGEST_MONTH), number.start())
        starts = [word.start(), number.start()] if word else [number.start()]
        match = next((match for start in starts if start >= end and (match := _ANY_DATE.match(text, start))), None)
        if match:
            end = match.end()
            parsed = _parse(match.group())
            if parsed and parsed[1]:
                yield parsed[0]


def _parse(written: str) -> tuple[date, bool] | None:
    """The date and whether its year is written; a missing year reads as 2000, which has every day."""
    if match := re.match(r"(\d{4})-(\d{2})-(\d{2})", written):
        day = _day(*(int(part) for part in match.groups()))
        return (day, True) if day else None
    name = re.search(r"[^\W\d_]{3,}", re.sub(r"\d(?:st|nd|rd|th)", lambda found: found.group()[0], written))
    numbers = [int(number) for number in re.findall(r"\d+", written)]
    if not name or not numbers:
        return None
    month = next((n for n, names in enumerate(_MONTHS, 1) if re.fullmatch(names, name.group(), re.IGNORECASE)), 0)
    day = _day(numbers[1] if len(numbers) > 1 else 2000, month, numbers[0])
    return (day, len(numbers) > 1) if day else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
