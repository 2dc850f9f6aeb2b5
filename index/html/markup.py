"""HTML as a stream of tags and text, each with its place in the file.

What is dropped follows the tokenizer of the HTML standard (section 13.2.5): a comment, a tag or a script that is never
closed runs to the end of the file, as in a browser. So each character is looked at a fixed number of times, whatever
the file holds; `html.parser` of Python 3.11 is quadratic there.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.types import Span

RAW_END = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "iframe", "noembed", "noframes", "noscript")
}
"""Elements whose content is text up to their own end tag, whatever it looks like."""

NAME = re.compile(r"</?+([A-Za-z][^\t\n\f\r />]*+)")
ATTRIBUTE = re.compile(
    r"[\t\n\f\r /]*+([^\t\n\f\r />][^\t\n\f\r />=]*+)"
    # A quote that is never closed runs to the end of the file, where the tag then has no end.
    r"""(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"([^"]*+)"?+|'([^']*+)'?+|([^\t\n\f\r >]++))?+)?+""",
)
TAG_END = re.compile(r"[\t\n\f\r /]*+>")
EMPTY_COMMENT = re.compile(r"<!---?>")
COMMENT_END = re.compile(r"--!?>")
# The lengths are bounded because int() refuses numbers of thousands of digits.
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?+")
XML = re.compile(r"\s*+<\?xml")


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag, or an end tag when `closing`. Names are in lower case, values decoded; `span` is its place.

    `empty` is true for `<div/>` in a file that begins as XML; elsewhere that slash means nothing.
    """

    name: str
    attributes: Mapping[str, str]
    span: Span
    closing: bool
    empty: bool


def tokens(page: str) -> Iterator[Tag | Span]:
    """The tags of a page, and between them the spans of its text, in file order. Comments are left out."""
    xml = XML.match(page) is not None
    at = text = 0  # where to look next; where the text begins that is not out yet
    while (at := page.find("<", at)) >= 0:
        tag = _tag(page, at, xml)
        end = tag.span.end if tag else _ignored(page, at)
        if end == at:  # a mere "less than"
            at += 1
            continue
        if text < at:
            yield Span(text, at)
        at = text = end
        if tag:
            yield tag
            at = _raw_end(page, tag)
    if text < len(page):
        yield Span(text, len(page))


def decoded(text: str) -> str:
    """The text of an attribute, or of anything else that holds character references."""
    return ENTITY.sub(lambda found: html.unescape(found[0]), text)


def _tag(page: str, at: int, xml: bool) -> Tag | None:
    """The tag that begins at `at`; None when there is none, or when the file ends within it."""
    if not (name := NAME.match(page, at)):
        return None
    attributes: dict[str, str] = {}
    end = name.end()
    while found := ATTRIBUTE.match(page, end):
        value = found[2] or found[3] or found[4] or ""
        attributes.setdefault(found[1].lower(), decoded(value))
        end = found.end()
    if not (close := TAG_END.match(page, end)):
        return None
    span = Span(at, close.end())
    return Tag(name[1].lower(), attributes, span, page[at + 1] == "/", xml and page[close.end() - 2] == "/")


def _ignored(page: str, at: int) -> int:
    """The end of the comment, declaration or unfinished tag at `at`; `at` itself when there is none."""
    if NAME.match(page, at):
        return len(page)
    if page.startswith("<!--", at):
        found = EMPTY_COMMENT.match(page, at) or COMMENT_END.search(page, at + 4)
        return found.end() if found else len(page)
    if page.startswith(("<!", "<?", "</"), at):
        return page.find(">", at) + 1 or len(page)
    return at


def _raw_end(page: str, tag: Tag) -> int:
    """Where to look for the next tag after `tag`: past the content of a script and the like."""
    pattern = None if tag.closing or tag.empty else RAW_END.get(tag.name)
    if not pattern:
        return tag.span.end
    found = pattern.search(page, tag.span.end)
    return found.start() if found else len(page)
