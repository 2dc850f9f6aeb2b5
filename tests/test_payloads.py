"""Every payload in every field, in every command that prints to a terminal."""

import os
import re
import sys
from pathlib import Path

import pytest

pytest.importorskip("pty", exc_type=ImportError)

from tests.hostile import MARK, PAYLOADS, escaped, write
from tests.terminal import Terminal


def asked(name: str) -> str:
    """A question with a payload in it, as far as an argument can hold it; a surrogate is a byte that is no UTF-8."""
    typed = re.sub("[\x00\r\ud800-\udfff]", "\udcff", PAYLOADS[name])[:300]
    return f"Where did the zeppelin of {name} {typed} land?"


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / f"[/] \x1b]0;{MARK}\x07 \u202e"
    write(folder)
    return folder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


def printed(docs: Path, index: Path, *arguments: str, typed: str = "") -> bytes:
    """What a command writes to a terminal; it must not fail."""
    options = ["--docs", str(docs), "--index", str(index), "--embedder", "hashing"]
    environment = {**os.environ, "DOSSIER_THRESHOLD": "0", "PYTHONUTF8": "1"}
    with Terminal([sys.executable, "cli.py", *options, *arguments], environment, raw=True) as terminal:
        terminal.type(typed)
        terminal.read_to_end()
        assert terminal.process.wait() in (0, 1), terminal.written[-2000:]
        return terminal.written


@pytest.mark.parametrize(
    "command",
    [["index"], ["index", "--dry-run"], ["status"], ["check"], ["search", "Murmansk", "-k", "200", "--explain"]],
)
def test_no_command_prints_a_payload_as_more_than_text(docs: Path, index: Path, command: list[str]) -> None:
    written = printed(docs, index, *command)
    assert MARK.encode() in written or command == ["check"]
    assert not escaped(written)


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_no_answer_prints_a_payload_as_more_than_text(docs: Path, index: Path, name: str, form: list[str]) -> None:
    written = printed(docs, index, "ask", *form, asked(name))
    assert re.search(rb'\[1\] |"number": 1,', written)
    assert not escaped(written)


def test_the_chat_line_by_line_prints_no_payload_as_more_than_text(docs: Path, index: Path) -> None:
    lines = "".join(f"{asked(name)}\n" for name in PAYLOADS)
    written = printed(docs, index, "chat", "--plain", typed=lines + "\n")
    assert written.count(b"Answer:") == len(PAYLOADS)
    assert not escaped(written)
