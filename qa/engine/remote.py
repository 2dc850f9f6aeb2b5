"""An engine in a process of its own: the screen stays quick, a question can be given up, and a crash is only an error.

The process is begun with the first request, and again with the next one after it has ended. What it writes on its
standard error is kept for whoever wants to see why.
"""

import json
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any

from index import errors
from index.errors import DossierError, EngineFault
from index.start import module
from index.types import Progress, Report
from qa.chats.pack import document_of, unpacked
from qa.engine.types import Alive, Known, Request, Standing, known_of, request_json
from qa.settings import Settings
from qa.types import Answer, Filters

_EVERY = 0.1
GRACE = 1.0
"""After so many seconds a question that was given up and is still being answered ends the process."""

_LINES = 200
"""How many lines of the process's faults are kept."""

_CLOSED = "the documents were closed"


Tell = Callable[[Progress | None], None]
"""Told of progress, and now and then of none, while something is waited for. What it raises ends the waiting."""


@dataclass(slots=True)
class _Work:
    """A request that is worked on by a process, and where what that says of it goes."""

    what: dict[str, Any]
    process: subprocess.Popen[str]
    inbox: SimpleQueue[dict[str, Any]]


class Remote:
    """Sends what it is asked to the process, and waits for what that says."""

    def __init__(self, docs: Sequence[str], settings: Settings) -> None:
        self._first = {"docs": list(docs), "settings": asdict(settings)}
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._working: dict[int, _Work] = {}
        self._faults: deque[str] = deque(maxlen=_LINES)
        self._threads: list[threading.Thread] = []
        self._closed = False

    def open(self, report: Report, anew: bool = False) -> Known:
        """Open the documents; they stay open as they are while they are opened again."""
        last = Progress("opening", 0, 0)

        def tell(told: Progress | None) -> None:
            nonlocal last
            last = told or last
            report(last)

        return known_of(self._result({"do": "open", "anew": anew}, tell))

    def kept(self, alive: Alive) -> Known:
        """Open the index as it is."""
        return known_of(self._result({"do": "kept"}, lambda _: alive()))

    def ask(self, request: Request, alive: Alive) -> Answer:
        """Answer. Where `alive` raises, the process has a second to end its work before it is ended."""
        found = self._result({"do": "ask", "request": request_json(request)}, lambda _: alive())
        documents = found["documents"]
        return unpacked(found["answer"], lambda key: document_of(documents[key]))

    def examples(self, alive: Alive) -> tuple[str, ...]:
        """Questions about these documents."""
        return tuple(self._result({"do": "examples"}, lambda _: alive()))

    def look(self, alive: Alive) -> Standing:
        """Compare the files with the index."""
        return Standing(**self._result({"do": "look"}, lambda _: alive()))

    def fitting(self, filters: Filters, alive: Alive) -> int:
        """How many documents fit."""
        found: int = self._result({"do": "fitting", "filters": asdict(filters)}, lambda _: alive())
        return found

    def log(self) -> str:
        """The last lines of the process's faults, of all processes so far."""
        return "\n".join(self._faults)

    def close(self) -> None:
        """End the process; whatever waits for it gets an EngineFault."""
        self._closed = True
        self._end()

    def _result(self, what: dict[str, Any], tell: Tell) -> Any:
        """Send a request and wait for its result, telling again and again that it is waited for.

        Raises the error that the process reports, EngineFault when it ends before, and whatever `tell` raises.
        """
        number, inbox = self._send(what)
        try:
            while True:
                try:
                    told = inbox.get(timeout=_EVERY)
                except Empty:
                    tell(None)
                    continue
                if "progress" not in told:
                    break
                tell(Progress(**told["progress"]))
        except BaseException:
            self._give_up(number)
            raise
        if "result" in told:
            return told["result"]
        raise _error(told)

    def _send(self, what: dict[str, Any]) -> tuple[int, SimpleQueue[dict[str, Any]]]:
        inbox: SimpleQueue[dict[str, Any]] = SimpleQueue()
        with self._lock:
            if self._closed:
                raise EngineFault(_CLOSED)
            number = next(self._numbers)
            process = self._process or self._start()
            self._working[number] = _Work({"id": number, **what}, process, inbox)
            self._write(process, self._working[number].what)
        return number, inbox

    def _start(self) -> subprocess.Popen[str]:
        command, environment = module("qa.engine.child")
        self._process = process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            start_new_session=True,
        )
        self._write(process, self._first)
        self._threads = [
            threading.Thread(target=target, args=(process,), daemon=True)
            for target in (self._listen, self._keep_faults)
        ]
        for thread in self._threads:
            thread.start()
        return process

    def _write(self, process: subprocess.Popen[str], what: dict[str, Any]) -> None:
        """Write a line; to a process that has ended it is lost, which whoever listens to it tells."""
        assert process.stdin
        try:
            process.stdin.write(json.dumps(what) + "\n")
            process.stdin.flush()
        except (BrokenPipeError, ValueError):
            return

    def _listen(self, process: subprocess.Popen[str]) -> None:
        """Hand on what the process says until it ends; then whatever was not done has failed."""
        assert process.stdin
        assert process.stdout
        for line in process.stdout:
            told = json.loads(line)
            with self._lock:
                work = self._working.get(told["id"]) if "progress" in told else self._working.pop(told["id"], None)
            if work:
                work.inbox.put(told)
        code = process.wait()
        process.stdout.close()
        with suppress(BrokenPipeError), self._lock:
            process.stdin.close()
        with self._lock:
            if self._process is process:
                self._process = None
            lost = [number for number, work in self._working.items() if work.process is process]
            inboxes = [self._working.pop(number).inbox for number in lost]
        why = f"the process that searches ended (exit code {code}): it begins anew with the next question or update"
        for inbox in inboxes:
            inbox.put({"error": "EngineFault", "text": _CLOSED if self._closed else why})

    def _keep_faults(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr
        with process.stderr:
            for line in process.stderr:
                self._faults.append(f"{time.strftime('%H:%M:%S')} {line.rstrip()}")

    def _give_up(self, number: int) -> None:
        """Nobody waits for this request any more."""
        with self._lock:
            if self._process and number in self._working:
                self._write(self._process, {"cancel": number})
                if self._working[number].what["do"] == "ask":
                    timer = threading.Timer(GRACE, self._renew, (number,))
                    timer.daemon = True
                    timer.start()

    def _renew(self, number: int) -> None:
        """Where a question that was given up is still worked on, put another process in the place of that one, which
        does what else was asked. While one indexes, it may take its time."""
        with self._lock:
            indexing = any(work.what["do"] == "open" for work in self._working.values())
            if self._closed or indexing or self._working.pop(number, None) is None:
                return
            old, new = self._process, self._start()
            for work in self._working.values():
                work.process = new
                self._write(new, work.what)
        if old:
            _kill(old)

    def _end(self) -> None:
        if process := self._process:
            _kill(process)
            for thread in self._threads:
                thread.join(GRACE)


def _kill(process: subprocess.Popen[str]) -> None:
    """End a process and the one that indexes for it: elsewhere than on Windows they are a group of their own."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _error(told: dict[str, Any]) -> DossierError:
    kind = getattr(errors, told["error"] or "EngineFault")
    found: DossierError = kind(told["text"] if told["error"] else f"unexpected {told['text']}")
    return found
