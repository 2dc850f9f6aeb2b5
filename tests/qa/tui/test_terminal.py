"""The chat on a real terminal: what its driver writes, and how it ends."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("pty", exc_type=ImportError)

from tests.terminal import PATIENCE, Terminal

HOSTILE = "\x1b]52;c;ZXZpbA==\x07 \x1b[31337h \x9d52;c;ZXZpbA==\x9c \u202e"
LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for child in "".join(one.read_text() for one in tasks).split()]
    return [*children, *(one for child in children for one in descendants(child))]


def test_no_escape_sequence_of_a_document_reaches_the_terminal_and_sigterm_restores_it(
    tmp_path: Path, home: Path
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    text = f"The {HOSTILE} title\n\nThe zeppelin {HOSTILE} landed in Murmansk today.\n\nIt rained {HOSTILE}.\n"
    (docs / "a.txt").write_text(text, "utf-8")
    command = [sys.executable, "cli.py", "--docs", str(docs), "--embedder", "hashing", "chat"]
    terminal = Terminal(command, {**os.environ, "TERM": "xterm-256color", "DOSSIER_THRESHOLD": "0"})
    try:
        terminal.read_until(b"up to date")
        pasted = f"Where did the zeppelin {HOSTILE} land?".replace("\x1b", "")
        os.write(terminal.end, f"\x1b[200~{pasted}\x1b[201~".encode())
        terminal.read_until(b"land?")
        os.write(terminal.end, b"\r")
        terminal.read_until(b"exact quote")
        terminal.process.send_signal(signal.SIGTERM)
        terminal.read_until(LEAVE_ALTERNATE_SCREEN)
        assert terminal.process.wait(PATIENCE) == 128 + signal.SIGTERM
    finally:
        terminal.close()
    assert b"ZXZpbA==" in terminal.written
    assert not [one for one in (b"\x1b]52", b"\x1b[31337", b"\xc2\x9d", "\u202e".encode()) if one in terminal.written]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the processes of another are read from /proc")
@pytest.mark.parametrize("how", ["key", "hangup", "kill"])
def test_no_process_outlives_a_chat_that_ends_while_it_indexes(tmp_path: Path, home: Path, how: str) -> None:
    for number in range(4_000):
        (tmp_path / f"{number}.txt").write_text(f"Town {number}\n\nThe council of town {number} met.\n", "utf-8")
    command = [sys.executable, "cli.py", "--docs", str(tmp_path), "--embedder", "hashing", "chat"]
    terminal = Terminal(command, {**os.environ, "TERM": "xterm-256color"})
    try:
        terminal.read_until(b"reading")
        started = descendants(terminal.process.pid)
        assert len(started) >= 2  # one answers and one indexes, with more where there are cores
        if how == "key":
            os.write(terminal.end, b"\x11")
            terminal.read_until(LEAVE_ALTERNATE_SCREEN)
        else:
            terminal.process.send_signal(signal.SIGHUP if how == "hangup" else signal.SIGKILL)
        code = terminal.process.wait(PATIENCE)
    finally:
        terminal.close()
    end = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{child}").exists() for child in started):
        assert time.monotonic() < end, "a process that answers or indexes is still there"
        time.sleep(0.05)
    assert code == {"key": 0, "hangup": 128 + signal.SIGHUP, "kill": -signal.SIGKILL}[how]
