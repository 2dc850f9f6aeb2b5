"""Other programs that show a document, and what of it may reach them."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.types import Document
from qa.assistant import Assistant
from qa.tui.confirm import Confirm
from qa.tui.outside import address, editor, pager
from qa.tui.reader import Reader
from qa.tui.reference import references

if TYPE_CHECKING:
    from tests.qa.tui.conftest import Start

HARBOUR = "When did the harbour of Lisbon open again?"


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({"VISUAL": "vim -R", "EDITOR": "nano"}, ["vim", "-R", "+7", "/a b.txt"]),
        ({"EDITOR": "/usr/bin/nano"}, ["/usr/bin/nano", "+7", "/a b.txt"]),
        ({"EDITOR": "code --wait"}, ["code", "--wait", "-g", "/a b.txt:7"]),
        ({"EDITOR": "hx"}, ["hx", "/a b.txt:7"]),
        ({"EDITOR": "ed"}, ["ed", "/a b.txt"]),
    ],
)
def test_an_editor_opens_the_file_at_its_line_where_it_is_known_to(
    environment: dict[str, str], command: list[str]
) -> None:
    assert editor(environment, "/a b.txt", 7) == command


def test_a_pager_is_the_one_of_the_environment() -> None:
    assert pager({"PAGER": "less -R"}, "/a.txt") == ["less", "-R", "/a.txt"]
    assert pager({"PATH": ""}, "/a.txt") == ["more", "/a.txt"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/a?b#c", "example.org"),
        ("http://bank.example@evil.example/", "evil.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("file:///etc/passwd", ""),
        ("javascript:alert(1)", ""),
        ("https:///path", ""),
        ("https://[::1", ""),
        ("https://example.org/\x1b[2J", ""),
        ("https://example.org/a b\n", ""),
        (None, ""),
    ],
)
def test_only_an_address_of_the_web_is_one(url: str | None, host: str) -> None:
    found = address(Document("a", "/a", "", url=url))
    assert found == ((url, host) if host else ("", ""))


async def test_the_address_of_a_document_is_opened_only_after_its_host_was_shown(
    start: "Start", assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = references(assistant.ask(HARBOUR))[0]
    document = replace(found.passage.document, url="https://example.org/harbour")
    reader = Reader((replace(found, passage=replace(found.passage, document=document)),), 1)
    opened: list[str] = []
    async with start(lambda report: assistant) as chat:
        app = chat.pilot.app
        monkeypatch.setattr(app, "open_url", opened.append)
        await chat.ready()
        app.push_screen(reader)
        for key, expected in (("escape", []), ("enter", ["https://example.org/harbour"])):
            await chat.until(lambda: app.screen is reader)
            await chat.pilot.press("o")
            await chat.until(lambda: isinstance(app.screen, Confirm))
            await chat.pilot.press(key)
            await chat.until(lambda: app.screen is reader)
            assert opened == expected


async def test_what_cannot_be_done_is_not_offered(start: "Start", assistant: Assistant) -> None:
    found = references(assistant.ask(HARBOUR))
    async with start(lambda report: assistant) as chat:
        await chat.ready()
        reader = Reader(found, 1)
        await chat.pilot.app.push_screen(reader)
        shown = {binding.binding.action for binding in reader.active_bindings.values()}
    assert "step(1)" in shown
    assert not shown & {"edit", "page", "browse"}


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal")
def test_an_editor_gets_the_terminal_and_gives_it_back(tmp_path: Path, home: Path) -> None:
    from tests.terminal import Terminal  # there is none where this test is skipped

    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("Zeppelins\n\nThe zeppelin landed in Murmansk today.\n", "utf-8")
    script, shown = tmp_path / "editor.py", tmp_path / "shown.txt"
    script.write_text("import sys; open(sys.argv[1], 'a').write(' '.join(sys.argv[2:]) + open(sys.argv[-1]).read())")
    shows = f"{sys.executable} {script} {shown}"
    environment = {**os.environ, "TERM": "xterm-256color", "DOSSIER_THRESHOLD": "0", "EDITOR": shows, "PAGER": shows}
    environment.pop("VISUAL", None)
    command = [sys.executable, "cli.py", "--docs", str(docs), "--embedder", "hashing", "chat"]
    with Terminal(command, environment) as terminal:
        terminal.read_until(b"up to date")
        terminal.type("Where did the zeppelin land?\r")
        terminal.read_until(b"exact quote")
        terminal.type("\x1b[Z")
        terminal.press_until("1", b"Copy with source")  # the first one may still be typed where the focus was
        for key in "ev":
            before = shown.read_text() if shown.exists() else ""
            terminal.type(key)
            terminal.read_until(b"\x1b[?1049h")  # the chat has the terminal again
            assert len(shown.read_text()) > len(before)
        terminal.press_until("q", b"palette")  # what is typed before the chat listens again is lost
    written = shown.read_text()
    assert written.startswith(f"{docs / 'a.txt'}Zeppelins")
    assert written.count("The zeppelin landed in Murmansk today.") == 2
