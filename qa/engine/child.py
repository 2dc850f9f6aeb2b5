"""The process that answers: `python -m qa.engine.child`, started by qa.engine.remote.

Standard input gives one line of JSON with the documents and settings, then a line for each request: `id`, `do` and
what that needs, or `cancel` with the id of a request that nobody waits for any more. Standard output gives lines of
JSON with the `id` of a request and its `progress`, its `result`, or its `error` in words. Requests are worked on side
by side. The process ends when its standard input does, so it never outlives the one that started it.
"""

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any, TextIO

from index.errors import DossierError
from index.types import Progress
from qa.chats.pack import document_json, packed
from qa.engine.local import Local
from qa.engine.types import Engine, request_of
from qa.indexer import open_documents, open_kept
from qa.settings import settle
from qa.types import Answer, Filters


class Cancelled(Exception):
    """Raised within a request that was cancelled."""


class Server:
    """Works on the requests for one engine, and writes what comes of them."""

    def __init__(self, engine: Engine, out: TextIO) -> None:
        self._engine, self._out = engine, out
        self._writing = threading.Lock()
        self._cancelled: set[int] = set()

    def take(self, line: str) -> None:
        """Begin a request, or note that one is cancelled."""
        asked = json.loads(line)
        if "cancel" in asked:
            self._cancelled.add(asked["cancel"])
        else:
            threading.Thread(target=self._work, args=(asked,), daemon=True).start()

    def _work(self, asked: dict[str, Any]) -> None:
        try:
            told = {"result": self._done(asked)}
        except Cancelled:
            told = {"error": "", "text": "cancelled"}
        except DossierError as error:
            told = {"error": type(error).__name__, "text": str(error)}
        except Exception as error:  # whatever nobody foresaw is told, with the rest in the log, and ends nothing else
            traceback.print_exc()
            told = {"error": "", "text": f"{type(error).__name__}: {error}"}
        self._say({"id": asked["id"], **told})

    def _done(self, asked: dict[str, Any]) -> Any:
        alive = partial(self._check, asked["id"])
        does: dict[str, Callable[[], Any]] = {
            "open": lambda: asdict(self._engine.open(partial(self._progress, asked["id"]), asked["anew"])),
            "kept": lambda: asdict(self._engine.kept(alive)),
            "ask": lambda: answer_json(self._engine.ask(request_of(asked["request"]), alive)),
            "examples": lambda: self._engine.examples(alive),
            "look": lambda: asdict(self._engine.look(alive)),
            "fitting": lambda: self._engine.fitting(Filters(**asked["filters"]), alive),
        }
        return does[asked["do"]]()

    def _progress(self, number: int, progress: Progress) -> None:
        self._check(number)
        self._say({"id": number, "progress": asdict(progress)})

    def _check(self, number: int) -> None:
        if number in self._cancelled:
            raise Cancelled

    def _say(self, what: dict[str, Any]) -> None:
        line = json.dumps(what)
        with self._writing:
            print(line, file=self._out, flush=True)


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer and the documents that it names, each as a text of JSON."""
    text, documents = packed(answer)
    return {"answer": text, "documents": {key: document_json(one) for key, one in documents.items()}}


def main() -> None:
    """Work on what standard input asks, until it ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints belongs among the faults, not among the answers
    asked = json.loads(sys.stdin.readline())
    docs, settings = asked["docs"], settle(asked["settings"], {}, None)
    opener = partial(open_documents, docs, settings)
    server = Server(Local(opener, partial(opener, anew=True), partial(open_kept, docs, settings)), out)
    for line in sys.stdin:
        server.take(line)
    os._exit(0)


if __name__ == "__main__":
    main()
