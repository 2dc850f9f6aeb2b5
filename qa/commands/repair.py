"""`dossier repair`: mends a damaged index."""

import argparse

from index.repair import repair
from qa.console import FOUND, progress, show
from qa.options import documents
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.where import plan


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Go back to an older index that is sound, else read everything again; nothing is deleted."""
    about = documents(settings)
    show(repair(plan(about, settings), lambda: Retriever.rebuild(about, settings, progress())))
    return FOUND
