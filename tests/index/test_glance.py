"""A process of its own looks at the files of a large corpus: what it says is what would be seen without it."""

from dataclasses import replace
from pathlib import Path
from subprocess import Popen

import pytest

from index import glance, places, refresh, start
from index.embedders.hashing import Hashing
from index.errors import IndexMismatch
from index.glance import Glance
from index.looking import Seen, look
from index.plan import Plan
from index.types import Progress

pytestmark = pytest.mark.usefixtures("hour_later")


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


@pytest.fixture
def beside(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """A plan of which another process looks at the files, however few there are."""
    monkeypatch.setattr(glance, "MANY", 0)
    return replace(plan, processes=2)


def changes(plan: Plan) -> list[tuple[str, str]]:
    done = refresh.refresh(plan, Hashing(64), quiet)
    return [(change.status, change.file) for change in done.changes if change.status != "unchanged"]


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """The plans whose files this process looked at."""
    found = list[Plan]()

    def seen(plan: Plan) -> Seen:
        found.append(plan)
        return look(plan)

    monkeypatch.setattr(refresh, "look", seen)
    return found


def test_it_sees_what_this_process_sees(corpus: Path, tmp_path: Path) -> None:
    (corpus / "é.txt").write_text("A café.")
    (corpus / "link.txt").symlink_to("harbour.txt")
    (corpus / "index").mkdir()
    (corpus / "index" / "left-out.txt").touch()
    for roots in ([corpus], [corpus / "north", corpus / "orchard.txt"], [corpus / "index"]):
        place = places.corpus(roots)
        with Glance(place, corpus / "index") as found:
            assert found.columns() == places.listing(place, corpus / "index").columns()


def test_an_index_is_current_by_what_it_says(beside: Plan, corpus: Path, looked: list[Plan]) -> None:
    (corpus / "link.txt").symlink_to("harbour.txt")
    assert len(changes(beside)) == 4
    looked.clear()
    assert (changes(beside), looked) == ([], [])
    (corpus / "orchard.txt").write_text("Growers say that the frost was mild this year.")
    (corpus / "harbour.txt").unlink()
    assert changes(beside) == [("removed", "harbour.txt"), ("skipped", "link.txt"), ("changed", "orchard.txt")]
    assert (changes(beside), looked) == ([], [beside])


def test_what_was_begun_before_is_used_once(
    beside: Plan, corpus: Path, looked: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    glance.begin(beside)  # there is no index yet
    changes(beside)
    glance.begin(beside)
    monkeypatch.setattr(glance, "start", None)
    assert (changes(beside), looked) == ([], [beside])
    with pytest.raises(TypeError):
        changes(beside)


def test_few_files_are_looked_at_by_this_process(plan: Plan, looked: list[Plan]) -> None:
    changes(plan)
    assert changes(replace(plan, processes=2)) == []
    assert len(looked) == 2


@pytest.mark.parametrize("code", ["", "raise SystemExit(3)", "import os; os.close(0); os.abort()"])
def test_where_it_fails_this_process_looks(
    code: str, beside: Plan, corpus: Path, looked: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    changes(beside)
    monkeypatch.setattr(glance, "start", lambda _, environment: start.start(code, environment))
    assert changes(beside) == []
    (corpus / "harbour.txt").unlink()
    assert changes(beside) == [("removed", "harbour.txt")]
    assert len(looked) == 3


def test_where_it_cannot_be_started_this_process_looks(
    beside: Plan, looked: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(code: str, environment: object) -> None:
        raise BlockingIOError("no more processes")

    changes(beside)
    monkeypatch.setattr(glance, "start", refused)
    assert (changes(beside), len(looked)) == ([], 2)


def test_it_is_ended_when_the_index_is_of_no_use(beside: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    changes(beside)
    started = list["Popen[bytes]"]()

    def endless(code: str, environment: dict[str, str]) -> "Popen[bytes]":
        started.append(start.start("import time; time.sleep(600)", environment))
        return started[0]

    monkeypatch.setattr(glance, "start", endless)
    with pytest.raises(IndexMismatch):
        refresh.refresh(beside, Hashing(32), quiet)
    assert started[0].returncode
