"""The engine in a process of its own says what the one in this process does, and its end is only an error."""

import os
import signal
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from index.errors import CorpusError, EngineFault, IndexMissing, UsageError
from index.types import Progress
from qa.assistant import Assistant
from qa.chats.pack import packed
from qa.engine.local import Local
from qa.engine.remote import Remote
from qa.engine.types import Engine, Request, Standing
from qa.retrieve import quiet
from qa.settings import Settings
from qa.types import Filters, Turn

HARBOUR = Request("When did the harbour of Lisbon open again?", Filters(), ())
FOLLOWING = Request("And why?", Filters(since="2024"), (Turn(HARBOUR.question, "On Tuesday."),))


def patient() -> None:
    """Somebody waits."""


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(embedder="hashing", store="exact", home=str(home / "dossier"), threshold=0.0)


@pytest.fixture
def remote(corpus: Path, settings: Settings) -> Iterator[Remote]:
    engine = Remote([str(corpus)], settings)
    yield engine
    engine.close()


@pytest.fixture(params=["local", "remote"])
def engine(request: pytest.FixtureRequest, corpus: Path, settings: Settings, remote: Remote) -> Engine:
    return remote if request.param == "remote" else Local(partial(Assistant.open, corpus, settings))


def test_an_engine_tells_what_it_opened(engine: Engine, corpus: Path) -> None:
    (corpus / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    known = engine.open(quiet)
    assert (known.documents, known.passages, known.newest) == (3, 3, "2024-03-05")
    assert known.sources == (("Reuters", 1),)
    assert known.skipped == (("photo.jpg", "no-reader: there is no reader for .jpg"),)
    assert known.summary == "index updated: 3 added"
    assert engine.open(quiet).summary == ""


def test_an_engine_answers_as_the_assistant_does(engine: Engine, corpus: Path, settings: Settings) -> None:
    engine.open(quiet)
    assistant = Assistant.open(corpus, settings)
    for one in (HARBOUR, FOLLOWING):
        expected = assistant.ask(one.question, one.history, one.filters)
        assert packed(engine.ask(one, patient)) == packed(expected)


def test_an_engine_counts_compares_and_suggests(engine: Engine, corpus: Path, hour_later: None) -> None:
    engine.open(quiet)
    assert engine.fitting(Filters(since="2024"), patient) == 1
    assert engine.fitting(Filters(), patient) == 3
    assert "What is known about “Harbour reopens after the storm”?" in engine.examples(patient)
    assert engine.look(patient) == Standing()
    (corpus / "new.txt").write_text("A new article.\n", "utf-8")
    (corpus / "orchard.txt").unlink()
    assert engine.look(patient) == Standing(new=1, gone=1)


def test_an_engine_raises_what_is_wrong_with_a_question_or_the_documents(engine: Engine, corpus: Path) -> None:
    engine.open(quiet)
    with pytest.raises(UsageError, match="the question is empty"):
        engine.ask(Request("?", Filters(), ()), patient)
    corpus.rename(corpus.with_name("moved"))
    with pytest.raises(CorpusError, match="there is no file or folder"):
        engine.open(quiet)


def test_a_question_before_anything_was_opened_is_answered_from_the_index_as_it_is(
    remote: Remote, corpus: Path, settings: Settings
) -> None:
    with pytest.raises(IndexMissing, match="f8 makes it"):
        remote.ask(HARBOUR, patient)
    expected = Assistant.open(corpus, settings).ask(HARBOUR.question)
    assert packed(remote.ask(HARBOUR, patient)) == packed(expected)


def test_everything_is_indexed_anew_when_that_is_asked(remote: Remote) -> None:
    stages: list[str] = []
    remote.open(quiet)
    told = remote.open(lambda progress: stages.append(progress.stage), anew=True)
    assert told.summary == "index updated: 3 added, everything indexed anew because a rebuild was asked for"
    assert "starting" in stages


def test_a_report_that_raises_ends_the_opening_and_the_next_one_goes_well(remote: Remote) -> None:
    def stop(progress: Progress) -> None:
        raise KeyError(progress.stage)

    with pytest.raises(KeyError, match="opening"):
        remote.open(stop)
    assert remote.open(quiet).documents == 3


@pytest.mark.skipif(os.name == "nt", reason="processes are stopped by signals")
def test_a_process_that_is_killed_is_an_error_and_the_next_question_is_answered(remote: Remote) -> None:
    remote.open(quiet)
    process = remote._process
    assert process
    os.kill(process.pid, signal.SIGSTOP)  # it will not answer, so the question is on its way when it ends
    threading.Timer(0.2, process.kill).start()
    with pytest.raises(EngineFault, match=r"ended \(exit code -9\): it begins anew with the next question"):
        remote.ask(HARBOUR, patient)
    assert "on Tuesday" in remote.ask(HARBOUR, patient).text


@pytest.mark.skipif(os.name == "nt", reason="processes are stopped by signals")
def test_a_question_that_is_given_up_and_goes_on_costs_only_the_process(remote: Remote) -> None:
    remote.open(quiet)
    first = remote._process
    assert first

    def impatient() -> None:
        raise KeyError

    os.kill(first.pid, signal.SIGSTOP)
    with pytest.raises(KeyError):
        remote.ask(HARBOUR, impatient)
    assert "on Tuesday" in remote.ask(HARBOUR, patient).text  # asked of the old process, answered by the new one
    assert first.wait(20) == -signal.SIGKILL


def test_a_closed_engine_says_so_and_leaves_no_process(remote: Remote) -> None:
    remote.open(quiet)
    process = remote._process
    assert process
    remote.close()
    assert process.returncode is not None
    with pytest.raises(EngineFault, match="closed"):
        remote.ask(HARBOUR, patient)
