"""Printing: results to standard output, progress and errors to standard error."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

from index.errors import DossierError, UsageError
from index.types import Progress, Report
from qa import pace
from qa.safe import one_line, safe

FOUND, NOTHING = 0, 1
"""The exit codes of a command that gave something, and of one that found nothing to give."""


def show(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Print lines, with nothing in them that could do anything to a terminal.

    Raises BrokenPipeError when nobody reads them any more, and UsageError when they cannot be written.
    """
    for line in lines:
        with _writing():
            print(safe(line), file=stream or sys.stdout)


def finish() -> None:
    """Write what is still held back. Raises as `show`."""
    with _writing():
        sys.stdout.flush()


def fault(error: DossierError) -> None:
    """Print an error in one line."""
    print(f"error: {one_line(str(error))}", file=sys.stderr, flush=True)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"the output cannot be written: {error.strerror}") from error


def progress() -> Report:
    """Progress on one line that is written over, where standard error is a terminal."""
    begun: dict[str, float] = {}

    def told(at: Progress) -> None:
        seconds = time.monotonic() - begun.setdefault(at.stage, time.monotonic())
        end = "\r" if at.done < at.total else "\n"
        print(f"\x1b[2K{pace.line(at, seconds)}", end=end, file=sys.stderr, flush=True)

    return told if sys.stderr.isatty() else _untold


def _untold(_: Progress) -> None:
    """Nobody watches."""
