"""What the disk answers, in the words of our own errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EIO, EMFILE, ENFILE, ENOMEM, EPERM, EROFS
from pathlib import Path

from index.errors import IndexDamaged, IndexDenied, IndexFault


def damaged(path: Path, what: str) -> IndexDamaged:
    """The error for a file or folder of an index."""
    return IndexDamaged(
        f"the index is damaged: {path}: {what}. No answer was given from it, and the documents are untouched. "
        "Run: dossier repair (with the same --docs and --index)"
    )


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Report what the disk refuses as an IndexFault."""
    try:
        yield
    except OSError as error:
        refused = error.errno in (EACCES, EPERM, EROFS)
        told = f"{error.strerror} ({error.filename})" if error.filename else str(error.strerror)
        advice = "Check whose it is" if refused else "Make room"
        raise (IndexDenied if refused else IndexFault)(
            f"the index at {folder} cannot be written: {told}. The documents and any earlier index are untouched. "
            f"{advice} or choose another place with --index"
        ) from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Report what cannot be read: as damage, unless it is the system that has no handles or memory, or refuses.

    `path` is what is read, where the error does not say that.
    """
    try:
        yield
    except OSError as error:
        told = error.strerror or "it cannot be read"
        at = error.filename or path
        if error.errno in (EACCES, EPERM):
            raise IndexDenied(
                f"the index may not be used: {at}: {told}. Make it yours alone (chown, chmod o-w), or choose another "
                "place with --index"
            ) from error
        if error.errno in (EMFILE, ENFILE, ENOMEM):
            raise IndexFault(f"the index cannot be read: {at}: {told}. Close other programs, and try again") from error
        raise damaged(Path(at), f"it cannot be read: {told}" if error.errno == EIO else told) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged(path, "it cannot be read") from error
