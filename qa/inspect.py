"""What is known of an index without using it: its state, and whether it is sound."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from index import generations
from index.check import sound
from index.errors import FileSkipped
from index.faults import damaged
from index.files import FileRecord
from index.index import Index
from index.looking import Differences, compare
from index.opened import unpack
from index.plan import Plan
from index.repair import QUARANTINE
from index.sandbox import Sandbox
from index.sweep import loose
from qa.reread import checksum, reread
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


def check(plan: Plan, fast: bool = False) -> Iterator[str]:
    """Verify the index, and unless `fast` read every document again and compare it; nothing is written.

    Raises IndexMissing when there is none, IndexDamaged when a file differs from its checksum, its parts do not fit
    or a document that did not change is not what is in the index.
    """
    index = sound(plan.folder, plan.disk)
    yield f"the index is sound: {index.about.passages} passages of {index.about.documents} documents"
    if fast:
        return
    changed = 0
    with Sandbox() as box:
        for record in index.files.files():
            if record.sha256 and _sha256(record.state.source.path) != record.sha256:
                changed += 1
                yield one_line(f"changed or gone since it was indexed: {record.state.source.id}")
            elif record.sha256 and (told := _unlike(record, index, box)):
                raise damaged(plan.folder, told)
    if not changed:
        yield "every file that was indexed is as it was"


def _unlike(record: FileRecord, index: Index, box: Sandbox) -> str:
    """Why the documents of a file that did not change are not those in the index; empty when they are."""
    try:
        texts = {one.id: one.text for one in reread(record.state.source, box)}
    except (OSError, FileSkipped):
        texts = {}
    for entry in index.records.entries(record.state.source.id):
        if texts.get(entry.document.id) != entry.document.text:
            return f"{entry.document.id} does not say what its file does"
    return ""


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


def _sha256(path: str) -> str:
    try:
        return checksum(path)
    except OSError:
        return ""
