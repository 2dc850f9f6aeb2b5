"""What is known of an index without using it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from index import generations
from index.files import FileRecord
from index.index import Index
from index.looking import Differences, compare
from index.opened import unpack
from index.plan import Plan
from index.repair import QUARANTINE
from index.sweep import loose
from qa.safe import one_line


def status(plan: Plan) -> Iterator[str]:
    """Lines about a corpus and its index: where both are, how much is in it, what was skipped, what changed since."""
    yield f"documents: {', '.join(str(root) for root in plan.corpus.roots)}"
    yield f"index:     {plan.folder}"
    if loose(plan.folder, plan.disk):
        yield "stopped:   an indexing was interrupted; the next one goes on from there"
    if plan.disk.kind(plan.folder / QUARANTINE):
        yield f"damaged:   {plan.folder / QUARANTINE} holds what repair moved aside; it may be deleted"
    index = _open(plan)
    if index is None:
        yield "there is no index yet: run dossier index"
        return
    about = index.about
    built = datetime.fromtimestamp(about.built / 1e9, UTC)
    yield f"built:     {built:%Y-%m-%d %H:%M:%S} UTC, embedded by {about.embedder}, kept in {about.store}"
    files = index.files.files()
    yield f"holds:     {about.passages} passages of {about.documents} documents"
    if index.likely:
        yield f"meaning:   sketches of all vectors are compared, then the likeliest {index.likely} as they are"
    yield from reading(files)
    yield from _differences(plan, index)


def reading(files: Sequence[FileRecord]) -> Iterator[str]:
    """How the files were read: how many are in the index and how many were skipped, for which reasons, and each note.

    The reasons are the codes of docs/readers.md. A file that is in the index may have notes for parts of it.
    """
    skipped = [record for record in files if not record.sha256]
    indexed = len(files) - len(skipped)
    codes = Counter(record.notes[0].code for record in skipped if record.notes)
    reasons = ", ".join(f"{count} {code}" for code, count in sorted(codes.items()))
    yield f"files:     {len(files)} = {indexed} indexed + {len(skipped)} skipped{f' ({reasons})' if reasons else ''}"
    for record in files:
        what = "in part:  " if record.sha256 else "skipped:  "
        for note in record.notes:
            yield one_line(f"{what} {record.state.source.id}: {note}")


def _open(plan: Plan) -> Index | None:
    generation = generations.read(plan.folder)
    return unpack(generation) if generation else None


def _differences(plan: Plan, index: Index) -> Iterator[str]:
    """What the files' sizes and times say has changed since the index was built."""
    found = compare(plan, index)
    if found != Differences():
        counts = f"{len(found.new)} new, {len(found.changed)} changed, {len(found.gone)} gone"
        yield f"stale:     {counts}; the next question updates it"
    else:
        yield "current:   nothing changed since"
