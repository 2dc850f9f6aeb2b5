"""How the chat looks. Each picture is a text beside this file; `PICTURES=write` makes them anew, for a person to read.

They are compared with one version of Textual only: another one may draw a border otherwise, and nothing is wrong.
"""

import os
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import textual
from textual.widgets import Input

from index.errors import EngineFault
from index.types import Progress, Report
from qa.assistant import Assistant
from qa.engine.local import Local
from qa.engine.types import Alive, Known, Request, Standing
from qa.settings import Settings
from qa.tui.block import Examples
from qa.tui.confirm import Confirm
from qa.tui.page import Page
from qa.tui.report import report_text
from qa.tui.setup import SetupScreen
from qa.tui.statusline import StatusLine
from qa.tui.work import Documents
from qa.types import Answer, Filters
from tests.qa.tui.picture import picture, still

if TYPE_CHECKING:
    from tests.qa.tui.conftest import Chat, Start

PICTURES = Path(__file__).parent / "pictures"
WIDE, NARROW, SHORT, SMALL = (120, 36), (80, 24), (64, 18), (40, 12)
_ALIKE = 10
"""After so many times without a change a screen is at rest."""

HARBOUR = "When did the harbour of Lisbon open again?"
MONGOLIA = "What is the capital of Mongolia, Lisbon?"
KNOWN = Known(
    1204, 9000, "static", 1_700_000_000 * 10**9, "2024-03-05", (("Reuters", 7),), (("a.png", "no-reader: no"),), ""
)


class Staged(Local):
    """An engine that can be stopped at what is to be seen."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(self._slowly)
        self.assistant = assistant
        self.indexing, self.searching, self.crashed, self.stale = False, False, False, False
        self.ended = threading.Event()

    def _slowly(self, report: Report) -> Assistant:
        while self.indexing and not self.ended.wait(0.01):
            report(Progress("reading", 0, 1204))  # with nothing done the time left is not told
        return self.assistant

    def ask(self, request: Request, alive: Alive) -> Answer:
        while self.searching and not self.ended.wait(0.01):
            alive()
        if self.crashed:
            raise EngineFault("the process that searches ended (exit code -9): it begins anew with the next question")
        return super().ask(request, alive)

    def look(self, alive: Alive) -> Standing:
        return Standing(12, 3, 1)


Scene = Callable[["Chat", Staged], Awaitable[None]]


async def nothing(chat: "Chat", engine: Staged) -> None:
    await chat.until(lambda: chat.screen.query(Examples))


async def answered(chat: "Chat", engine: Staged) -> None:
    await chat.ask(HARBOUR)
    await chat.ask("And why?")


async def compact(chat: "Chat", engine: Staged) -> None:
    chat.screen.action_spacing()
    await answered(chat, engine)


async def searching(chat: "Chat", engine: Staged) -> None:
    engine.searching = True
    await chat.enter(HARBOUR)
    await chat.enter("And why?")
    await chat.until(lambda: len(chat.answers) == 2)


async def abstained(chat: "Chat", engine: Staged) -> None:
    await chat.ask(MONGOLIA)


async def filtered(chat: "Chat", engine: Staged) -> None:
    chat.screen._narrow(Filters(since="2024", source="Reuters"))
    await chat.ask(MONGOLIA)


async def indexing(chat: "Chat", engine: Staged) -> None:
    await chat.enter(HARBOUR)


async def stale(chat: "Chat", engine: Staged) -> None:
    chat.screen.query_one(StatusLine).look()
    await chat.until(lambda: "stale" in chat.status)


async def crashed(chat: "Chat", engine: Staged) -> None:
    engine.crashed = True
    await chat.enter(HARBOUR)
    await chat.until(lambda: "! the process" in chat.told)


async def reading(chat: "Chat", engine: Staged) -> None:
    await chat.ask(HARBOUR)
    chat.screen.action_open_source(0, 1)
    await chat.until(lambda: chat.pilot.app.screen is not chat.screen)


async def finding(chat: "Chat", engine: Staged) -> None:
    await reading(chat, engine)
    await chat.pilot.press("slash", *"lisbon", "enter")


def keys(*pressed: str) -> Scene:
    async def press(chat: "Chat", engine: Staged) -> None:
        await chat.ask(HARBOUR)
        await chat.pilot.press(*pressed)

    return press


def shown(made: Callable[[], SetupScreen | Page | Confirm]) -> Scene:
    async def push(chat: "Chat", engine: Staged) -> None:
        await chat.pilot.app.push_screen(made())

    return push


def themed(theme: str) -> Scene:
    async def look(chat: "Chat", engine: Staged) -> None:
        chat.pilot.app.theme = theme
        await answered(chat, engine)

    return look


async def exporting(chat: "Chat", engine: Staged) -> None:
    await chat.ask(HARBOUR)
    await chat.pilot.press("ctrl+s")
    chat.pilot.app.screen.query_one(Input).value = "/home/ada/harbour.md"


SCENES: dict[str, tuple[tuple[int, int], Scene]] = {
    "empty-wide": (WIDE, nothing),
    "empty-narrow": (NARROW, nothing),
    "answered-wide": (WIDE, answered),
    "answered-narrow": (NARROW, answered),
    "answered-short": (SHORT, answered),
    "answered-small": (SMALL, answered),
    "answered-compact": (NARROW, compact),
    "answered-light": (WIDE, themed("textual-light")),
    "answered-high-contrast": (WIDE, themed("high-contrast")),
    "answered-ansi": (NARROW, themed("ansi-dark")),
    "answered-no-color": (WIDE, answered),
    "abstained-wide": (WIDE, abstained),
    "abstained-narrow": (NARROW, abstained),
    "abstained-filtered": (NARROW, filtered),
    "searching-narrow": (NARROW, searching),
    "indexing-wide": (WIDE, indexing),
    "indexing-narrow": (NARROW, indexing),
    "stale-narrow": (NARROW, stale),
    "crashed-narrow": (NARROW, crashed),
    "too-small": ((39, 9), answered),
    "reader-wide": (WIDE, reading),
    "reader-narrow": (NARROW, reading),
    "reader-finding-short": (SHORT, finding),
    "filters-wide": (WIDE, keys("f2")),
    "filters-short": (SHORT, keys("f2", "ctrl+l")),
    "chats-narrow": (NARROW, keys("f3")),
    "history-narrow": (NARROW, keys("ctrl+r", "l")),
    "help-narrow": (NARROW, keys("f1")),
    "export-narrow": (NARROW, exporting),
    "setup-narrow": (NARROW, shown(lambda: SetupScreen("/home/ada/news/", first=True))),
    "report-narrow": (NARROW, shown(lambda: Page("Index report", report_text("/home/ada/news", KNOWN)))),
    "address-narrow": (NARROW, shown(lambda: Confirm("Open this address?\n\nhost:    example.org", "opens it"))),
}


async def settled(chat: "Chat") -> str:
    """The screen once it does not change any more."""
    still(chat.pilot.app)
    seen: list[str] = []
    while seen[-_ALIKE:].count(found := picture(chat.pilot.app)) < _ALIKE:
        seen.append(found)
        await chat.pilot.pause(0.02)
    return found


@pytest.mark.skipif(textual.__version__ != "8.2.8", reason="pictures are of one version of Textual")
@pytest.mark.skipif(os.name == "nt", reason="paths and the zone of time are those of Unix")
@pytest.mark.parametrize("name", SCENES)
async def test_the_chat_looks_as_in_its_picture(
    name: str, start: "Start", corpus: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size, scene = SCENES[name]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr("qa.chats.store.time.time", lambda: 1_700_000_000.0)
    monkeypatch.setattr("qa.tui.talk.monotonic", lambda: 0.0)
    if name.endswith("no-color"):
        monkeypatch.setenv("NO_COLOR", "1")
    threshold = 2.0 if name.startswith("abstained") else 0.0
    engine = Staged(Assistant.open(corpus, replace(settings, threshold=threshold)))
    engine.indexing = name.startswith("indexing")
    async with start(Documents("corpus", engine), size=size, threshold=threshold) as chat:
        await chat.until(lambda: ("reading" if engine.indexing else "up to date") in chat.status)
        if not engine.indexing and not threshold:
            await chat.until(lambda: chat.screen.query(Examples))
        await scene(chat, engine)
        found = await settled(chat)
        engine.ended.set()
    file = PICTURES / f"{name}.txt"
    if os.environ.get("PICTURES") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")


def test_there_is_no_picture_without_its_scene() -> None:
    assert sorted(file.stem for file in PICTURES.glob("*.txt")) == sorted(SCENES)
