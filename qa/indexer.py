"""Indexing in a process of its own, so that whoever waits for it stays quick, and can end it at once.

`python -m qa.indexer` reads one line of JSON with the documents and settings, and writes its progress and what came of
it as lines of JSON. It ends when its standard input does, so it never outlives the process that started it.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from index import errors, generations
from index.errors import Code, DossierError, IndexFault, IndexMissing, Note
from index.opened import unpack
from index.plan import Change
from index.start import module
from index.types import Progress, Report
from index.wordvectors import shipped
from qa.assistant import Assistant
from qa.retrieve import Retriever, load_embedder, load_reranker
from qa.settings import Settings, settle
from qa.where import plan

_EVERY = 0.1
_TOLD = 400
"""How many of the last characters of the process's own errors are told."""


class _ToBuild(Exception):
    """Raised by a report to end an opening that turns out to be a build."""


def open_documents(docs: Sequence[str], settings: Settings, report: Report, anew: bool = False) -> Assistant:
    """As `Assistant.open`, but what is to be indexed is indexed in another process; everything when `anew`.

    An exception of `report` ends that process and is raised again; the index then is as it was.
    """
    try:
        if anew:
            raise _ToBuild
        return Assistant.open(docs, settings, _refuse)
    except _ToBuild:
        found = _indexed({"docs": list(docs), "settings": asdict(settings), "anew": anew}, report)
    changes = tuple(Change(one["file"], one["status"], _notes(one["notes"])) for one in found["changes"])
    opened = open_kept(docs, settings).retriever
    return Assistant(replace(opened, changes=changes, reason=found["reason"]))


def open_kept(docs: Sequence[str], settings: Settings) -> Assistant:
    """An assistant over the index as it is, whatever became of the documents. Raises IndexMissing when there is none,
    IndexDamaged when it is damaged."""
    generation = generations.read(plan(docs, settings).folder)
    if generation is None:
        raise IndexMissing("there is no index of these documents yet: f8 makes it")
    opened = Retriever(unpack(generation), load_embedder(settings), shipped(), load_reranker(settings), settings)
    return Assistant(opened)


def _notes(told: Sequence[dict[str, str]]) -> tuple[Note, ...]:
    return tuple(Note(Code(one["code"]), one["text"]) for one in told)


def _refuse(progress: Progress) -> None:
    raise _ToBuild


def _indexed(asked: dict[str, Any], report: Report) -> dict[str, Any]:
    """What another process told of the index that it brought up to date. Raises the error that it reports."""
    last: dict[str, Any] = {}
    with tempfile.TemporaryFile() as said:
        with _process(said) as process:
            for line in _lines(process, json.dumps(asked)):
                last = json.loads(line)
                if "stage" in last:
                    report(Progress(**last))
        said.seek(0)
        why = said.read().decode("utf-8", "replace")[-_TOLD:].strip()
    if "error" in last:
        kind = getattr(errors, last["error"], DossierError)
        raise kind(last["text"])
    if "changes" not in last:
        told = why or f"exit code {process.returncode}"
        raise IndexFault(f"indexing ended before it was done ({told}); the index is as it was: try again")
    return last


@contextmanager
def _process(said: IO[bytes]) -> Iterator[subprocess.Popen[str]]:
    """The process, whose errors go to `said`; it is ended when this is left, however that happens."""
    command, environment = module("qa.indexer")
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        text=True,
        encoding="utf-8",
        env=environment,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
        with suppress(BrokenPipeError):
            process.communicate()


def _lines(process: subprocess.Popen[str], asked: str) -> Iterator[str]:
    """What the process says when it is asked, until it ends."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(asked + "\n")
    process.stdin.flush()
    yield from process.stdout
    process.wait()


def main() -> None:
    """Bring an index up to date as standard input says."""
    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    told = Told()
    threading.Thread(target=told.repeat, daemon=True).start()
    make = Retriever.rebuild if asked["anew"] else Retriever.open
    try:
        done = make([Path(one) for one in asked["docs"]], settle(asked["settings"], {}, None), told.take)
    except DossierError as error:
        told.end({"error": type(error).__name__, "text": str(error)})
    else:
        told.end({"changes": [asdict(change) for change in done.changes], "reason": done.reason})


class Told:
    """The progress so far, said ten times a second whether or not there is any: to whoever listens it is also the
    chance to end this process."""

    def __init__(self) -> None:
        self._last = Progress("starting", 0, 1)
        self._saying = threading.Lock()

    def take(self, progress: Progress) -> None:
        """This is how far it is."""
        self._last = progress

    def repeat(self) -> None:
        """Say how far it is, again and again."""
        while True:
            with self._saying:
                print(json.dumps(asdict(self._last)), flush=True)  # noqa: T201 (how this process speaks)
            time.sleep(_EVERY)

    def end(self, what: dict[str, Any]) -> None:
        """Say what came of it, as the last line."""
        self._saying.acquire()
        print(json.dumps(what), flush=True)  # noqa: T201


def _end_with_input() -> None:
    """End when whoever started this process has ended."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
