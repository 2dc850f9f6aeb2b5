"""What becomes of each file in an update: which are as they were, which must be read, and what came of that.

Of a file that is as it was nothing is made but a number: there may be a hundred thousand, of which one has changed.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from index.files import FileRecord, FileTable
from index.looking import Seen, same
from index.plan import Change
from index.runs import Part, Wanted


class Ledger:
    """The files of a corpus now, and in the index before, which was built at a time in nanoseconds since 1970."""

    def __init__(self, seen: Seen, before: FileTable, built: int) -> None:
        self._files, self._before = seen.files, before
        self._ids, then = before.ids(), list(before.times())
        rows = {id: row for row, id in enumerate(self._ids)}
        self._rows = [rows.get(id, -1) for id in seen.files.ids]
        self._read: dict[int, FileRecord] = {}
        self._open = [
            place
            for place, (now, row) in enumerate(zip(seen.files.times, self._rows, strict=True))
            if row < 0 or not same(now, then[row], built)
        ]

    def wanted(self, usable: dict[str, tuple[Part, ...]]) -> list[Wanted]:
        """The files that must be read, with what runs hold of them."""
        states = ((self._files.state(place), self._sha256(place)) for place in self._open)
        return [Wanted(state, sha256, usable.get(state.source.id, ())) for state, sha256 in states]

    def enter(self, records: Iterable[FileRecord]) -> None:
        """The files that had to be read, as they were found to be."""
        found = {record.state.source.id: record for record in records}
        for place in self._open:
            record, sha256 = found[self._files.ids[place]], self._sha256(place)
            if sha256 and sha256 == record.sha256:  # what was said of these bytes still holds
                record = replace(self._before.record(self._rows[place]), state=record.state)
            self._read[place] = record

    def stale(self) -> list[str]:
        """The ids of the files that the index before holds in another state, or that are gone."""
        alive = np.zeros(len(self._before), np.bool_)
        alive[[row for row in self._rows if row >= 0]] = True
        alive[[self._rows[place] for place in self._open if self._rows[place] >= 0 and not self._is_same(place)]] = (
            False
        )
        return [self._ids[row] for row in np.flatnonzero(self._before.read & ~alive).tolist()]

    def table(self) -> bytes:
        """The table of files of the new index."""
        rows = list(self._rows)
        for place in self._open:
            rows[place] = -1
        return self._before.updated(self._files.ids, rows, self._read)

    def changes(self) -> list[Change]:
        """What became of each file, in order of id."""
        read, notes = self._before.read.tolist(), self._before.notes
        changes = [Change(id, "removed") for id in sorted(set(self._ids).difference(self._files.ids))]
        for place, (id, row) in enumerate(zip(self._files.ids, self._rows, strict=True)):
            record = self._read.get(place)
            if record is None:
                changes.append(Change(id, "unchanged" if read[row] else "skipped", notes.get(row, ())))
            else:
                changes.append(Change(id, self._status(place, record), record.notes))
        return sorted(changes, key=lambda change: change.file)

    def _status(self, place: int, record: FileRecord) -> str:
        if not record.sha256:
            return "skipped"
        if not self._sha256(place):
            return "added"
        return "unchanged" if self._is_same(place) else "changed"

    def _is_same(self, place: int) -> bool:
        """Whether a file that was read says what the index before holds of it."""
        return self._read[place].sha256 == self._sha256(place)

    def _sha256(self, place: int) -> str:
        """The SHA-256 of a file in the index before, empty for one that is not in it."""
        row = self._rows[place]
        return self._before.sha256(row) if row >= 0 else ""
