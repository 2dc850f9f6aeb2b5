import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, Static

from index.errors import UsageError
from index.types import Progress, Report
from qa.assistant import Assistant
from qa.settings import Settings
from qa.tui.app import ChatApp, documents, keymap
from qa.tui.chat import ChatScreen
from qa.tui.commands import COMMANDS
from qa.tui.finding import ChatsScreen
from qa.tui.page import Page
from qa.tui.setup import SetupScreen

if TYPE_CHECKING:
    from tests.qa.tui.conftest import Start


async def test_control_q_quits(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.pilot.press("ctrl+q")
        assert not chat.pilot.app.is_running or chat.pilot.app._exit


async def test_control_c_quits_only_when_pressed_twice(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.pilot.press("ctrl+c")
        assert not chat.pilot.app._exit
        await chat.pilot.press("ctrl+c")
        assert chat.pilot.app._exit
        assert chat.pilot.app.return_value == 0


async def test_f1_shows_the_keys_and_closes_them(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.pilot.press("f1")
        await chat.until(lambda: isinstance(chat.pilot.app.screen, Page))
        await chat.pilot.press("f1")
        await chat.until(lambda: not isinstance(chat.pilot.app.screen, Page))


async def test_the_palette_has_these_commands(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        app = chat.pilot.app
        assert isinstance(app, ChatApp)
        titles = [command.title for command in app.get_system_commands(chat.screen)]
    assert titles == [*(title for title, _, _ in COMMANDS), "Choose folder…", "Theme…", "Keys", "Quit"]


async def test_quitting_while_the_documents_open_ends_the_work(start: "Start", corpus: Path) -> None:
    ended = threading.Event()

    def forever(report: Report) -> Assistant:
        try:
            while True:
                report(Progress("reading", 0, 1))
        finally:
            ended.set()

    async with start(forever) as chat:
        await chat.until(lambda: "reading…" in chat.status)
    assert ended.wait(20)


async def test_keys_are_those_of_the_settings(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        chat.pilot.app.set_keymap(keymap(["chats=f9", "filters = ctrl+t"]))
        await chat.ready()
        await chat.pilot.press("f3")
        assert isinstance(chat.pilot.app.screen, ChatScreen)
        await chat.pilot.press("f9")
        assert isinstance(chat.pilot.app.screen, ChatsScreen)


@pytest.mark.parametrize("key", ["dance=f9", "chats", "chats="])
def test_a_key_for_no_action_is_an_error(key: str) -> None:
    with pytest.raises(UsageError, match=r"write ACTION=KEY; chats, copy, export, filters, folder"):
        keymap([key])


async def test_the_theme_is_kept(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        chat.pilot.app.theme = "high-contrast"
        await chat.pilot.pause()
    async with start(corpus) as chat:
        await chat.until(lambda: chat.pilot.app.theme == "high-contrast")


async def test_another_folder_is_chosen_seeing_how_many_files_can_be_read(
    start: "Start", settings: Settings, corpus: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("The mill of Ghent burned down in April.\n", "utf-8")
    (other / "b.png").write_bytes(b"\x89PNG")
    async with start(documents((str(corpus),), settings)) as chat:
        await chat.ready()
        await chat.pilot.press("ctrl+o")
        await chat.until(lambda: isinstance(chat.pilot.app.screen, SetupScreen))
        said = chat.pilot.app.screen.query_one(".said", Static)
        typed = chat.pilot.app.screen.query_one(Input)
        typed.value = str(tmp_path / "nowhere")
        await chat.until(lambda: "there is no file or folder of this name" in str(said.content))
        typed.value = str(other)
        await chat.until(lambda: str(said.content) == "Enter indexes 1 file (about 1 s); 1 of other kinds")
        await chat.pilot.press("enter")
        await chat.until(lambda: chat.status == "other · 1 document · up to date")
        assert "The mill of Ghent burned down in April." in await chat.ask("What burned down in Ghent?")
