"""`dossier serve`: the chat in a browser of this machine."""

import argparse
import sys

from qa.console import show
from qa.options import documents, filters
from qa.serve.server import How
from qa.serve.server import run as served
from qa.serve.tab import Offer
from qa.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve the chat to whoever has the link that is printed."""
    offer = Offer(documents(settings), settings, filters(arguments))
    return served(offer, How(arguments.port, arguments.open, arguments.resume), _say)


def _say(line: str) -> None:
    show([line])
    sys.stdout.flush()
