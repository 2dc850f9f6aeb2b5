"""`dossier status`: where the index is, what is in it, what was skipped and what changed since."""

import argparse

from qa import inspect
from qa.console import FOUND, show
from qa.options import documents
from qa.settings import Settings
from qa.where import plan


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the state of the index."""
    show(inspect.status(plan(documents(settings), settings)))
    return FOUND
