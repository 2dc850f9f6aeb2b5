"""The line on top: which documents, how many, and whether the index still is what they are."""

from textual.content import Content
from textual.widgets import Static

from index.types import Progress
from qa.safe import one_line
from qa.types import Filters


class StatusLine(Static):
    """One line of words; state is never told by colour alone."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def show(self, *facts: str) -> None:
        """Show facts, the first of them strongest."""
        first, *rest = [one_line(fact) for fact in facts if fact]
        self.update(Content.assemble((first, "bold"), *(f" · {fact}" for fact in rest)))


def working(progress: Progress) -> str:
    """A stage in words, with how much of it is done."""
    return f"{progress.stage} {progress.done:,}/{progress.total:,}"


def filtered(filters: Filters) -> str:
    """Which documents are left out by a filter, in words; empty without one."""
    named = (("since", filters.since), ("until", filters.until), ("source", filters.source))
    told = ", ".join(f"{name} {value}" for name, value in named if value)
    return f"only {told}" if told else ""
