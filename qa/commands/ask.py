"""`dossier ask`: an answer with its sources, or the answers to a file of questions."""

import argparse
from pathlib import Path

from index.parts import part
from qa.console import FOUND, NOTHING, show
from qa.export import answer_json, dumps
from qa.opening import opened
from qa.options import filters
from qa.plain import answer_text
from qa.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the answer to a question, or as JSON lines those to a file of questions."""
    assistant = opened(settings)
    if arguments.questions:
        show(part("qa", "batch").answers(assistant, Path(arguments.questions), filters(arguments)))
        return FOUND
    answer = assistant.ask(" ".join(arguments.question), (), filters(arguments))
    show([dumps(answer_json(answer), indent=2)] if arguments.json else answer_text(answer))
    return NOTHING if answer.abstained else FOUND
