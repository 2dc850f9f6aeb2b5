"""Every payload in every field, wherever the chat on a real terminal shows it."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest

pytest.importorskip("pty", exc_type=ImportError)

from tests.hostile import MARK, PAYLOADS, escaped, write
from tests.terminal import PATIENCE, Terminal

F2, F3, CTRL_S, ESC = "\x1bOQ", "\x1bOR", "\x13", "\x1b"
SOURCES = 80
"""The transcript ends before this column."""


def test_no_payload_steers_the_chat_or_its_terminal(tmp_path: Path) -> None:
    docs = tmp_path / f"[@click=app.quit]x[_] \x1b]0;{MARK}\x07 \u202e"
    write(docs)
    command = [sys.executable, "cli.py", "--docs", str(docs), "--embedder", "hashing", "chat"]
    environment = {**os.environ, "TERM": "xterm-256color", "DOSSIER_THRESHOLD": "0", "PYTHONUTF8": "1"}
    with Terminal(command, environment) as terminal:
        terminal.read_until(b"up to date")
        for name, payload in PAYLOADS.items():
            terminal.type(f"\x1b[200~Where did the zeppelin of {name} {_pasted(payload)} land?\x1b[201~")
            terminal.read_until_still()
            terminal.type("\r")
            terminal.read_until(b"Murmansk")
            terminal.read_until_still()
            rows, places = terminal.screen.text.splitlines(), terminal.screen.places("[1]")
            row, column = max(at for at in places if at[1] < SOURCES and "differs" not in rows[at[0]])
            terminal.click(row, column + 1)
            terminal.read_until(b"Copy with source")
            terminal.read_until_still()
            terminal.type("q")
            terminal.read_until(b"palette")
        for key, shown in ((F2, b"fit"), (F3, b"rename"), (CTRL_S, b"The ending chooses")):
            terminal.type(key)
            terminal.read_until(shown)
            terminal.type(ESC)
            terminal.read_until_gone(shown.decode())  # the footer below is drawn more than once
        terminal.process.send_signal(signal.SIGTERM)
        terminal.read_until(b"\x1b[?1049l")
        assert terminal.process.wait(PATIENCE) == 128 + signal.SIGTERM
        assert terminal.written.count(MARK.encode()) > 50
        assert not escaped(terminal.written)


def _pasted(payload: str) -> str:
    """A payload as far as a terminal pastes it."""
    return re.sub("[\x00\x1b\ud800-\udfff]", "", payload)[:300]
