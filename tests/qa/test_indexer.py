import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import Code, CorpusError, IndexFault
from index.types import Progress
from qa.assistant import Assistant
from qa.indexer import open_documents
from qa.retrieve import quiet
from qa.settings import Settings

QUESTION = "When did the harbour of Lisbon open again?"
ROOT = Path(__file__).parents[2]
CHILDREN = Path("/proc/self/task")


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(embedder="hashing", store="exact", home=str(home / "dossier"), threshold=0.0)


def test_what_another_process_indexed_answers_as_what_this_one_would(corpus: Path, settings: Settings) -> None:
    stages: list[str] = []
    opened = open_documents([str(corpus)], settings, lambda told: stages.append(told.stage))
    assert [change.status for change in opened.retriever.changes] == ["added", "added", "added"]
    assert stages[0] == "starting"
    assert opened.ask(QUESTION) == Assistant.open(corpus, settings).ask(QUESTION)


def test_why_files_were_skipped_is_told_as_by_this_process(corpus: Path, settings: Settings) -> None:
    (corpus / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    opened = open_documents([str(corpus)], settings, quiet)
    skipped = [change for change in opened.retriever.changes if change.status == "skipped"]
    assert [(one.file, [note.code for note in one.notes]) for one in skipped] == [("photo.jpg", [Code.NO_READER])]


def test_an_index_that_is_current_is_opened_without_another_process(
    corpus: Path, settings: Settings, hour_later: None
) -> None:
    Assistant.open(corpus, settings)

    def nothing(progress: Progress) -> None:
        raise AssertionError(progress)

    assert open_documents([str(corpus)], settings, nothing).retriever.changes == ()


def test_an_error_of_the_other_process_is_raised_here(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match="nothing to read"):
        open_documents([str(tmp_path / "empty")], settings, quiet)


def test_raising_in_the_report_ends_the_other_process_and_leaves_the_index(corpus: Path, settings: Settings) -> None:
    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    before = open_documents([str(corpus)], settings, quiet).retriever.index.about
    (corpus / "new.txt").write_text("A new article.\n", "utf-8")
    with pytest.raises(KeyboardInterrupt):
        open_documents([str(corpus)], settings, stop)
    after = open_documents([str(corpus)], settings, quiet)
    assert [change.status for change in after.retriever.changes if change.status != "unchanged"] == ["added"]
    assert after.retriever.index.about.built > before.built


@pytest.mark.skipif(not CHILDREN.exists(), reason="which processes this one started is read from /proc")
def test_a_process_that_is_killed_is_an_error_that_says_so(corpus: Path, settings: Settings) -> None:
    def kill(progress: Progress) -> None:
        for pid in "".join(one.read_text() for one in CHILDREN.glob("*/children")).split():
            os.kill(int(pid), signal.SIGKILL)

    with pytest.raises(IndexFault, match=r"ended before it was done \(exit code -9\)"):
        open_documents([str(corpus)], settings, kill)


def test_the_other_process_ends_when_its_input_does(tmp_path: Path) -> None:
    for number in range(3_000):
        (tmp_path / f"{number}.txt").write_text(f"Article {number}\n\nIt says {number}.\n", "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "qa.indexer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin
    assert process.stdout
    asked = {"docs": [str(tmp_path)], "settings": {"docs": [], "embedder": "hashing"}}
    process.stdin.write(json.dumps(asked).encode() + b"\n")
    process.stdin.flush()
    assert b"stage" in process.stdout.readline()
    process.stdin.close()
    assert process.wait(20) == 1
    process.stdout.close()


def test_modules_in_the_working_folder_are_not_run_by_it(
    corpus: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("numpy", "json", "qa"):
        (corpus / f"{name}.py").write_text("open('was_run', 'w')\nraise SystemExit(77)\n", "utf-8")
    monkeypatch.chdir(corpus)
    assert open_documents(["."], settings, quiet).ask(QUESTION).citations
    assert not Path("was_run").exists()
