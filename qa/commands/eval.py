"""`dossier eval`: how many of a file of graded questions are answered rightly."""

import argparse
from pathlib import Path

from qa.console import FOUND, show
from qa.grade import grade, report
from qa.opening import opened
from qa.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Answer a file of graded questions, and say which went wrong and how many right."""
    show(report(grade(opened(settings), Path(arguments.file))))
    return FOUND
