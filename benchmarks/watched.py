"""Commands run and watched from outside: how long they take, and how much memory they and all that they start hold."""

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import UsageError

_EVERY = 0.05
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True, slots=True)
class Watched:
    """What a command wrote, the seconds that it took, the processor seconds of it and its children, and the most bytes
    that all of them held at once (0 where the system does not tell)."""

    out: str
    seconds: float
    processor: float
    memory: int


def environment(**more: str) -> dict[str, str]:
    """This process's environment for a command: compiled modules may be kept, as those of an installed program are."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **more}


def watch(command: Sequence[str], around: Mapping[str, str], right: Sequence[int] = (0,)) -> Watched:
    """Run a command to its end. Raises UsageError with what it said when its exit code is not a right one."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as wrote:
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        process = subprocess.Popen(command, env=dict(around), stdin=subprocess.DEVNULL, stdout=wrote, stderr=said)
        memory = Peak(process.pid)
        try:
            code = process.wait()
        finally:
            process.kill()
            seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
            most = memory.stop()
        wrote.seek(0)
        said.seek(0)
        if code not in right:
            told = said.read().decode("utf-8", "replace")[-2000:]
            raise UsageError(f"{' '.join(command)} ended with code {code}: {told}")
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Watched(wrote.read().decode("utf-8", "replace"), seconds, spent, most)


class Peak:
    """The most memory that a process and its descendants hold at once, looked at twenty times a second."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._done = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """The most so far, in bytes; it is not looked at any more."""
        self._done.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._done.wait(_EVERY):
            self._most = max(self._most, sum(map(resident, _family(self._pid))))


def resident(pid: int) -> int:
    """The bytes of memory that a process holds, shared ones too; 0 where that is not known."""
    with suppress(OSError, ValueError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    return 0


def _family(pid: int) -> list[int]:
    """A process and those that it started, and so on."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            found += [int(child) for child in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
    return found


def dropped(folder: Path) -> bool:
    """Ask the system to forget what it has in memory of a folder's files; whether it can be asked."""
    if not hasattr(os, "posix_fadvise"):
        return False
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return True


def in_turns(commands: Mapping[str, Callable[[], Watched]], rounds: int) -> dict[str, list[Watched]]:
    """Run commands in turns, so that whatever else the machine does falls on all; the first round does not count."""
    found: dict[str, list[Watched]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, run in commands.items():
            one = run()
            if turn:
                found[name].append(one)
    return found


def size(folder: Path) -> int:
    """The bytes of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


PYTHON = sys.executable
