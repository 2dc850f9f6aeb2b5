"""Work in several processes: one function over many tasks, with the results in the order of the tasks.

Each process is given one task at a time through its standard input and answers on its standard output, both as pickles,
for both ends are this program. It ends when its standard input does, whatever it is doing, so that it never outlives
the process that started it; and it imports the modules of the program only, never the script that was run, as
processes of `multiprocessing` do. Its libraries have one thread each, since the cores are shared among processes.
"""

import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import IO, Any, Generic, TypeVar

from index.errors import IndexFault
from index.start import start

State = TypeVar("State")
Task = TypeVar("Task")
Result = TypeVar("Result")

Tell = Callable[[Any], None]
"""What a function at work in a process calls to say how far it is."""

_AHEAD = 4
"""Tasks a process that may be begun, or done, before the oldest one is."""
_GLANCE = 0.2
"""Seconds after which somebody who waits looks whether the person wants it to end; Windows tells only then."""
_THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
_TRY = "close other programs, or index with fewer processes (processes = 1)"
_TOLD, _DONE, _FAILED, _ENDED = range(4)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a process says: `kind`, the number of the task that it is about, and a value."""

    process: "_Process"
    kind: int
    task: int
    value: Any


class Workers(Generic[State]):
    """Processes, started when the first task is there, each of which prepares a state of its own to work with.

    Use it with `with`, which ends them at once.
    """

    def __init__(self, count: int, prepare: Callable[[], State]) -> None:
        self._count, self._prepare = count, prepare
        self._processes: list[_Process] = []
        self._heard: SimpleQueue[_Said] = SimpleQueue()

    def __enter__(self) -> "Workers[State]":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for process in self._processes:
            process.kill()
        self._processes.clear()

    def over(
        self, work: Callable[[State, Task, Tell], Result], tasks: Iterable[Task], told: Callable[[Any], None]
    ) -> Iterator[Result]:
        """The results of `work` for each task, in order; it is imported by its name.

        `told` hears what `work` tells, and None now and then when there is nothing. Raises what `work` raises, first
        come, and what `told` and `tasks` do; then all processes end. Raises IndexFault when a process dies.
        """
        waiting = enumerate(tasks)
        done: dict[int, Result] = {}
        idle, running, following = list(self._processes), 0, 0
        try:
            while True:
                while running + len(done) < _AHEAD * self._count and (idle or len(self._processes) < self._count):
                    if (task := next(waiting, None)) is None:
                        break
                    (idle.pop() if idle else self._started()).send((work, *task))
                    running += 1
                if not running:
                    return
                said = self._listen()
                if said is None or said.kind == _TOLD:
                    told(said and said.value)
                    continue
                if said.kind != _DONE:
                    raise said.value
                idle.append(said.process)
                running -= 1
                done[said.task] = said.value
                while following in done:
                    yield done.pop(following)
                    following += 1
        finally:
            if running:
                self.close()

    def _started(self) -> "_Process":
        process = _Process(self._heard)
        self._processes.append(process)
        process.send(self._prepare)
        return process

    def _listen(self) -> _Said | None:
        try:
            said = self._heard.get(timeout=_GLANCE)
        except Empty:
            return None
        return said if said.process in self._processes else None


class _Process:
    """A process that works, and a thread that hears what it says."""

    def __init__(self, heard: "SimpleQueue[_Said]") -> None:
        kept = {**os.environ, **_THREADS, "TOKENIZERS_PARALLELISM": "false"}
        self._process = start("from index.workers import main; main()", kept)
        self._heard = heard
        self._listener = Thread(target=self._run, daemon=True)
        self._listener.start()

    def send(self, value: Any) -> None:
        """Give the process something."""
        assert self._process.stdin
        with suppress(OSError):  # it died, which is heard of
            pickle.dump(value, self._process.stdin)
            self._process.stdin.flush()

    def kill(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                assert stream
                stream.close()

    def _run(self) -> None:
        assert self._process.stdout
        while True:
            try:
                kind, task, value = pickle.load(self._process.stdout)
            except (EOFError, OSError, pickle.UnpicklingError):
                self._heard.put(_Said(self, _ENDED, -1, self._death()))
                return
            self._heard.put(_Said(self, kind, task, value))

    def _death(self) -> IndexFault:
        self._process.kill()
        return IndexFault(
            f"a process that was indexing died ({_how(self._process.wait())}): there may be too little memory; {_TRY}"
        )


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def main() -> None:
    """Work on tasks until the standard input ends."""
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not come between the answers
    given: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_receive, args=(tasks, given), daemon=True).start()
    prepare, state = given.get(), None
    while True:
        work, number, task = given.get()
        try:
            state = state or (prepare(),)
            _say(answers, _DONE, number, work(state[0], task, partial(_say, answers, _TOLD, number)))
        except MemoryError:
            _say(answers, _FAILED, number, IndexFault(f"there is too little memory to index; {_TRY}"))
        except Exception as error:
            _say(answers, _FAILED, number, _portable(error))


def _portable(error: Exception) -> Exception:
    """The error with where it was raised; one of another kind where it cannot be taken to another process."""
    error.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever its class does when it is made anew
        return RuntimeError(traceback.format_exc())
    return error


def _receive(tasks: IO[bytes], given: "SimpleQueue[Any]") -> None:
    """Take tasks; and at their end, end the process without waiting for what it does."""
    try:
        while True:
            given.put(pickle.load(tasks))
    finally:
        os._exit(0)


def _say(answers: IO[bytes], kind: int, task: int, value: Any) -> None:
    pickle.dump((kind, task, value), answers)
    answers.flush()
