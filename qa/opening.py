"""Opening an index for a command, which tells what that changed."""

import sys
from typing import TYPE_CHECKING

from index import glance
from index.parts import part
from index.plan import NEWS
from qa.console import progress, show
from qa.options import documents
from qa.settings import Settings
from qa.where import plan

if TYPE_CHECKING:
    from qa.assistant import Assistant


def opened(settings: Settings) -> "Assistant":
    """The assistant for the documents; what the opening changed in the index is told on standard error."""
    about = documents(settings)
    glance.begin(plan(about, settings))  # before the search is imported
    assistant: Assistant = part("qa", "assistant").Assistant.open(about, settings, progress())
    retriever = assistant.retriever
    if retriever.reason or any(change.status in NEWS for change in retriever.changes):
        preview = part("qa", "preview")
        show(preview.skipped_text(retriever.changes), sys.stderr)
        show(preview.summary_text(retriever.changes, retriever.reason), sys.stderr)
    if retriever.behind:
        show(["another process is updating the index: this is from the one before"], sys.stderr)
    return assistant
