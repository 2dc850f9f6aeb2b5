"""What is known of an index without using it: its state, and whether it is sound."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from index import generations
from index.build import Change, Differences, Plan, compare
from index.errors import IndexDamaged, IndexFault
from index.index import Index, unpack
from index.places import read_bytes
from index.reading import MAX_BYTES
from index.records import FileRecord
from qa.safe import one_line

MOST_NAMED = 10
"""So many notes, or files with notes, are told where there are more."""


def status(plan: Plan) -> Iterator[str]:
    """Lines about a corpus and its index: where both are, how much is in it, what was skipped, what changed since."""
    yield f"documents: {', '.join(str(root) for root in plan.corpus.roots)}"
    yield f"index:     {plan.folder}"
    index = _open(plan)
    if index is None:
        yield "there is no index yet: run dossier index"
        return
    about = index.about
    built = datetime.fromtimestamp(about.built / 1e9, UTC)
    yield f"built:     {built:%Y-%m-%d %H:%M:%S} UTC, embedded by {about.embedder}, kept in {about.store}"
    files = index.records.files()
    yield f"holds:     {about.passages} passages of {about.documents} documents"
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


def became(change: Change) -> Iterator[str]:
    """What became of a file, and why it or parts of it were skipped; of many parts the first."""
    yield f"{change.status:>9}  {change.file}"
    for note in change.notes[:MOST_NAMED]:
        yield f"{'':>9}  {note}"
    if len(change.notes) > MOST_NAMED:
        yield f"{'':>9}  … and {len(change.notes) - MOST_NAMED} more: see dossier status"


def check(plan: Plan) -> Iterator[str]:
    """Verify the index and compare it with the documents; nothing is written.

    Raises IndexFault when there is none, IndexDamaged when a file differs from its checksum or its parts do not fit.
    """
    index = _open(plan)
    if index is None:
        raise IndexFault(f"there is no index at {plan.folder} yet: run dossier index")
    sides = index.sides
    counts = {index.records.counts()[1], index.about.passages, len(sides.store.rows()), len(sides.owners)}
    counts |= {sides.lexical.passages, len(sides.likeness.begins) - 1}
    if len(counts) != 1:
        raise IndexDamaged(f"the index at {plan.folder} is damaged: its parts do not fit. Run: dossier index --rebuild")
    yield f"the index is sound: {index.about.passages} passages of {index.about.documents} documents"
    changed = 0
    for record in index.records.files():
        if record.sha256 and _sha256(Path(record.state.source.path)) != record.sha256:
            changed += 1
            yield one_line(f"changed or gone since it was indexed: {record.state.source.id}")
    if not changed:
        yield "every file that was indexed is as it was"


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


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(read_bytes(path, MAX_BYTES)[0]).hexdigest()
    except OSError:
        return ""
