"""`dossier verify`: whether quotes stand in the documents."""

import argparse
import sys
from itertools import chain

from qa.claims import read_claims
from qa.console import show
from qa.export import dumps
from qa.opening import opened
from qa.settings import Settings
from qa.verdicts import verdict_text, verdicts_json
from qa.verify import verify, worst


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Say of each quote of an answer or a text whether it is exact, altered or not found."""
    quotes = read_claims(arguments.file, arguments.quote)
    index = opened(settings).retriever.index
    verdicts = [verify(claim, index) for claim in quotes]
    told = chain.from_iterable(map(verdict_text, verdicts))
    show([dumps(verdicts_json(verdicts), indent=2)] if arguments.json else told)
    if not verdicts:
        show(["nothing is quoted there"], sys.stderr)
    return worst(verdicts)
