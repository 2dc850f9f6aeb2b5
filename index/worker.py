"""The process in which files are parsed that nobody should trust. It reads tasks from its standard input and answers
on its standard output; `index.sandbox` starts it and ends it.

It opens no file but the modules of the program, for reading, and no connection; it starts no process. Python's own
audit events (PEP 578) refuse that, and below them the limits of the system where it has them: memory, processor time,
no file that grows, no other process, on Linux no network. A parser that escapes into native code meets the latter only.
"""

import ctypes
import json
import os
import sys
from collections.abc import Iterator
from functools import cache
from typing import IO, Any

from index.errors import Code, FileSkipped, PartMissing
from index.frames import ARTICLE, DATA, END, INNER, PACE, PROGRESS, SKIPPED, packed, receive, send
from index.parts import part
from index.types import Article, Inner, Progress, Source

if sys.platform != "win32":
    import resource

MEMORY = 1 << 30
"""Bytes of address space. What needs more is given up."""
SECONDS = 120
"""Seconds of processor time for one file; a large one has more."""
MOST = 1 << 30

_REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.kill", "os.putenv", "ctypes.", "shutil.", "tempfile.", "urllib.", "ftplib.", "smtplib.", "webbrowser.",
    "winreg.", "pickle.", "pty.",
)  # fmt: skip
_CLONE_NEWUSER, _CLONE_NEWNET, _PR_SET_PDEATHSIG, _SIGKILL = 0x10000000, 0x40000000, 1, 9


def main() -> None:
    """Answer tasks until the input ends."""
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a parser prints must not come between the answers
    sys.setrecursionlimit(1_000)
    _confine()
    while True:
        try:
            _, task = receive(tasks, MOST)
            _, data = receive(tasks, MOST)
        except EOFError:
            return
        name, id = json.loads(task)
        _allow_time(SECONDS + len(data) // PACE)
        _answer(answers, name, Source(id, ""), data)


def _answer(answers: IO[bytes], name: str, source: Source, data: bytes) -> None:
    """Send what a reader finds in a file, and then that this was all."""
    try:
        for found in _found(name, source, data):
            _send(answers, found)
    except FileSkipped as skipped:
        _send(answers, skipped)
    except PartMissing as missing:
        _send(answers, FileSkipped(Code.NO_READER, str(missing)))
    except (MemoryError, RecursionError) as error:
        _send(answers, _too_much(error))
    except Exception as error:  # whatever a hostile file makes of a parser is the file's fault
        _send(answers, FileSkipped(Code.DAMAGED, f"it cannot be parsed ({type(error).__name__})"))
    send(answers, END)


def _found(name: str, source: Source, data: bytes) -> Iterator[Article | FileSkipped | Inner | Progress]:
    yield from _reader(name).read(source, data)


@cache
def _reader(name: str) -> Any:
    return part("index.readers", name)


def _too_much(error: Exception) -> FileSkipped:
    if isinstance(error, MemoryError):
        return FileSkipped(Code.MEMORY, f"it needs more than {MEMORY // 1024**2} MB of memory")
    return FileSkipped(Code.LIMIT, "it is nested too deep")


def _send(answers: IO[bytes], found: Article | FileSkipped | Inner | Progress) -> None:
    if isinstance(found, Inner):
        send(answers, INNER, found.name.encode("utf-8", "replace"))
        send(answers, DATA, found.data)
    else:
        kind = ARTICLE if isinstance(found, Article) else SKIPPED if isinstance(found, FileSkipped) else PROGRESS
        send(answers, kind, packed(found))


def _confine() -> None:
    """Give up what no parser needs."""
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)  # an error means that the system does not allow it
        system.prctl(_PR_SET_PDEATHSIG, _SIGKILL)  # else it would finish a file that nobody waits for
    if sys.platform != "win32":
        limits = {"RLIMIT_AS": MEMORY, "RLIMIT_FSIZE": 0, "RLIMIT_NPROC": 0, "RLIMIT_CORE": 0, "RLIMIT_NOFILE": 32}
        for name, most in limits.items():
            _limit(name, most, most)
    sys.addaudithook(_Audit([os.path.realpath(path) for path in sys.path if path]))


def _allow_time(seconds: int) -> None:
    """Let the next file have so much processor time."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit("RLIMIT_CPU", int(used.ru_utime + used.ru_stime) + 1 + seconds, resource.RLIM_INFINITY)


def _limit(name: str, soft: int, hard: int) -> None:
    if sys.platform != "win32" and hasattr(resource, name):
        try:
            resource.setrlimit(getattr(resource, name), (soft, hard))
        except (OSError, ValueError):
            return  # not every system has every limit; the others and the clock remain


class _Audit:
    """Refuses what no parser needs: to open anything but the modules of the program, and all that is not reading."""

    def __init__(self, folders: list[str]) -> None:
        known = (*folders, os.path.realpath(sys.prefix), os.path.realpath(sys.base_prefix))
        self._folders = tuple(os.path.normcase(os.path.join(one, "")) for one in known)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            self._open(*arguments)
        elif event.startswith(_REFUSED):
            raise PermissionError(f"a parser may not do this: {event}")

    def _open(self, path: object, mode: object, flags: object) -> None:
        if isinstance(path, int):
            return
        writing = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        place = os.path.realpath(os.fsdecode(path)) if isinstance(path, str | bytes) else ""
        if writing or not os.path.normcase(place).startswith(self._folders):
            raise PermissionError("a parser may not open files")
