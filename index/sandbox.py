"""Parse a file in another process, which is given up when it takes too long, wants too much or dies.

The process gets bytes and never a path. It is started when the first file needs it, reads one file after the other, and
is replaced when it was given up. So the worst that a file can do is to be skipped.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from threading import Event, Thread
from typing import IO

from index.errors import Code, FileSkipped
from index.frames import (
    ARTICLE,
    DATA,
    END,
    INNER,
    PACE,
    PROGRESS,
    SKIPPED,
    TASK,
    receive,
    send,
    unpacked_article,
    unpacked_progress,
    unpacked_skip,
)
from index.start import start
from index.types import Article, Inner, Progress, Source

SILENCE, WHOLE = 20.0, 120.0
"""Seconds without a sign of life, and in all, after which a parser is given up. A large file may take longer in all."""
OUTPUT = 20 << 20
"""Bytes of text that any file may have; a larger one may have four times its size."""
INNER_OUTPUT = 256 << 20

_GLANCE = 0.2
"""Seconds between two looks at the clock."""
_START = "from index.worker import main; main()"
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


class Sandbox:
    """A process for parsing, started when it is needed. Use it with `with`, which ends the process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: _Watch | None = None
        self._spent = False  # the process has no memory left
        self.starts = 0

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if self._watch:
            self._watch.end()
        if process:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream:
                    _closed(stream)
            process.wait()

    def read(self, reader: str, source: Source, data: bytes) -> Iterator[Article | FileSkipped | Inner | Progress]:
        """What the reader of this name yields for the bytes of a file.

        Raises FileSkipped when the reader does, or when it has to be given up.
        """
        self._spent = finished = False
        try:
            yield from self._answers(reader, source, data)
            finished = True
        except (EOFError, OSError) as error:
            raise self._given_up() from error
        except OverflowError as error:
            raise FileSkipped(Code.LIMIT, "it holds more text than a file of its size may") from error
        except (ValueError, TypeError, KeyError) as error:
            raise FileSkipped(Code.CRASHED, "its parser answered nonsense") from error
        finally:
            if self._spent or not finished:
                self.close()

    def _answers(self, reader: str, source: Source, data: bytes) -> Iterator[Article | FileSkipped | Inner | Progress]:
        left, inner_left = max(OUTPUT, 4 * len(data)), INNER_OUTPUT
        stream, watch = self._ask(json.dumps([reader, source.id]).encode(), data)
        while (frame := receive(stream, left))[0] != END:
            kind, payload = frame
            left -= len(payload)
            if kind == ARTICLE:
                yield unpacked_article(payload, source)
            elif kind == SKIPPED:
                skipped = unpacked_skip(payload)
                self._spent |= skipped.code is Code.MEMORY
                yield skipped
            elif kind == PROGRESS:
                yield unpacked_progress(payload)
            elif kind == INNER:
                _, content = receive(stream, inner_left)
                inner_left -= len(content)
                yield Inner(payload.decode(), content)
            else:
                raise ValueError(kind)
            watch.life()
        watch.rest()

    def _ask(self, task: bytes, data: bytes) -> "tuple[IO[bytes], _Watch]":
        """Give a task to the process, and return where its answers come from and who watches it."""
        if self._process is None or self._watch is None or self._process.poll() is not None:
            self.close()
            self._process = _started()
            self._watch = _Watch(self._process)
            self.starts += 1
        process, watch = self._process, self._watch
        assert process.stdin
        assert process.stdout
        watch.begin(WHOLE + len(data) / PACE)
        send(process.stdin, TASK, task)
        send(process.stdin, DATA, data)
        return process.stdout, watch

    def _given_up(self) -> FileSkipped:
        if self._watch and self._watch.expired:
            return FileSkipped(Code.TIMEOUT, f"its parser was given up after {self._watch.took:.0f} seconds")
        return FileSkipped(Code.CRASHED, "its parser died of it")


class _Watch:
    """A thread that kills a process when it is silent, or at work on one file, for too long."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._silent_since: float | None = None
        self._begun = self._whole = self.took = 0.0
        self._ended = Event()
        self.expired = False
        Thread(target=self._run, daemon=True).start()

    def begin(self, whole: float) -> None:
        """The process gets a file, and has `whole` seconds for it."""
        self._whole = whole
        self._begun = self._silent_since = time.monotonic()

    def life(self) -> None:
        """The process gave a sign of life."""
        self._silent_since = time.monotonic()

    def rest(self) -> None:
        """The process is done with the file, and may be silent."""
        self._silent_since = None

    def end(self) -> None:
        """There is nothing to watch any more."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.wait(_GLANCE):
            since, now = self._silent_since, time.monotonic()
            if since is not None and (now - since > SILENCE or now - self._begun > self._whole):
                self.expired, self.took = True, now - self._begun
                self._process.kill()
                return


def _started() -> "subprocess.Popen[bytes]":
    """A worker that sees nothing of the person's settings."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return start(_START, {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"})


def _closed(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:
        return  # the other end is dead, and what was on the way to it is lost
