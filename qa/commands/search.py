"""`dossier search`: the passages that fit a question, or a TREC run for a file of queries."""

import argparse
import sys
from pathlib import Path

from index.errors import UsageError
from index.parts import part
from qa.console import FOUND, NOTHING, show
from qa.explain import found_text
from qa.export import dumps, found_json
from qa.opening import opened
from qa.options import filters
from qa.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the passages that fit a question best, or write a TREC run."""
    if bool(arguments.queries) != bool(arguments.run_file):
        raise UsageError("--queries FILE and --run FILE belong together: questions in, a TREC run out")
    assistant = opened(settings)
    if arguments.queries:
        batch = part("qa", "batch")
        lines = batch.run_lines(assistant, Path(arguments.queries), arguments.by, filters(arguments))
        batch.write_run(Path(arguments.run_file), lines)
        return FOUND
    asked = " ".join(arguments.question)
    found = assistant.find(asked, settings.k, filters(arguments))
    show([dumps(found_json(asked, found), indent=2)] if arguments.json else found_text(found, arguments.explain))
    if not found.hits:
        show(["nothing was found"], sys.stderr)
    return FOUND if found.hits else NOTHING
