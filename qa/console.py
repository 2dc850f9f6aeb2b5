"""Printing: results to standard output, progress and errors to standard error."""

import sys
import time
from collections.abc import Iterable
from typing import TextIO

from index.errors import DossierError
from index.types import Progress, Report
from qa import pace
from qa.safe import one_line, safe

FOUND, NOTHING = 0, 1
"""The exit codes of a command that gave something, and of one that found nothing to give."""


def show(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Print lines, with nothing in them that could do anything to a terminal."""
    for line in lines:
        print(safe(line), file=stream or sys.stdout)


def fault(error: DossierError) -> None:
    """Print an error in one line."""
    print(f"error: {one_line(str(error))}", file=sys.stderr, flush=True)


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
