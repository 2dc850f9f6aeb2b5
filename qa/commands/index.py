"""`dossier index`: builds the index or brings it up to date."""

import argparse
import sys
import time
from itertools import chain

from index.errors import IndexBusy
from index.parts import part
from index.plan import NEWS
from qa import inspect
from qa.console import FOUND, fault, finish, progress, show
from qa.options import documents
from qa.preview import change_text, preview_text, summary_text
from qa.retrieve import Retriever, load_embedder
from qa.settings import Settings
from qa.where import plan


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Build the index or bring it up to date, and say what became of each file."""
    about = arguments.paths or documents(settings)
    if arguments.dry_run:
        show(preview_text(plan(about, settings), load_embedder(settings)))
        return FOUND
    opened = (Retriever.rebuild if arguments.rebuild else Retriever.open)(about, settings, progress())
    if opened.behind:
        raise IndexBusy(f"another process is updating the index of {', '.join(about)}: try again when it is done")
    show(chain.from_iterable(map(change_text, opened.changes)))
    show(summary_text(opened.changes, opened.reason))
    show([next(inspect.reading(opened.index.files.files())), _holds(opened)])
    if arguments.watch:
        watch = part("qa", "watch")  # watchfiles is loaded for this only
        show(["watching; Ctrl+C stops"], sys.stderr)
        finish()
        watch.watch(opened, plan(about, settings), watch.Watcher(progress(), _news, fault))
    return FOUND


def _holds(opened: Retriever) -> str:
    about = opened.index.about
    return f"{about.documents} documents, {about.passages} passages, embedded by {about.embedder}"


def _news(opened: Retriever) -> None:
    """Say which files changed, and when."""
    changed = [change for change in opened.changes if change.status in NEWS]
    show([time.strftime("%H:%M:%S"), *chain.from_iterable(map(change_text, changed))])
    finish()
