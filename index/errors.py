"""Everything that can go wrong and is reported, as one family.

::

    DossierError
    ├── UsageError       a question, option or setting that cannot be used
    ├── CorpusError      the documents cannot be found, or there is nothing to read in them
    ├── FileSkipped      one file cannot be read; the build names it with its reason and goes on
    ├── ChatsFault       the chats cannot be written to disk
    ├── PartMissing      no such embedder, store or reader, or the package that it needs is missing
    └── IndexFault       the index cannot be used as it is
        ├── IndexMismatch    it was made by another embedder
        ├── IndexDamaged     it does not hold what its manifest says
        └── IndexBusy        another process is updating it

The text of each is shown to the person as it is: what happened, where, and what to do.
"""


class DossierError(Exception):
    """Base of all reported errors; the doors catch this and nothing else."""


class UsageError(DossierError):
    """A question, option or setting that cannot be used."""


class CorpusError(DossierError):
    """The documents cannot be found, or there is nothing to read in them."""


class FileSkipped(DossierError):
    """One file cannot be read. Raised by readers and caught by the build, which reports the reason."""


class ChatsFault(DossierError):
    """The database of chats cannot be written; the chat goes on without it."""


class PartMissing(DossierError):
    """An unknown part was asked for, or the package that it needs is not installed."""


class IndexFault(DossierError):
    """The index cannot be used as it is."""


class IndexMismatch(IndexFault):
    """The index was made by another embedder than the one asked for."""


class IndexDamaged(IndexFault):
    """A file of the index is missing or differs from its checksum. No answer is given from it."""


class IndexBusy(IndexFault):
    """Another process holds the index's writer lock."""
