"""What became of an index, or would become of it without writing anything, as lines for people."""

from collections import Counter
from collections.abc import Iterator, Sequence

from index.foresee import preview
from index.plan import Change, Plan
from index.vectors import Embedder
from qa.safe import one_line

MOST_NAMED = 10
"""So many notes, or files with notes, are told where there are more."""

STATUSES = ("added", "changed", "unchanged", "removed", "skipped")


def preview_text(plan: Plan, embedder: Embedder) -> Iterator[str]:
    """A line for each file that would change the index, and how many of each kind there are.

    Raises as `index.refresh.preview`.
    """
    changes, reason = preview(plan, embedder)
    for change in changes:
        if change.status != "unchanged":
            yield from change_text(change)
    if reason:
        yield one_line(f"everything would be indexed anew: {reason}")
    yield f"nothing was written; it would be: {_counted(changes) or 'nothing to read'}"


def summary_text(changes: Sequence[Change], reason: str) -> Iterator[str]:
    """Why everything was indexed anew, if it was, and how many files there are of each kind."""
    if reason:
        yield f"everything was indexed anew: {reason}"
    yield f"index updated: {_counted(changes)}" if changes else "nothing changed since the last index"


def skipped_text(changes: Sequence[Change]) -> Iterator[str]:
    """The files of which something was skipped, each with its first reason; of many files the first."""
    skipped = [change for change in changes if change.notes]
    for change in skipped[:MOST_NAMED]:
        what = "skipped" if change.status == "skipped" else "in part"
        yield f"{what} {change.file}: {change.notes[0]}"
    if len(skipped) > MOST_NAMED:
        yield f"… and {len(skipped) - MOST_NAMED} more: see dossier status"


def change_text(change: Change) -> Iterator[str]:
    """What became of a file, and why it, or parts of it, were skipped; of many parts the first."""
    yield f"{change.status:>9}  {one_line(change.file)}"
    yield from (f"{'':>9}  {one_line(str(note))}" for note in change.notes[:MOST_NAMED])
    if len(change.notes) > MOST_NAMED:
        yield f"{'':>9}  … and {len(change.notes) - MOST_NAMED} more: see dossier status"


def _counted(changes: Sequence[Change]) -> str:
    counts = Counter(change.status for change in changes)
    return ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
