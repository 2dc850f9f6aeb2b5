"""Words in brackets at the end of a question: a follow-up takes them over, and they count half as much as its own."""

from index.patterns import later

_BRACKETS = later(r"\s*\(([^()]*)\)\s*$")


def carried(question: str) -> str:
    """The words in brackets that a question ends with; empty where it ends otherwise."""
    found = _BRACKETS.search(question)
    return found.group(1) if found else ""


def own(question: str) -> str:
    """A question without the brackets that it ends with."""
    return _BRACKETS.sub("", question)


def doubled(question: str) -> str:
    """A question as it is ranked by: its own words twice, so that those in brackets count half."""
    return f"{own(question)} {question}" if carried(question) and own(question) else question
