"""`dossier check`: whether the index is sound, and the documents as they were."""

import argparse

from qa.audit import check
from qa.console import FOUND, show
from qa.options import documents
from qa.settings import Settings
from qa.where import plan


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Verify the index against its checksums and the documents; nothing is written."""
    show(check(plan(documents(settings), settings), arguments.fast))
    return FOUND
