"""What the commands share: the documents that they are about, opening an index, and printing.

Results go to standard output, progress and errors to standard error.
"""

import argparse
import sys
import time
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TextIO

from index.build import NEWS
from index.errors import DossierError
from index.types import Progress, Report
from qa import pace
from qa.assistant import Assistant
from qa.preview import skipped_text, summary_text
from qa.retrieve import quiet
from qa.safe import one_line, safe
from qa.settings import Settings
from qa.types import Filters

FOUND, NOTHING = 0, 1


def opened(settings: Settings) -> Assistant:
    """The assistant for the documents; what the opening changed in the index is told on standard error."""
    assistant = Assistant.open(docs(settings), settings, progress())
    retriever = assistant.retriever
    if retriever.reason or any(change.status in NEWS for change in retriever.changes):
        show(chain(skipped_text(retriever.changes), summary_text(retriever.changes, retriever.reason)), sys.stderr)
    if retriever.behind:
        show(["another process is updating the index: this is from the one before"], sys.stderr)
    return assistant


def docs(settings: Settings) -> tuple[str, ...]:
    """The documents that were named, or the articles that come with the program."""
    if settings.docs:
        return settings.docs
    package = Path(__file__).parent
    return (str(package / "seeds" if (package / "seeds").is_dir() else package.parent / "seeds"),)


def question(arguments: argparse.Namespace) -> str:
    """The question that was typed, in one argument or several."""
    return " ".join(arguments.question)


def filters(arguments: argparse.Namespace) -> Filters:
    """The documents that the options leave."""
    return Filters(arguments.since, arguments.until, arguments.source)


def show(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Print lines, with nothing in them that could do anything to a terminal."""
    for line in lines:
        print(safe(line), file=stream or sys.stdout)


def fault(error: DossierError) -> None:
    """Print an error in one line."""
    print(f"error: {one_line(str(error))}", file=sys.stderr, flush=True)


def progress() -> Report:
    """Progress on standard error, on one line that is written over, where that is a terminal."""
    if not sys.stderr.isatty():
        return quiet
    begun: dict[str, float] = {}

    def told(at: Progress) -> None:
        seconds = time.monotonic() - begun.setdefault(at.stage, time.monotonic())
        end = "\r" if at.done < at.total else "\n"
        print(f"\x1b[2K{pace.line(at, seconds)}", end=end, file=sys.stderr, flush=True)

    return told
