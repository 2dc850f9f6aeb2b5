import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from index import generations, manifest, places
from index.embedders.hashing import Hashing
from index.errors import CorpusError, IndexBusy, IndexDamaged, IndexMismatch
from index.foresee import preview
from index.generations import lock
from index.plan import Change, Plan
from index.refresh import Refreshed, refresh
from index.types import Progress
from index.vectors import Vectors

pytestmark = pytest.mark.usefixtures("hour_later")  # so that files that did not change are known to be the same

ADDED = tuple(Change(file, "added") for file in ("harbour.txt", "north/railway.txt", "orchard.txt"))
DAY = 86_400_000_000_000


@dataclass(frozen=True)
class Versioned:
    """The hashing embedder under another name."""

    name: str

    def documents(self, texts: list[str]) -> Vectors:
        return Hashing(64).documents(texts)

    def query(self, text: str) -> Vectors:
        return Hashing(64).query(text)


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


def refreshed(plan: Plan, name: str = "toy@1", rebuild: bool = False) -> Refreshed:
    return refresh(plan, Versioned(name), quiet, rebuild)


def generation(plan: Plan) -> str:
    found = generations.read(plan.folder)
    return found.name if found else ""


def texts(done: Refreshed) -> list[str]:
    return [done.index.passage(number).text for number in range(done.index.about.passages)]


def test_the_first_time_all_is_built_and_no_reason_is_given(plan: Plan) -> None:
    done = refreshed(plan)
    assert (done.changes, done.reason, done.index.about.passages) == (ADDED, "", 3)
    assert generation(plan) == "gen-00000001"


def test_the_second_time_nothing_is_built(plan: Plan) -> None:
    first, second = refreshed(plan), refreshed(plan)
    assert (second.changes, second.reason, generation(plan)) == ((), "", "gen-00000001")
    assert texts(second) == texts(first)


def test_a_file_from_the_future_does_not_make_every_opening_a_build(plan: Plan, corpus: Path) -> None:
    future = time.time_ns() + DAY
    os.utime(corpus / "orchard.txt", ns=(future, future))
    refreshed(plan)
    assert (refreshed(plan).changes, generation(plan)) == ((), "gen-00000001")


def test_files_that_are_skipped_do_not_make_every_opening_a_build(plan: Plan, corpus: Path) -> None:
    (corpus / "image.png").write_bytes(b"\x89PNG")
    (corpus / "link.txt").symlink_to("harbour.txt")
    (corpus / "empty.txt").touch()
    refreshed(plan)
    assert (refreshed(plan).changes, generation(plan)) == ((), "gen-00000001")


def test_an_index_inside_documents_named_by_a_link_is_current(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(corpus)
    place = places.corpus([tmp_path / "link"])
    plan = Plan(place, places.index_folder(place, tmp_path / "link" / "index", tmp_path), "exact", 120)
    refreshed(plan)
    assert (refreshed(plan).changes, generation(plan)) == ((), "gen-00000001")


def test_what_changed_is_built_upon_the_rest(plan: Plan, corpus: Path) -> None:
    refreshed(plan)
    (corpus / "new.txt").write_text("A new line of prose is written here today.")
    (corpus / "harbour.txt").unlink()
    done = refreshed(plan)
    assert done.reason == ""
    assert [(change.file, change.status) for change in done.changes] == [
        ("harbour.txt", "removed"), ("new.txt", "added"),
        ("north/railway.txt", "unchanged"), ("orchard.txt", "unchanged"),
    ]  # fmt: skip
    assert texts(done)[0] == "A new line of prose is written here today."


def test_another_embedder_is_refused_in_words_that_name_both_and_the_command(plan: Plan) -> None:
    refreshed(plan, "toy@1")
    with pytest.raises(IndexMismatch) as caught:
        refreshed(plan, "bert@7")
    assert str(caught.value) == (
        f"the index at {plan.folder} was made with the embedder toy, not bert: ask with --embedder toy, "
        "or make it anew with: dossier index --rebuild --embedder bert"
    )
    assert generation(plan) == "gen-00000001"


def test_another_embedder_is_taken_when_a_rebuild_is_asked_for(plan: Plan) -> None:
    refreshed(plan, "toy@1")
    done = refreshed(plan, "bert@7", rebuild=True)
    assert (done.changes, done.reason, done.index.about.embedder) == (ADDED, "a rebuild was asked for", "bert@7")


def test_another_version_of_the_embedder_builds_anew(plan: Plan) -> None:
    refreshed(plan, "toy@1")
    done = refreshed(plan, "toy@2")
    assert (done.changes, done.reason) == (ADDED, "the embedding model is another version")
    assert done.index.about.embedder == "toy@2"


def test_another_length_of_passages_builds_anew(plan: Plan) -> None:
    refreshed(plan)
    done = refreshed(replace(plan, words=20))
    assert (done.changes, done.reason) == (ADDED, "the settings for passages or for the vector store changed")
    assert texts(done)[0] == "The harbour of Lisbon opened again on Tuesday. Ships had waited for three days."


def test_another_vector_store_builds_anew(plan: Plan) -> None:
    exact = refreshed(plan)
    done = refreshed(replace(plan, store="faiss"))
    assert (done.changes, done.reason) == (ADDED, "the settings for passages or for the vector store changed")
    assert (exact.index.about.store, done.index.about.store) == ("exact", "faiss")
    numbers = np.arange(3)
    assert done.index.vectors(numbers).tolist() == exact.index.vectors(numbers).astype("float16").tolist()


def test_other_documents_in_the_same_folder_of_an_index_build_anew(plan: Plan, corpus: Path) -> None:
    refreshed(plan)
    done = refreshed(replace(plan, corpus=places.corpus([corpus / "north"])))
    assert (done.changes, done.reason) == ((Change("railway.txt", "added"),), "it was made of other documents")


@pytest.mark.parametrize(
    "file",
    ["CURRENT", *(f"gens/gen-00000001/{name}" for name in ("MANIFEST.json", "files.bin", "dead.bin")), "segments/*"],
)
def test_a_damaged_index_is_refused_until_a_rebuild_is_asked_for(plan: Plan, file: str) -> None:
    before = texts(refreshed(plan))
    [path] = plan.folder.glob(file)
    path.write_bytes(b"damaged")
    with pytest.raises(IndexDamaged, match=r"No answer was given from it, .* Run: dossier repair") as caught:
        refreshed(plan)
    assert str(caught.value).startswith(f"the index is damaged: {path}: it")
    done = refreshed(plan, rebuild=True)
    assert (done.changes, texts(done), done.reason) == (ADDED, before, "a rebuild was asked for")


def test_an_index_of_another_form_is_built_anew(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    refreshed(plan)
    monkeypatch.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
    done = refreshed(plan)
    assert (done.changes, done.reason) == (ADDED, "another version of the program made it")


def test_an_index_that_somebody_else_is_updating_is_busy(plan: Plan) -> None:
    with lock(plan.folder), pytest.raises(IndexBusy):
        refreshed(plan)


def test_a_current_index_can_be_used_while_somebody_else_holds_the_lock(plan: Plan) -> None:
    first = refreshed(plan)
    with lock(plan.folder):
        assert texts(refreshed(plan)) == texts(first)


def test_an_index_that_is_behind_is_told_when_somebody_else_is_updating_it(plan: Plan, corpus: Path) -> None:
    first = refreshed(plan)
    (corpus / "new.txt").write_text("A new line of prose is written here today.")
    with lock(plan.folder):
        done = refreshed(plan)
        with pytest.raises(IndexBusy):
            refreshed(plan, rebuild=True)
    assert (done.behind, done.changes, texts(done)) == (True, (), texts(first))
    assert (first.behind, refreshed(plan).behind, len(texts(refreshed(plan)))) == (False, False, 4)


def test_a_preview_tells_what_would_change_and_writes_nothing(plan: Plan, corpus: Path) -> None:
    embedder = Versioned("toy@1")
    assert preview(plan, embedder) == (list(ADDED), "")
    assert not plan.folder.exists()
    refreshed(plan)
    before = {path: path.stat() for path in plan.folder.rglob("*")}
    (corpus / "harbour.txt").unlink()
    (corpus / "orchard.txt").write_text("Growers say that the frost was mild this year.")
    os.utime(corpus / "north/railway.txt")
    (corpus / "new.txt").write_text("A new line of prose is written here today.")
    (corpus / "image.png").touch()
    changes, reason = preview(plan, embedder)
    assert [(change.status, change.file) for change in changes] == [
        ("removed", "harbour.txt"), ("skipped", "image.png"), ("added", "new.txt"),
        ("unchanged", "north/railway.txt"), ("changed", "orchard.txt"),
    ]  # fmt: skip
    assert (reason, {path: path.stat() for path in plan.folder.rglob("*")}) == ("", before)
    told = {change.file: change.status for change in refreshed(plan).changes}
    assert told == {change.file: change.status for change in changes}
    assert preview(plan, Versioned("toy@2")) == (
        [Change(file, "skipped" if file == "image.png" else "added") for file in sorted(told) if file != "harbour.txt"],
        "the embedding model is another version",
    )


def test_a_rebuild_that_fails_leaves_the_old_index(plan: Plan, corpus: Path) -> None:
    refreshed(plan)
    for path in corpus.rglob("*.txt"):
        path.write_text("")
    with pytest.raises(CorpusError, match="there is nothing to read"):
        refreshed(plan, rebuild=True)
    assert generation(plan) == "gen-00000001"
