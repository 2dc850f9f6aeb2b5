"""An engine in this process."""

import time
from collections import Counter
from collections.abc import Callable

import numpy as np

from index.errors import IndexBusy, IndexMissing
from index.looking import compare
from index.plan import NEWS
from index.types import Report
from qa.assistant import Assistant
from qa.engine.examples import examples
from qa.engine.types import Alive, Known, Request, Standing
from qa.types import Answer, Filters
from qa.where import plan

Opener = Callable[[Report], Assistant]
"""Opens the documents or brings them up to date, telling its progress."""

_EVERY = 0.1
_ENDING = 3.0
"""For so many seconds an index that is being written is waited for."""


def nothing() -> Assistant:
    """What opens nothing. Raises IndexMissing."""
    raise IndexMissing("the documents are not open yet: f8 opens them")


class Local:
    """Answers here, from the documents that were opened last; before that, from what `kept` opens."""

    def __init__(self, opener: Opener, anew: Opener | None = None, kept: Callable[[], Assistant] = nothing) -> None:
        """`anew` opens the documents with an index that was built from nothing, `kept` the index as it is."""
        self._opener = opener
        self._anew = anew or opener
        self._kept = kept
        self._assistant: Assistant | None = None

    def open(self, report: Report, anew: bool = False) -> Known:
        """Open the documents."""
        self._assistant = opened = _opened(self._anew if anew else self._opener, report)
        return known(opened)

    def kept(self, alive: Alive) -> Known:
        """Open the index as it is, unless something is open."""
        return known(self._open())

    def ask(self, request: Request, alive: Alive) -> Answer:
        """Answer; it is not interrupted."""
        return self._open().ask(request.question, request.history, request.filters)

    def examples(self, alive: Alive) -> tuple[str, ...]:
        """Questions made of the newest documents."""
        return examples(self._open(), alive)

    def look(self, alive: Alive) -> Standing:
        """Compare the files' names, sizes and times with those of the index."""
        retriever = self._open().retriever
        found = compare(plan(retriever.index.about.roots, retriever.settings), retriever.index)
        return Standing(len(found.new), len(found.changed), len(found.gone))

    def fitting(self, filters: Filters, alive: Alive) -> int:
        """Count the documents of the passages that are allowed."""
        index = self._open().retriever.index
        allowed = index.records.allowed(filters.since, filters.until, filters.source)
        return int(np.count_nonzero(index.owning(allowed)))

    def log(self) -> str:
        """Nothing: faults are raised."""
        return ""

    def close(self) -> None:
        """Nothing is to be ended."""

    def _open(self) -> Assistant:
        if self._assistant is None:
            self._assistant = self._kept()
        return self._assistant


def known(assistant: Assistant) -> Known:
    """What is known of the index of an assistant."""
    retriever = assistant.retriever
    about, records = retriever.index.about, retriever.index.records
    skipped = ((record.state.source.id, str(note)) for record in records.files() for note in record.notes)
    return Known(
        documents=about.documents,
        passages=about.passages,
        embedder=about.embedder,
        built=about.built,
        newest=about.newest,
        sources=tuple(records.sources()),
        skipped=tuple(skipped),
        summary=_summary(assistant),
    )


def _opened(opener: Opener, report: Report) -> Assistant:
    """What the opener opens. One that was cancelled a moment ago may hold the index still, and is waited for."""
    end = time.monotonic() + _ENDING
    while True:
        try:
            return opener(report)
        except IndexBusy:
            if time.monotonic() > end:
                raise
            time.sleep(_EVERY)


def _summary(assistant: Assistant) -> str:
    """What opening did to the index; empty when the documents are what they were. Skipped files are told apart."""
    opened = assistant.retriever
    counts = Counter(change.status for change in opened.changes)
    told = [f"{counts[status]:,} {status}" for status in NEWS if counts[status]]
    if opened.reason:
        told.append(f"everything indexed anew because {opened.reason}")
    if opened.behind:
        return "another process is updating the index: answering from the one before"
    return f"index updated: {', '.join(told)}" if told else ""
