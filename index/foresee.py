"""What a build would do to an index, as far as that can be told without parsing a file."""

import hashlib
from pathlib import Path

from index.errors import Note
from index.files import FileRecord
from index.index import Index
from index.looking import same
from index.places import MAX_BYTES, FileState, read_bytes, scan
from index.plan import Change, Plan
from index.readers import READERS
from index.refresh import current, outdated
from index.vectors import Embedder


def preview(plan: Plan, embedder: Embedder) -> tuple[list[Change], str]:
    """What `refresh` would change, and why it would build all anew if it would; nothing is written, no document parsed.

    Raises IndexDamaged, IndexDenied, IndexMismatch or IndexFault as `refresh`.
    """
    index, reason = current(plan)
    reason = outdated(plan, index.about, embedder) if index else reason
    return foreseen(plan, None if reason else index), reason


def foreseen(plan: Plan, previous: Index | None) -> list[Change]:
    """For each file whether a build upon `previous` would add it, change, keep, remove or skip it, in order of id.

    A file that is new or changed may turn out to hold nothing that can be read, and would be skipped then.
    """
    before = {record.state.source.id: record for record in previous.files.files()} if previous else {}
    built = previous.about.built if previous else 0
    states = list(scan(plan.corpus, plan.folder))
    changes = [
        Change(state.source.id, _status(state, before.get(state.source.id), built), _problem(state)) for state in states
    ]
    gone = before.keys() - {state.source.id for state in states}
    return sorted([*changes, *(Change(file, "removed") for file in gone)], key=lambda change: change.file)


def _status(state: FileState, before: FileRecord | None, built: int) -> str:
    if before and same(state.times, before.state.times, built):
        return "unchanged" if before.sha256 else "skipped"
    path = Path(state.source.path)
    if state.problem or path.suffix.lower() not in READERS or state.size > MAX_BYTES:
        return "skipped"
    try:
        digest = hashlib.sha256(read_bytes(path, MAX_BYTES)[0]).hexdigest()
    except OSError:
        return "skipped"
    if before is None or not before.sha256:
        return "added"
    return "unchanged" if before.sha256 == digest else "changed"


def _problem(state: FileState) -> tuple[Note, ...]:
    return (state.problem,) if state.problem else ()
