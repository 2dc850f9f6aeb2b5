"""Mailboxes (.mbox, RFC 4155): each message a document; a citation names the message by its number."""

import re
from collections.abc import Iterator
from dataclasses import replace

from index.errors import Code, FileSkipped
from index.letters import letter
from index.readers.mail import message
from index.types import Article, Inner, Source

_FROM = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]{3,}\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped | Inner]:
    """The messages of a mailbox and their attachments. Raises FileSkipped for a file that is none."""
    starts = list(_FROM.finditer(data))
    if not starts or starts[0].start():
        raise FileSkipped(Code.DAMAGED, "it is not a mailbox: it does not begin with a “From ” line")
    ends = [found.start() for found in starts[1:]] + [len(data)]
    for number, (begin, end) in enumerate(zip(starts, ends, strict=True), 1):
        found = letter(_QUOTED.sub(rb"\1", data[begin.end() : end]))
        if found.blocks:
            document = message(f"{source.id}#{number}", source.path, found, ((0,), number, "message"))
            yield Article(document, found.blocks)
        elif not found.attachments:
            yield FileSkipped(Code.NO_TEXT, f"message {number}: it holds no text")
        for one in found.attachments:
            yield replace(one, name=f"{number}/{one.name}")
