"""From the bytes of a file to its text. Nothing is normalised: the text is the file, character for character."""

import codecs
import re
from dataclasses import dataclass
from itertools import accumulate

from index.errors import Code, FileSkipped

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
_RARE = 200
"""A text may hold one NUL among so many characters; what holds more is no text."""
_MAGIC = {b"%PDF-": "a PDF file", b"PK\3\4": "a zip archive", b"\x1f\x8b": "a gzip file", b"{\\rtf": "an RTF file"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and what is in doubt about it: a charset that was guessed, bytes that mean nothing in it."""

    text: str
    doubt: str


def decode(data: bytes, declared: str = "") -> str:
    """The text of a file, as `decoded` has it."""
    return decoded(data, declared).text


def decoded(data: bytes, declared: str = "") -> Decoded:
    """The text of a file: by its byte order mark, as UTF-16 or UTF-8, by its `declared` charset, or by a guess.

    Bytes that mean nothing in the charset become U+FFFD, and so do single NUL characters. Raises FileSkipped for a file
    that is empty or is not text.
    """
    data, charset, guessed = _charset(data, declared)
    text = data.decode(charset, "replace")
    nul = text.count("\0")
    if nul * _RARE > len(text):
        raise FileSkipped(Code.BINARY, "not text: it holds NUL characters")
    if not text.strip():
        raise FileSkipped(Code.EMPTY, "it is empty")
    lost = nul + _lost(text, data, charset)
    doubts = [f"read as {charset}, which is a guess"] if guessed else []
    if lost:
        doubts.append(f"{lost} character{'' if lost == 1 else 's'} could not be read")
    return Decoded(text.replace("\0", "\ufffd") if nul else text, "; ".join(doubts))


def line_starts(text: str) -> tuple[int, ...]:
    """The offset at which each line of a text begins; lines end with CR, LF or both."""
    if "\r" in text:
        return (0, *(found.end() for found in re.finditer(r"\r\n?|\n", text)))
    return tuple(accumulate((len(line) + 1 for line in text.split("\n")[:-1]), initial=0))


def sound(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, such as JSON can hold and no file can."""
    return _SURROGATE.sub("\ufffd", text)


def _lost(text: str, data: bytes, charset: str) -> int:
    """How many U+FFFD in a decoded text stand for bytes without a meaning, and not for a U+FFFD of the file."""
    found = text.count("\ufffd")
    own = "\ufffd".encode(charset, "ignore") if found else b""
    return max(0, found - data.count(own)) if own else found


def _charset(data: bytes, declared: str) -> tuple[bytes, str, bool]:
    """The bytes without their mark, the charset that they are in, and whether that is a guess."""
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :], charset, False
    if wide := _wide(data):
        return data, wide, False
    if kind := next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), ""):
        raise FileSkipped(Code.BINARY, f"not text: it is {kind} under another name")
    if data.count(b"\0") * _RARE > len(data):
        raise FileSkipped(Code.BINARY, "not text: it holds NUL bytes")
    if len(data) - len(data.translate(None, _CONTROLS)) > len(data) // 20:
        raise FileSkipped(Code.BINARY, "not text: it holds control characters")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return (data, *_legacy(data, declared))
    return data, "utf-8", False


def _legacy(data: bytes, declared: str) -> tuple[str, bool]:
    """The charset of what is not sound UTF-8, and whether that is a guess."""
    foreign = len(data.translate(None, _ASCII))
    broken = data.decode("utf-8", "replace")
    if broken.count("\ufffd") * 20 <= foreign:  # UTF-8 with a few damaged characters, or cut off within one
        return "utf-8", False
    if known := _known(declared):
        return known, False
    return (_guess(data) if foreign >= _MANY else "cp1252"), True


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
