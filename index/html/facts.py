"""What an HTML page says of itself in its metadata: title, date of publication, site and address."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index.dates import lead
from index.day import day, day_of_url
from index.decode import sound
from index.html.linked import Linked, linked
from index.html.markup import Tag, decoded, tokens
from index.html.tree import Open, Tree
from index.types import Rules, Span

_TITLES = ("og:title", "twitter:title", "dc.title", "headline")
_DATES = (
    "article:published_time og:published_time og:article:published_time datepublished publishdate publish-date "
    "publish_date publication_date pubdate parsely-pub-date sailthru.date article.published dc.date.issued "
    "dcterms.created dcterms.date dc.date dc.date.created date"
).split()
_SITES = ("og:site_name", "dc.publisher", "publisher", "application-name")
_SEPARATORS = " \t|–—-:·•«»/"

_ADDRESS = re.compile(r"https?://(?:www\.)?+([\w.-]++)(?=[/?#:]|$)[!-~]*$", re.IGNORECASE)

Candidate = tuple[str | None, str]
"""A value, or None or "" where there is none, and the rule that found it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself, and by which rules that was found; None is unknown."""

    title: str | None
    date: str | None
    source: str | None
    url: str | None
    rules: Rules


@dataclass(slots=True)
class _Head:
    """What the tags of a page hold, in file order."""

    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    heading_at: int = -1  # how many of the times stand before the headline


def facts(page: str, heading: str, above: Sequence[str] = ()) -> Facts:
    """Read the metadata of a page, whose first <h1> is `heading` and has the blocks `above` before the first prose.

    The order of trust is JSON-LD, <meta>, <time>, an address with year, month and day, and a line above the prose that
    begins with a date. A copyright line gives none.
    """
    head = _head(page)
    data = linked(head.scripts)
    addresses = (head.links.get("canonical", ""), head.meta.get("og:url", ""), data.url)
    url = next((address for address in addresses if _ADDRESS.match(address)), "")
    source = _best(_sources(head, data, heading, url))
    title = _best(_titles(head, data, heading))
    date = _best(_dates(head, data, url, above))
    rules = Rules(title=title[1], date=date[1], source=source[1])
    return Facts(_without_site(title[0], source[0]), date[0], source[0], url or None, rules)


def _head(page: str) -> _Head:
    head, tree = _Head(), Tree()
    last = Tag("", {}, Span(0, 0), closing=True, empty=True)
    for token in tokens(page):
        if isinstance(token, Tag):
            tree.take(token)
            if not token.closing:
                _note(head, token, tree.top)
            last = token
        elif not last.closing:
            _note_text(head, last, page[token.start : token.end])
    return head


def _note(head: _Head, tag: Tag, inside: Open) -> None:
    """Keep what the attributes of a tag say; of several that say the same thing, the first."""
    values = tag.attributes
    if tag.name == "meta":
        for key in ("property", "name", "itemprop"):
            head.meta.setdefault(values.get(key, "").lower(), values.get("content", "").strip())
    elif tag.name == "link":
        head.links.setdefault(values.get("rel", "").lower(), values.get("href", "").strip())
    elif tag.name == "h1" and head.heading_at < 0:
        head.heading_at = len(head.times)
    elif values.get("itemprop", "").lower() == "datepublished" or "pubdate" in values:
        head.published += [values.get("datetime") or values.get("content") or ""]
    elif tag.name == "time" and not inside.furniture and not inside.unseen:
        head.times += [values.get("datetime", "")]


def _note_text(head: _Head, tag: Tag, text: str) -> None:
    """Keep the text that follows a start tag."""
    if tag.name == "title" and not head.title:
        head.title = " ".join(decoded(text).split())
    elif tag.name == "script" and "ld+json" in tag.attributes.get("type", "").lower():
        head.scripts += [text]
    elif tag.attributes.get("itemprop", "").lower() == "datepublished" and not head.published[-1:] > [""]:
        head.published += [text]
    elif tag.name == "time" and head.times and not head.times[-1]:
        head.times[-1] = text


def _titles(head: _Head, data: Linked, heading: str) -> Iterable[Candidate]:
    yield decoded(data.headline), "json-ld"
    for name in _TITLES:
        yield head.meta.get(name), "html metadata"
    yield heading, "heading"
    yield head.title, "title element"


def _dates(head: _Head, data: Linked, url: str, above: Sequence[str]) -> Iterable[Candidate]:
    yield day(data.published), "json-ld"
    for name in _DATES:
        yield day(head.meta.get(name, "")), "html metadata"
    for written in head.published:
        yield day(written), "html metadata"
    # The time under the headline, else the one nearest above it.
    for written in (*head.times[max(0, head.heading_at) :], *reversed(head.times[: max(0, head.heading_at)])):
        yield day(written), "time element"
    yield day_of_url(url), "url"
    for line in reversed(above):
        yield day(line) or lead("", line).date, "date line"


def _sources(head: _Head, data: Linked, heading: str, url: str) -> Iterable[Candidate]:
    for name in _SITES[:1]:
        yield head.meta.get(name), "html metadata"
    yield data.publisher, "json-ld"
    for name in _SITES[1:]:
        yield head.meta.get(name), "html metadata"
    if heading and head.title.startswith(heading) and head.title[len(heading) :].lstrip()[:1] in set(_SEPARATORS):
        yield head.title[len(heading) :].strip(_SEPARATORS), "title element"
    address = _ADDRESS.match(url)
    yield address and address[1], "url"


def _best(candidates: Iterable[Candidate]) -> tuple[str | None, str]:
    """The first candidate that there is, and its rule."""
    for value, rule in candidates:
        if value and (tidy := " ".join(sound(value).split())):
            return tidy, rule
    return None, ""


def _without_site(title: str | None, site: str | None) -> str | None:
    """A title without “ | The Gazette” at its end."""
    if title and site and title.endswith(site):
        return title[: -len(site)].rstrip(_SEPARATORS) or title
    return title
