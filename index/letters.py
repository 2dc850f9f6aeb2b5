"""Electronic mail (RFC 5322 and MIME): the text of a message, what its header says, and its attachments."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from index.clean import layout
from index.decode import Decoded, decoded, sound
from index.errors import FileSkipped, blamed
from index.html.visible import visible
from index.types import Inner, Span

MAX_PARTS = 1_000
_ESCAPING = frozenset({"iso-2022-jp", "iso-2022-jp-2", "iso-2022-kr", "hz-gb-2312"})
"""Charsets that look like ASCII, so that only the header tells them."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message: its text and blocks, the fields of its header, empty where it has none, what is in doubt about its
    encoding, and its attachments."""

    text: str
    blocks: tuple[Span, ...]
    subject: str
    sender: str
    date: str
    doubt: str
    attachments: tuple[Inner, ...]


def letter(data: bytes) -> Letter:
    """Read a message. What is malformed in it is read as far as it goes, as mail programs do."""
    with blamed("it is not a sound message"):
        return _letter(data)


def _letter(data: bytes) -> Letter:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    plain, html, doubt = _bodies(message)
    shown = visible(html) if html and not plain.strip() else None
    text = sound(shown.text if shown else plain.replace("\r\n", "\n").replace("\r", "\n")).replace("\0", "\ufffd")
    blocks = tuple(block.span for block in shown.blocks) if shown else layout(text).blocks
    return Letter(
        text=text,
        blocks=blocks,
        subject=_header(message, "subject"),
        sender=_sender(_header(message, "from")),
        date=_header(message, "date"),
        doubt=doubt,
        attachments=tuple(_attachments(message)),
    )


def _bodies(message: EmailMessage) -> tuple[str, str, str]:
    """The text of a message, plain and as HTML, of several parts one after the other, and what is in doubt about it."""
    found: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    doubts: dict[str, None] = {}
    for part in _shown(message):
        kind = part.get_content_type()
        if kind in found and not _is_attached(part):
            text = _text(part)
            found[kind].append(text.text)
            doubts[text.doubt] = None
    plain, html = (filter(None, found[kind]) for kind in ("text/plain", "text/html"))
    return "\n\n".join(plain), "\n".join(html), "; ".join(filter(None, doubts))


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _shown(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts of a message that are no multiparts, but those of messages that are attached to it."""
    todo = [message]
    for _ in range(MAX_PARTS):
        if not todo:
            return
        part = todo.pop()
        if part.is_multipart() and part.get_content_maintype() != "message":
            todo += reversed([one for one in part.get_payload() if isinstance(one, EmailMessage)])
        elif not part.is_multipart():
            yield part


def _text(part: EmailMessage) -> Decoded:
    """The text of a part, by its declared charset or as that of a file is found."""
    payload, declared = part.get_payload(decode=True), str(part.get_content_charset() or "")
    if not isinstance(payload, bytes):
        return Decoded("", "")
    if declared in _ESCAPING:
        return Decoded(payload.decode(declared, "replace"), "")
    try:
        return decoded(payload, declared)
    except FileSkipped:
        return Decoded("", "")


def _attachments(message: EmailMessage) -> Iterator[Inner]:
    """The files that are attached to a message; one without a name is named by its place and kind."""
    todo, number = [message], 0
    for _ in range(MAX_PARTS):
        if not todo:
            return
        part = todo.pop()
        if part is not message and part.get_content_type() == "message/rfc822":
            number += 1
            inner = [one for one in part.get_payload() if isinstance(one, EmailMessage)]
            yield from (Inner(_label(part, f"attached-{number}.eml", ".eml"), one.as_bytes()) for one in inner[:1])
        elif part.is_multipart():
            todo += reversed([one for one in part.get_payload() if isinstance(one, EmailMessage)])
        elif _is_attached(part):
            number += 1
            payload = part.get_payload(decode=True)
            yield Inner(_label(part, f"attached-{number}"), payload if isinstance(payload, bytes) else b"")


def _label(part: EmailMessage, otherwise: str, suffix: str = "") -> str:
    """The name of an attachment, which is a label and never a path."""
    name = " ".join(sound(part.get_filename() or "").replace("\\", "/").rpartition("/")[2].split())[:200]
    return (name if name.lower().endswith(suffix) else name + suffix) if name.strip(".") else otherwise


def _header(message: EmailMessage, name: str) -> str:
    """A field of the header on one line; empty where there is none, or where it cannot be parsed."""
    try:
        return " ".join(sound(str(message.get(name) or "")).split())
    except Exception:  # the library's parser of headers raises on some that are malformed
        return ""


def _sender(written: str) -> str:
    name, address = parseaddr(written)
    return name or address or written
