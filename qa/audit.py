"""Whether an index is sound, and says what its documents say."""

from collections.abc import Iterator

from index.check import sound
from index.errors import FileSkipped
from index.faults import damaged
from index.files import FileRecord
from index.index import Index
from index.plan import Plan
from index.sandbox import Sandbox
from qa.reread import reread
from qa.safe import one_line
from qa.standing import checksum


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


def _sha256(path: str) -> str:
    try:
        return checksum(path)
    except OSError:
        return ""
