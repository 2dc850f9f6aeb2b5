"""Everything that can go wrong and is reported, as one family.

::

    DossierError
    ├── UsageError       a question, option or setting that cannot be used
    ├── CorpusError      the documents cannot be found, or there is nothing to read in them
    ├── FileSkipped      one file cannot be read; the build names it with its reason and goes on
    ├── ChatsFault       the chats cannot be written to disk
    ├── EngineFault      the process that searches for the chat ended before it was done
    ├── PartMissing      no such embedder, store or reader, or the package that it needs is missing
    └── IndexFault       the index cannot be read or written: the disk is full or fails
        ├── IndexMissing     there is none yet
        ├── IndexDamaged     it does not hold what its manifest says
        ├── IndexBusy        another process is updating it
        ├── IndexDenied      this user may not use it, or others might have written to it
        └── IndexMismatch    it was made by another embedder

The text of each is shown to the person as it is: what happened, where, and what to do. Its `exit_code` is what a
command ends with.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Code(StrEnum):
    """Why a file, or a part of one, is not in the index; docs/readers.md says what each means and what to do."""

    BINARY = "binary"
    CHANGING = "changing"
    CRASHED = "crashed"
    DAMAGED = "damaged"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    FOLDER = "folder"
    LIMIT = "limit"
    LINK = "link"
    MEMORY = "memory"
    NAME = "name"
    NO_DOCUMENT = "no-document"
    NO_READER = "no-reader"
    NO_TEXT = "no-text"
    NOT_A_FILE = "not-a-file"
    PERMISSION = "permission"
    REPEATED = "repeated"
    TIMEOUT = "timeout"
    TOO_DEEP = "too-deep"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    VANISHED = "vanished"


@dataclass(frozen=True, slots=True)
class Note:
    """Why a file, or the part of it that the text names, is not in the index."""

    code: Code
    text: str

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class DossierError(Exception):
    """Base of all reported errors; the doors catch this and nothing else."""

    exit_code: ClassVar[int] = 2


class UsageError(DossierError):
    """A question, option or setting that cannot be used."""


class CorpusError(DossierError):
    """The documents cannot be found, or there is nothing to read in them."""


class FileSkipped(DossierError):
    """A file, or a part of one, cannot be read. Raised by readers and caught by the build, which reports the reason."""

    def __init__(self, code: Code, what: str) -> None:
        """`what` is the reason in words, for people."""
        super().__init__(what)
        self.code = code

    @property
    def note(self) -> Note:
        """The reason as it is kept."""
        return Note(self.code, str(self))


class ChatsFault(DossierError):
    """The database of chats cannot be written; the chat goes on without it."""


class EngineFault(DossierError):
    """The process that searches for the chat ended before it was done; the next request begins another."""


class PartMissing(DossierError):
    """An unknown part was asked for, or the package that it needs is not installed."""


class IndexFault(DossierError):
    """The index cannot be read or written: the disk is full or fails."""

    exit_code = 6


class IndexMissing(IndexFault):
    """There is no index yet."""

    exit_code = 3


class IndexDamaged(IndexFault):
    """A file of the index is missing or differs from its checksum. No answer is given from it."""

    exit_code = 4


class IndexBusy(IndexFault):
    """Another process holds the index's writer lock."""

    exit_code = 5


class IndexDenied(IndexFault):
    """This user may not read or write the index, or other users might have written to it."""

    exit_code = 7


class IndexMismatch(IndexFault):
    """The index was made by another embedder than the one asked for."""

    exit_code = 8


@contextmanager
def blamed(what: str) -> Iterator[None]:
    """Whatever a library raises within is the fault of the file that it parses: FileSkipped, which says `what`.

    Libraries raise half a dozen kinds of exceptions for damage, and those of Python for what they did not expect.
    """
    try:
        yield
    except (FileSkipped, MemoryError):
        raise
    except RecursionError as error:
        raise FileSkipped(Code.LIMIT, f"{what}: it is nested too deep") from error
    except Exception as error:
        raise FileSkipped(Code.DAMAGED, f"{what} ({type(error).__name__})") from error
