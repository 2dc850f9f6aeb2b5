"""Opening an index for a command, which tells what that changed."""

import sys

from index.plan import NEWS
from qa.assistant import Assistant
from qa.console import progress, show
from qa.options import documents
from qa.preview import skipped_text, summary_text
from qa.settings import Settings


def opened(settings: Settings) -> Assistant:
    """The assistant for the documents; what the opening changed in the index is told on standard error."""
    assistant = Assistant.open(documents(settings), settings, progress())
    retriever = assistant.retriever
    if retriever.reason or any(change.status in NEWS for change in retriever.changes):
        show(skipped_text(retriever.changes), sys.stderr)
        show(summary_text(retriever.changes, retriever.reason), sys.stderr)
    if retriever.behind:
        show(["another process is updating the index: this is from the one before"], sys.stderr)
    return assistant
