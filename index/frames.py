"""What the sandbox and its worker say to each other: frames of a kind, a length and that many bytes.

Articles travel as JSON, so that nothing a parser was talked into can become code on the other side; what comes back is
checked as the work of a stranger.
"""

import json
import struct
from dataclasses import asdict, fields
from typing import IO, Any

from index.errors import Code, FileSkipped
from index.types import Article, Document, Progress, Rules, Source, Span

PACE = 250_000
"""Bytes of a file for which its parser has a second more than others."""
_HEAD = struct.Struct("!cQ")
_FIELDS = [field.name for field in fields(Document)]

TASK, DATA, ARTICLE, SKIPPED, INNER, PROGRESS, END = (b"T", b"D", b"A", b"S", b"I", b"P", b"E")
"""The kinds of frames. A task is the reader's name and the file's id, an inner file its name; data follows both."""


def send(stream: IO[bytes], kind: bytes, payload: bytes = b"") -> None:
    """Write a frame. Raises OSError when nobody reads it."""
    stream.write(_HEAD.pack(kind, len(payload)))
    stream.write(payload)
    stream.flush()


def receive(stream: IO[bytes], most: int) -> tuple[bytes, bytes]:
    """Read a frame, its kind and payload. Raises EOFError at the end, OverflowError above `most` bytes."""
    kind, length = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if length > most:
        raise OverflowError
    return kind, _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise EOFError
    return data


def packed(value: Article | FileSkipped | Progress) -> bytes:
    """An article, a reason or a progress as JSON. The article's path is left out."""
    if isinstance(value, FileSkipped):
        return json.dumps([value.code, str(value)]).encode()
    if isinstance(value, Progress):
        return json.dumps([value.stage, value.done, value.total]).encode()
    document = {name: getattr(value.document, name) for name in _FIELDS}
    document |= {"path": "", "rules": asdict(value.document.rules)}
    blocks = [[block.start, block.end] for block in value.blocks]
    return json.dumps({"document": document, "blocks": blocks}, ensure_ascii=False).encode("utf-8", "replace")


def unpacked_article(payload: bytes, source: Source) -> Article:
    """The article of a frame. Raises ValueError, TypeError or KeyError for anything else."""
    value = json.loads(payload)
    facts: dict[str, Any] = value["document"]
    own = {"path": source.path, "rules": Rules(**facts["rules"]), "lines": tuple(facts["lines"])}
    document = Document(**facts | own)
    blocks = tuple(Span(start, end) for start, end in value["blocks"])
    _check(document, blocks, source)
    return Article(document, blocks)


def unpacked_skip(payload: bytes) -> FileSkipped:
    """The reason of a frame. Raises ValueError for anything else."""
    code, text = json.loads(payload)
    return FileSkipped(Code(code), str(text))


def unpacked_progress(payload: bytes) -> Progress:
    """The progress of a frame. Raises ValueError for anything else."""
    stage, done, total = json.loads(payload)
    return Progress(str(stage), int(done), int(total))


def _check(document: Document, blocks: tuple[Span, ...], source: Source) -> None:
    """Raise ValueError unless all is of the type and within the bounds that it is said to be."""
    facts = (document.title, document.date, document.source, document.url)
    texts = (document.id, document.text, document.unit, document.inside, document.decoding)
    ruled = (document.rules.title, document.rules.date, document.rules.source)
    numbers = [*document.lines, document.first_line, *(offset for one in blocks for offset in (one.start, one.end))]
    edges = [0, *(offset for one in blocks for offset in (one.start, one.end)), len(document.text)]
    sound = (
        all(isinstance(text, str) for text in (*texts, *ruled))
        and all(fact is None or isinstance(fact, str) for fact in facts)
        and all(type(number) is int and number >= 0 for number in numbers)
        and edges == sorted(edges)
        and list(document.lines) == sorted(document.lines)
        and document.id.startswith(source.id)
    )
    if not sound:
        raise ValueError("not an article")
