import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import Code, Note
from index.files import FileRecord, FileTable, table
from index.places import Columns, FileState, Listing, Times, path_of
from index.types import Source

HOME = os.path.join(os.sep, "home", "docs")
LATE = Note(Code.EMPTY, "it is empty")
IDS = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9), unique=True).map(sorted)


def record(id: str, number: int = 1, notes: tuple[Note, ...] = (), path: str = "") -> FileRecord:
    state = FileState(Source(id, path or path_of(HOME, id)), number, number << 50, -number)
    return FileRecord(state, "" if notes else f"{number:064x}", notes)


def listed(rows: list[tuple[str, Times]]) -> Columns:
    return Listing(HOME, [id for id, _ in rows], [times for _, times in rows], {}).columns()


RECORDS = [record("a/b.txt", 1), record("a/c.txt", 2, (LATE, Note(Code.LIMIT, "“ß”"))), record("z", 3, path="/else")]


def test_what_is_put_into_a_table_is_in_it() -> None:
    found = FileTable(table(HOME, RECORDS))
    assert (found.files(), len(found), found.home) == (RECORDS, 3, HOME)
    assert [found.record(number) for number in range(3)] == RECORDS
    assert (found.ids(), found.read.tolist()) == (["a/b.txt", "a/c.txt", "z"], [True, False, True])
    assert (found.sizes.tolist(), found.mtimes.tolist(), found.ctimes.tolist()) == (
        [1, 2, 3], [1 << 50, 2 << 50, 3 << 50], [-1, -2, -3],
    )  # fmt: skip


def test_a_table_may_be_empty() -> None:
    found = FileTable(table(HOME, []))
    assert (found.files(), found.ids(), found.number("a"), found.file("/a")) == ([], [], None, None)


def test_files_are_found_by_path_and_by_id() -> None:
    found = FileTable(table(HOME, RECORDS))
    assert [found.file(one.state.source.path) for one in RECORDS] == RECORDS
    strange = ["/else/where", path_of(HOME, "z"), path_of(HOME, "a"), HOME, "", "a/b.txt", path_of(HOME, "a/b.txt.b")]
    assert [found.file(path) for path in strange] == [None] * len(strange)
    assert [found.number(id) for id in ("a/b.txt", "z", "a", "b", "zz", "", "\udcff")] == [0, 2, *[None] * 5]


def test_a_table_has_the_columns_of_the_listing_that_it_was_made_of_and_of_no_other() -> None:
    records = [record("a", 1), record("bé", 2), record("c/d", 3)]
    rows = [(one.state.source.id, one.state.times) for one in records]
    whole = FileTable(table(HOME, records)).columns
    assert listed(rows) == whole
    others = [rows[:2], [*rows[:2], ("c/e", rows[2][1])], [("abé", rows[0][1]), rows[2]], rows[::-1], []]
    others += [[("a", rows[0][1]), ("b", rows[1][1]), ("éc/d", rows[2][1])], [*rows[:2], ("c/d", (3, 0, 0))]]
    assert [listed(one) == whole for one in others] == [False] * 7
    assert listed([]) == FileTable(table(HOME, [])).columns


def test_a_table_is_updated_by_rows_and_records() -> None:
    found = FileTable(table(HOME, RECORDS))
    fresh = [record("a/b.txt.b", 7, (LATE,)), record("b", 8), record("zz", 9, path="/other")]
    ids = ["a/b.txt.b", "a/c.txt", "b", "z", "zz"]
    updated = FileTable(found.updated(ids, [-1, 1, -1, 2, -1], {0: fresh[0], 2: fresh[1], 4: fresh[2]}))
    assert updated.files() == [fresh[0], RECORDS[1], fresh[1], RECORDS[2], fresh[2]]
    assert found.updated(found.ids(), [0, 1, 2], {}) == table(HOME, RECORDS)
    assert FileTable(found.updated([], [], {})).files() == []


@given(ids=IDS)
def test_ids_in_any_writing_are_found(ids: list[str]) -> None:
    found = FileTable(table(HOME, [record(id, number + 1) for number, id in enumerate(ids)]))
    assert found.ids() == ids
    assert [found.number(id) for id in ids] == list(range(len(ids)))


@pytest.mark.parametrize("data", [b"", b"{}\n", table(HOME, RECORDS)[:-250], b"[]"])
def test_bytes_that_are_no_table_are_refused(data: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        FileTable(data)
