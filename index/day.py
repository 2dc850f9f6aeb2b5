"""The day in a field that holds a date."""

import re
from datetime import date

from index.dates import lead

_YEAR_FIRST = re.compile(r"\s*(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?!\d)", re.ASCII)
_DAY_FIRST = re.compile(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)", re.ASCII)
_WEEKDAY = re.compile(r"\s*[^\W\d_]{2,12}\.?,\s*")
_URL = re.compile(r"/(\d{4})([/-])(\d{1,2})\2(\d{1,2})(?=[/_.-]|$)", re.ASCII)
_LONGEST = 60


def day(written: str) -> str | None:
    """The day that a date field begins with, as YYYY-MM-DD; None when it names none, or none that there is.

    Read are “2024-03-05T10:00Z”, “2024/3/5”, “20240305”, “5.3.2024”, “Tue, 5 March 2024”, “March 5, 2024” and
    “5 марта 2024”. Not “05/03/2024”, whose month nobody can know. The day is the one written, in its own time zone.
    """
    written = written[:_LONGEST]
    if found := _YEAR_FIRST.match(written):
        return _iso(found[1], found[3], found[4])
    if found := _DAY_FIRST.match(written):
        return _iso(found[3], found[2], found[1])
    weekday = _WEEKDAY.match(written)
    return lead("", f"Date: {written[weekday.end() if weekday else 0 :].strip()}").date


def day_of_url(url: str) -> str | None:
    """The day in an address such as “/2024/03/05/storm”; None when it holds none."""
    found = _URL.search(url)
    return _iso(found[1], found[3], found[4]) if found else None


def _iso(year: str, month: str, number: str) -> str | None:
    try:
        return date(int(year), int(month), int(number)).isoformat()
    except ValueError:
        return None
