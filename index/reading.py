"""From a file to its articles: its bytes by a safe way, its reader by its suffix, the files within it by theirs."""

import os
import posixpath
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from index.errors import Code, FileSkipped
from index.parts import part
from index.places import MAX_BYTES, FileState, read_bytes, state_of, unreadable
from index.readers import READERS, TRUSTED
from index.types import Article, Inner, Progress, Source

MAX_INNER_FILES, MAX_INNER_BYTES, MAX_NESTING = 2_000, MAX_BYTES, 3
"""How many files may lie within one file, how large they may be together, and how deep they may lie."""
MAX_SECONDS = 120.0
"""For so long the files within one file are read; what is left then is skipped."""
_TRIES = 3


class Box(Protocol):
    """Where files are parsed that nobody should trust; see `index.sandbox`."""

    def read(self, reader: str, source: Source, data: bytes) -> Iterator[Article | FileSkipped | Inner | Progress]:
        """As `read` of the reader of that name."""
        ...


@dataclass(slots=True)
class _Left:
    """What may still be read of the files within one file."""

    files: int = MAX_INNER_FILES
    bytes: int = MAX_INNER_BYTES
    until: float = field(default_factory=lambda: time.monotonic() + MAX_SECONDS)

    def take(self, inner: Inner) -> None:
        """Count one file. Raises FileSkipped when it is one too many."""
        self.files, self.bytes = self.files - 1, self.bytes - len(inner.data)
        if self.files < 0:
            raise FileSkipped(Code.LIMIT, f"it holds more than {MAX_INNER_FILES:,} files")
        if self.bytes < 0:
            raise FileSkipped(Code.LIMIT, f"its files are larger than {MAX_INNER_BYTES // 1024**2} MB together")
        if time.monotonic() > self.until:
            raise FileSkipped(Code.TIMEOUT, f"its files took longer than {MAX_SECONDS:.0f} seconds")


def load(state: FileState) -> tuple[FileState, bytes]:
    """The bytes of a file, and its state when they were read.

    Raises FileSkipped when it is of no use, or changes each time that it is read.
    """
    if state.problem:
        raise FileSkipped(state.problem.code, state.problem.text)
    _reader(state.source)
    for _ in range(_TRIES):
        try:
            before = os.lstat(state.source.path)
            data, after = read_bytes(Path(state.source.path), 0 if before.st_size > MAX_BYTES else MAX_BYTES)
        except OSError as error:
            note = unreadable(error)
            raise FileSkipped(note.code, note.text) from error
        now = state_of(state.source, after)
        if now.problem:
            raise FileSkipped(now.problem.code, now.problem.text)
        if len(data) > MAX_BYTES or after.st_size > MAX_BYTES:
            raise FileSkipped(Code.TOO_LARGE, f"it is larger than {MAX_BYTES // 1024**2} MB")
        if _unchanged(before, after):
            return now, data
    raise FileSkipped(Code.CHANGING, "it changed each time that it was read: index again when it is finished")


def articles(source: Source, data: bytes, box: Box) -> Iterator[Article | FileSkipped]:
    """The articles of a file and of the files within it, in order, and why parts of it cannot be read.

    Raises FileSkipped when it holds no article at all and there is one reason for that.
    """
    return _articles(source, data, box, (_Left(), 0))


def _articles(source: Source, data: bytes, box: Box, within: tuple[_Left, int]) -> Iterator[Article | FileSkipped]:
    name = _reader(source)
    reader = _trusted(name) if name in TRUSTED else None
    if not data or data.isspace():
        raise FileSkipped(Code.EMPTY, "it is empty")
    found = reader.read(source, data) if reader else box.read(name, source, data)
    inner: list[Inner] = []
    for one in found:
        if isinstance(one, Article | FileSkipped):
            yield one
        elif isinstance(one, Inner):
            inner.append(one)
    yield from _within(source, inner, box, within)


def _within(source: Source, inner: list[Inner], box: Box, within: tuple[_Left, int]) -> Iterator[Article | FileSkipped]:
    """The articles of the files within a file. One that cannot be read is named, and the others are read."""
    left, depth = within
    for one in inner:
        try:
            left.take(one)
        except FileSkipped as skipped:
            yield skipped
            return
        here = Source(f"{source.id}/{one.name}", source.path)
        try:
            if depth >= MAX_NESTING:
                raise FileSkipped(Code.LIMIT, f"it lies more than {MAX_NESTING} files deep")
            for found in _articles(here, one.data, box, (left, depth + 1)):
                yield _placed(found, one.name)
        except FileSkipped as skipped:
            yield _placed(skipped, one.name)


def _placed(found: Article | FileSkipped, name: str) -> Article | FileSkipped:
    """The same, with where in the outer file it lies."""
    if isinstance(found, FileSkipped):
        return FileSkipped(found.code, f"{name}: {found}")
    document = found.document
    inside = f"{name}/{document.inside}" if document.inside else name
    return replace(found, document=replace(document, inside=inside))


def _reader(source: Source) -> str:
    """The name of the reader of a file. Raises FileSkipped when there is none."""
    suffix = posixpath.splitext(source.id)[1]
    if suffix.lower() not in READERS:
        raise FileSkipped(Code.NO_READER, f"there is no reader for {suffix or 'files without a suffix'}")
    return READERS[suffix.lower()]


@cache
def _trusted(name: str) -> Any:
    """The reader of this name, looked up once, for looking takes longer than reading a short text."""
    return part("index.readers", name)


def _unchanged(before: os.stat_result, after: os.stat_result) -> bool:
    """Whether a file is the same one in the same state; `after` is that of the open file."""
    return all(getattr(before, name) == getattr(after, name) for name in ("st_ino", "st_size", "st_mtime_ns"))
