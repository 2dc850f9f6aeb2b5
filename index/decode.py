"""From the bytes of a file to its text. Nothing is normalised: the text is the file, character for character."""

import codecs
import re

from index.errors import FileSkipped

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSETS = (
    "cp1251 koi8-r koi8-u cp866 mac-cyrillic iso8859-5 cp1252 cp1250 iso8859-2 cp1253 cp1254 cp1255 cp1256 cp1257 "
    "cp932 euc_jp gb18030 big5 euc_kr"
).split()
"""The legacy charsets that a text is taken for; the others would only add wrong guesses."""
_NAMES = frozenset(codecs.lookup(charset).name for charset in _CHARSETS)

_ASCII = bytes(range(128))
_CONTROLS = bytes({*range(32)} - set(b"\t\n\v\f\r\x1b"))
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MANY = 64
"""So many bytes beyond ASCII are needed to guess a charset; a guess from fewer is often wrong."""
_SAMPLE = 1 << 18


def decode(data: bytes, declared: str = "") -> str:
    """The text of a file: by its byte order mark, as UTF-16 or UTF-8, by its `declared` charset, or by a guess.

    Bytes that mean nothing in the charset become U+FFFD. Raises FileSkipped for a file that is empty or is not text.
    """
    text = _decode(data, declared)
    if not text.strip():
        raise FileSkipped("it is empty")
    return text


def line_starts(text: str) -> tuple[int, ...]:
    """The offset at which each line of a text begins; lines end with CR, LF or both."""
    return (0, *(found.end() for found in re.finditer(r"\r\n?|\n", text)))


def sound(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, such as JSON can hold and no file can."""
    return _SURROGATE.sub("\ufffd", text)


def _decode(data: bytes, declared: str) -> str:
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _without_nul(data[len(mark) :].decode(charset, "replace"))
    if wide := _wide(data):
        return _without_nul(data.decode(wide, "replace"))
    if b"\0" in data:
        raise FileSkipped("not text: it holds NUL bytes")
    if len(data) - len(data.translate(None, _CONTROLS)) > len(data) // 20:
        raise FileSkipped("not text: it holds control characters")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, declared)


def _legacy(data: bytes, declared: str) -> str:
    foreign = len(data.translate(None, _ASCII))
    broken = data.decode("utf-8", "replace")
    if broken.count("\ufffd") * 20 <= foreign:  # UTF-8 with a few damaged characters, or cut off within one
        return broken
    return data.decode(_known(declared) or (_guess(data) if foreign >= _MANY else "cp1252"), "replace")


def _guess(data: bytes) -> str:
    # Deferred because it takes 40 ms to import and almost every file is UTF-8.
    from charset_normalizer import from_bytes

    cut = data.rfind(b"\n", 0, _SAMPLE) + 1 if len(data) > _SAMPLE else len(data)
    best = from_bytes(data[: cut or _SAMPLE], cp_isolation=_CHARSETS).best()
    return best.encoding if best else "cp1252"


def _known(declared: str) -> str:
    """The declared charset where it is one that a text can be in. As on the web, ISO 8859-1 means cp1252."""
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return ""
    return name if name in _NAMES else "cp1252" if name in {"iso8859-1", "ascii"} else ""


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: of each pair of bytes the same one is a control, for it numbers the alphabet."""
    sample = data[:_SAMPLE]
    pairs = len(sample) // 2
    first, second = (len(half) - len(half.translate(None, _CONTROLS)) for half in (sample[::2], sample[1::2]))
    if len(data) % 2 == 0 and max(first, second) * 10 > pairs * 7 and min(first, second) * 10 < pairs * 3:
        return "utf-16-be" if first > second else "utf-16-le"
    return ""


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise FileSkipped("not text: it holds NUL characters")
    return text
