import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import UsageError
from index.types import Progress, Report
from qa.assistant import Assistant
from qa.tui.app import ChatApp, keymap
from qa.tui.chat import ChatScreen
from qa.tui.commands import COMMANDS
from qa.tui.finding import ChatsScreen
from qa.tui.help import Help

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
        await chat.until(lambda: isinstance(chat.pilot.app.screen, Help))
        await chat.pilot.press("f1")
        await chat.until(lambda: not isinstance(chat.pilot.app.screen, Help))


async def test_the_palette_has_these_commands(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        app = chat.pilot.app
        assert isinstance(app, ChatApp)
        titles = [command.title for command in app.get_system_commands(chat.screen)]
    assert titles == [*(title for title, _, _ in COMMANDS), "Theme…", "Help", "Quit"]


async def test_quitting_while_the_documents_open_ends_the_work(start: "Start", corpus: Path) -> None:
    ended = threading.Event()

    def forever(report: Report) -> Assistant:
        try:
            while True:
                report(Progress("reading", 0, 1))
        finally:
            ended.set()

    async with start(forever) as chat:
        await chat.until(lambda: chat.status.endswith("0/1"))
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
    with pytest.raises(UsageError, match=r"write ACTION=KEY; chats, copy, export"):
        keymap([key])


async def test_the_theme_is_kept(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        chat.pilot.app.theme = "high-contrast"
        await chat.pilot.pause()
    async with start(corpus) as chat:
        await chat.until(lambda: chat.pilot.app.theme == "high-contrast")
