"""How quick the chat is, measured from outside on a pseudo-terminal: python -m benchmarks.chat

First paint, the time from a key to its echo (idle, while 10,000 articles are indexed, in a chat of 10,000 turns), the
opening of such a chat, and quitting while indexing. Nothing of it runs inside the process that is measured.
"""

import fcntl
import os
import pty
import resource
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.table import Cell, Table, markdown
from qa.assistant import Assistant
from qa.chats.places import chats_file, roots
from qa.chats.store import Chats
from qa.settings import Settings

ARTICLES, TURNS, KEYS = 10_000, 10_000, 60
PATIENCE = 120.0
LEFT = 2.0
"""Seconds after which no process may be left: the system takes a while to end one that was killed."""

LIST = b"\x1bOR"
"""The bytes of F3."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SENTENCE = "The council of town {0} approved a budget of {0} million for its harbour in year {1}. "


@dataclass
class Chat:
    """The program on a pseudo-terminal, and all that it wrote."""

    process: subprocess.Popen[bytes]
    end: int
    written: bytes = b""
    started: float = field(default_factory=time.monotonic)

    def read(self, seconds: float) -> bytes:
        """What it writes within so long a time, at most."""
        if not select.select([self.end], [], [], seconds)[0]:
            return b""
        new = os.read(self.end, 1 << 16)
        self.written += new
        return new

    def until(self, wanted: bytes) -> float:
        """The seconds until it has written this since now. Raises TimeoutError when it never does."""
        began, start = time.monotonic(), len(self.written)
        while wanted not in self.written[start:]:
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"{wanted!r} was never written; the end is {self.written[-2000:]!r}")
            self.read(0.05)
        return time.monotonic() - began

    def settle(self) -> None:
        """Wait until nothing is written any more."""
        while self.read(0.4):
            pass

    def echo(self) -> list[float]:
        """Milliseconds from a key to the letter on the screen, for letters typed one after the other."""
        times = []
        for number in range(KEYS):
            letter = LETTERS[number % len(LETTERS)].encode()
            start, began = len(self.written), time.monotonic()
            os.write(self.end, letter)
            while letter not in self.written[start:]:
                self.read(0.5)
            times.append((time.monotonic() - began) * 1000)
            time.sleep(0.05)
        return times


@contextmanager
def chat(docs: Path, home: Path, *arguments: str) -> Iterator[Chat]:
    """The chat over these documents, 120 columns and 36 rows."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    environment = {**os.environ, "DOSSIER_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    command = [sys.executable, "cli.py", "chat", "--docs", str(docs), *arguments]
    process = subprocess.Popen(
        command, stdin=inner, stdout=inner, stderr=inner, env=environment, start_new_session=True
    )
    os.close(inner)
    try:
        yield Chat(process, outer)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(outer)


def articles(folder: Path, count: int) -> Path:
    """A folder of made articles."""
    folder.mkdir()
    for number in range(count):
        text = "".join(SENTENCE.format(number + step, 1900 + step) for step in range(12))
        (folder / f"{number:05}.txt").write_text(f"Town {number}\n\n{text}\n", "utf-8")
    return folder


def long_chat(docs: Path, home: Path) -> None:
    """A chat of many turns over these documents, in the database of chats."""
    settings = Settings(home=str(home))
    answer = Assistant.open(docs, settings).ask("What did the council of town 7 approve?")
    chats = Chats(chats_file(settings))
    chats.begin("long", roots([str(docs)]), "What did the council approve?")
    for number in range(1, TURNS + 1):
        chats.ask("long", f"What did the council of town {number} approve?", "")
        chats.settle("long", number, answer)
    chats.close()


def first_paint(docs: Path, home: Path) -> tuple[float, float]:
    """CPU and wall milliseconds until the prompt is drawn; the process is ended then."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with chat(docs, home) as opened:
        opened.until(b"Ask")
        wall = time.monotonic() - opened.started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000, wall * 1000


def descendants(pid: int) -> set[int]:
    """The processes that a process started, and those that they started, as far as they run now."""
    found = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [(int(one), int(parent)) for one, parent in map(str.split, found.splitlines())]
    whole = {pid}
    while more := {one for one, parent in pairs if parent in whole} - whole:
        whole |= more
    return whole - {pid}


def alive(pid: int) -> bool:
    """Whether a process runs."""
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def measure(work: Path) -> Iterator[tuple[str, float, int]]:
    """Name, what was measured and the target of each figure."""
    few, many, home = articles(work / "few", 50), articles(work / "many", ARTICLES), work / "home"
    Assistant.open(few, Settings(home=str(home)))
    paints = [first_paint(few, home) for _ in range(5)]
    yield "CPU to first paint, ms", min(cpu for cpu, _ in paints), 450
    yield "wall to first paint, ms", min(wall for _, wall in paints), 800
    with chat(few, home) as opened:
        opened.until(b"up to date")
        opened.settle()
        yield "key echo p95, idle, ms", p95(opened.echo()), 30
    with chat(many, home) as opened:
        opened.until(b"1,")
        yield f"key echo p95, indexing {ARTICLES:,}, ms", p95(opened.echo()), 50
        yield from _quit(opened)
    long_chat(few, home)
    with chat(few, home, "--resume") as opened:
        opened.until(b"earlier")
        opened.settle()
        yield f"key echo p95, {TURNS:,} turns, ms", p95(opened.echo()), 50
    with chat(few, home) as opened:
        opened.until(b"up to date")
        opened.settle()
        os.write(opened.end, LIST)
        opened.until(b"brings back")
        opened.settle()
        os.write(opened.end, b"\r")
        yield f"opening a chat of {TURNS:,} turns, ms", opened.until(b"earlier") * 1000, 1000


def _quit(opened: Chat) -> Iterator[tuple[str, float, int]]:
    """How long quitting takes, and how many processes are left."""
    started = descendants(opened.process.pid)
    began = time.monotonic()
    os.write(opened.end, b"\x11")
    while opened.process.poll() is None:
        with suppress(OSError):
            opened.read(0.01)
        if time.monotonic() - began > PATIENCE:
            opened.process.send_signal(signal.SIGKILL)
    yield "quitting while indexing, ms", (time.monotonic() - began) * 1000, 1000
    while any(map(alive, started)) and time.monotonic() - began < LEFT:
        time.sleep(0.01)
    yield f"processes left {LEFT:.0f} s after that key, of {len(started)}", sum(map(alive, started)), 0


def main() -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as work:
        rows: list[tuple[Cell, ...]] = [(name, round(found), target) for name, found, target in measure(Path(work))]
    print(markdown([Table("The chat on a pseudo-terminal", ("what", "measured", "target"), tuple(rows))]))


if __name__ == "__main__":
    main()
