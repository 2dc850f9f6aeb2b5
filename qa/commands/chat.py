"""`dossier chat`: the terminal UI, or the chat line by line."""

import argparse
import os
import sys

from index.errors import UsageError
from index.parts import part
from qa.options import documents, filters
from qa.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the terminal UI; with --plain, or on a terminal that can do no more, the chat line by line."""
    if getattr(arguments, "plain", False) or os.environ.get("TERM") == "dumb":
        return int(part("qa.chats", "line").talk(part("qa", "opening").opened(settings), filters(arguments)))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the chat needs a terminal: use dossier ask in scripts, or dossier chat --plain in a pipe")
    app = part("qa.tui", "app")
    return int(app.run(documents(settings), settings, filters(arguments), getattr(arguments, "resume", False)))
