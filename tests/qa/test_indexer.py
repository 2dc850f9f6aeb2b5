import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.errors import CorpusError, IndexFault
from index.types import Progress
from qa import indexer
from qa.assistant import Assistant
from qa.indexer import open_documents
from qa.retrieve import quiet
from qa.settings import Settings

QUESTION = "When did the harbour of Lisbon open again?"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(embedder="hashing", store="exact", home=str(home / "dossier"), threshold=0.0)


def ended(pid: int) -> bool:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_what_another_process_indexed_answers_as_what_this_one_would(corpus: Path, settings: Settings) -> None:
    stages: list[str] = []
    opened = open_documents([str(corpus)], settings, lambda told: stages.append(told.stage))
    assert [change.status for change in opened.retriever.changes] == ["added", "added", "added"]
    assert stages[0] == "starting"
    assert opened.ask(QUESTION) == Assistant.open(corpus, settings).ask(QUESTION)


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


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_a_process_that_is_killed_is_an_error_that_says_so(
    corpus: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[str]] = []
    lines = indexer._lines

    def killed(process: subprocess.Popen[str], asked: str) -> list[str]:
        started.append(process)
        process.send_signal(signal.SIGKILL)
        return list(lines(process, "x" * 10))

    monkeypatch.setattr(indexer, "_lines", killed)
    with pytest.raises((IndexFault, BrokenPipeError)):
        open_documents([str(corpus)], settings, quiet)
    assert started[0].poll() is not None


@pytest.mark.skipif(os.name == "nt", reason="process groups are those of POSIX")
def test_the_other_process_ends_when_its_input_does() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "qa.indexer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(b'{"docs": ["/"], "settings": {"docs": [], "embedder": "hashing"}}\n')
    process.stdin.flush()
    assert b"stage" in process.stdout.readline()
    process.stdin.close()
    process.stdout.close()
    assert process.wait(20) != 0
    assert ended(process.pid)
