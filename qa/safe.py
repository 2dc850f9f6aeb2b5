"""Text of documents as it may be shown: nothing in it can steer a terminal."""

from index.patterns import later

_UNSAFE = later(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def safe(text: str) -> str:
    """The text with each control, bidirectional, invisible tag or surrogate character as U+FFFD, of the same length.

    Tab and line feed stay.
    """
    return _UNSAFE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """The text safe to show, on one line: each run of white space is one space."""
    return safe(" ".join(text.split()))
