"""The front matter of a markdown file: the lines between two `---` (YAML) or two `+++` (TOML) at its start.

Read as plain lines of `key: value` or `key = value`. A YAML loader would run whatever a file asks it to build.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.day import day

_LINE = re.compile(r"([A-Za-z][\w-]{0,40})\s*+[:=]\s*+(.*)$")
_DATES = ("date", "published", "publish_date", "publishdate", "pubdate", "date_published", "datepublished")
_SOURCES = ("source", "publisher", "publication", "site", "site_name", "sitename")
_URLS = ("url", "link", "canonical_url", "source_url", "permalink", "source")
_MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Front:
    """What the front matter says; None is unknown. It takes the first `length` lines of the file."""

    length: int = 0
    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None


def front_matter(lines: Sequence[str]) -> Front:
    """Read the front matter of a file from its first lines. One that is never closed is none."""
    fence = lines[0].rstrip()
    if fence not in {"---", "+++"}:
        return Front()
    ends = {fence, "..."} if fence == "---" else {fence}
    length = next((number for number, line in enumerate(lines[1:_MOST_LINES], 2) if line.rstrip() in ends), 0)
    pairs = [found for line in lines[1 : max(1, length - 1)] if (found := _LINE.match(line))]
    fields = {found[1].lower().replace("-", "_"): _bare(found[2]) for found in reversed(pairs)}
    sources = (fields.get(name, "") for name in _SOURCES)
    urls = (fields.get(name, "") for name in _URLS)
    return Front(
        length=length,
        title=fields.get("title") or None,
        date=next((value for name in _DATES if (value := day(fields.get(name, "")))), None),
        source=next((value for value in sources if value and "://" not in value), None),
        url=next((value for value in urls if value.startswith(("https://", "http://"))), None),
    )


def _bare(value: str) -> str:
    """A value without its quotes."""
    value = value.strip()
    return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
