"""Everything that can go wrong and is reported, as one family.

::

    DossierError
    ├── UsageError       a question, option or setting that cannot be used
    ├── CorpusError      the documents cannot be found, or there is nothing to read in them
    ├── FileSkipped      one file cannot be read; the build names it with its reason and goes on
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

from typing import ClassVar


class DossierError(Exception):
    """Base of all reported errors; the doors catch this and nothing else."""

    exit_code: ClassVar[int] = 2


class UsageError(DossierError):
    """A question, option or setting that cannot be used."""


class CorpusError(DossierError):
    """The documents cannot be found, or there is nothing to read in them."""


class FileSkipped(DossierError):
    """One file cannot be read. Raised by readers and caught by the build, which reports the reason."""


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
