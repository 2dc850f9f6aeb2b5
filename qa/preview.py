"""What an index would become, without writing anything."""

from collections import Counter
from collections.abc import Iterator

from index.build import Change, Plan
from index.refresh import preview
from index.types import Embedder
from qa.safe import one_line

MOST_NAMED = 10
"""So many notes, or files with notes, are told where there are more."""

_ORDER = ("added", "changed", "unchanged", "removed", "skipped")


def preview_text(plan: Plan, embedder: Embedder) -> Iterator[str]:
    """A line for each file that would change the index, and how many of each kind there are.

    Raises as `index.refresh.preview`.
    """
    changes, reason = preview(plan, embedder)
    for change in changes:
        if change.status != "unchanged":
            yield from change_text(change)
    counts = Counter(change.status for change in changes)
    told = ", ".join(f"{counts[status]} {status}" for status in _ORDER if counts[status])
    if reason:
        yield one_line(f"everything would be indexed anew: {reason}")
    yield f"nothing was written; it would be: {told or 'nothing to read'}"


def change_text(change: Change) -> Iterator[str]:
    """What became of a file, and why it, or parts of it, were skipped; of many parts the first."""
    yield f"{change.status:>9}  {one_line(change.file)}"
    yield from (f"{'':>9}  {one_line(str(note))}" for note in change.notes[:MOST_NAMED])
    if len(change.notes) > MOST_NAMED:
        yield f"{'':>9}  … and {len(change.notes) - MOST_NAMED} more: see dossier status"
