"""What is known of HTML elements: which begin a block, which are never seen, which end another."""

import re
from collections.abc import Mapping

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BREAKS = HEADINGS | frozenset(
    "address article aside blockquote caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr legend li main menu nav ol p pre search section summary table tbody tfoot "
    "thead tr ul".split()
)
"""Elements that begin and end a block of their own."""

CELLS = frozenset({"td", "th"})
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
UNSEEN = frozenset(
    "audio button canvas datalist dialog iframe map math noembed noframes noscript object rp rt script select style "
    "svg template textarea title video".split()
)
"""Elements whose content is not shown, or is not text to read."""

FURNITURE = frozenset({"nav", "aside", "footer"})
"""Elements that by their meaning stand around an article."""

ENDED_BY = {
    "p": BREAKS,
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": CELLS | {"tr", "tbody", "tfoot"},
    "th": CELLS | {"tr", "tbody", "tfoot"},
    "tr": frozenset({"tr", "tbody", "tfoot"}),
}
"""Elements whose end tag may be left out, and what begins instead of it."""

CONCEALED = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:font-size|opacity)\s*:\s*0(?:\.0*)?(?:[a-z%]{1,3})?\s*(?:;|!|$)",
    re.IGNORECASE,
)


def unseen(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element is not shown, by its name or by its own attributes. Style sheets are not read."""
    return (
        name in UNSEEN
        or ("hidden" in attributes and attributes["hidden"].lower() != "until-found")
        or attributes.get("aria-hidden", "").strip().lower() == "true"
        or CONCEALED.search(attributes.get("style", "")) is not None
    )
