"""Documents, file names and questions that try to steer the program or the terminal."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, OptionList, Static

from qa.tui.reader import Reader

if TYPE_CHECKING:
    from tests.qa.tui.conftest import Start

MARKUP = "[/] [/home] [@click=app.quit]x[/] a [link=foo"
PAYLOADS = {
    "markup": MARKUP,
    "clipboard": "\x1b]52;c;cm0gLXJmIH4K\x1b\\ \x1b]52;c;eA==\x07",
    "screen": "\x1b[2J\x1b[?1049l\x7f\x08",
    "c1": "\x9d52;c;eA==\x9c \x9b2J",
    "bidi": "\u202eevil\u202c \u2066x\u2069 \u200f",
    "combining": "e" + "\u0301" * 60 + " \U0001f469\u200d\U0001f469\u200d\U0001f467",
}
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """One article for each payload, with it in the title, the body and the name of the file."""
    folder = tmp_path / "hostile [b]"
    for name, payload in PAYLOADS.items():
        file = re.sub(r"[/\x00]", "_", f"{name} {payload}")[:60]
        place = folder / f"{name} ["
        place.mkdir(parents=True)
        text = f"The {name} title {payload}\n\nThe zeppelin of {name} {payload} landed in Murmansk today.\n"
        (place / f"] {file}.txt").write_bytes(text.encode())
    return folder


@pytest.mark.parametrize(("name", "size"), [*((name, (140, 40)) for name in PAYLOADS), ("markup", (64, 20))])
async def test_a_hostile_document_is_only_text(start: "Start", hostile: Path, name: str, size: tuple[int, int]) -> None:
    async with start(hostile, size=size) as chat:
        await chat.ready()
        shown = await chat.ask(f"Where did the zeppelin of {name} {PAYLOADS[name]} land?")
        chat.transcript.focus()
        await chat.pilot.press("1")
        await chat.until(lambda: isinstance(chat.pilot.app.screen, Reader))
        texts = [str(widget.content) for screen in chat.pilot.app.screen_stack for widget in screen.query(Static)]
        listed = [str(option.prompt) for option in chat.panel.query_one(OptionList).options]
        assert not UNSAFE.search("\n".join([shown, *texts, *listed]))
        assert not chat.pilot.app._exit
        if name == "markup":
            assert f"The zeppelin of markup {MARKUP} landed in Murmansk today. [1]" in shown


async def test_an_action_in_a_document_is_not_run(start: "Start", hostile: Path) -> None:
    async with start(hostile, size=(200, 40)) as chat:
        await chat.ready()
        await chat.ask(f"Where did the zeppelin of markup {MARKUP} land?")
        block = chat.transcript.query("AnswerBlock").last(Static)
        for column in range(3, str(block.content).index("[1]"), 9):
            await chat.pilot.click(block, offset=(column, 0))
        assert not chat.pilot.app._exit
        assert not isinstance(chat.pilot.app.screen, Reader)


async def test_a_hostile_name_of_a_skipped_file_is_only_text(start: "Start", corpus: Path) -> None:
    (corpus / "[@click=app.quit]\x1b]52;c;eA==\x07.exe").write_bytes(b"MZ")
    async with start(corpus) as chat:
        await chat.until(lambda: "skipped [@click=app.quit]\ufffd]52;c;eA==\ufffd.exe" in chat.told)


@pytest.mark.parametrize("name", ["markup", "screen", "bidi"])
async def test_a_hostile_chat_is_only_text_wherever_chats_are_shown(
    start: "Start", corpus: Path, tmp_path: Path, name: str
) -> None:
    hostile = f"harbour of Lisbon {PAYLOADS[name]}"
    text = (corpus / "harbour.txt").read_text("utf-8").replace("/Reuters/", f"/{hostile}/")
    (corpus / "harbour.txt").write_bytes(f"{text}\nSource: {hostile}\n".encode())
    file = tmp_path / "out.md"
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(hostile)
        shown = []
        chat.transcript.add_examples((hostile,))
        chat.transcript.add_error(hostile)
        shown.append(chat.told)
        chat.prompt.focus()
        for key in ("f2", "f3", "ctrl+r", "report", "details", "ctrl+s"):
            if key in ("report", "details"):
                await chat.screen.run_action(f"screen.{key}")
                await chat.pilot.pause()
            else:
                await chat.pilot.press(key)
            screen = chat.pilot.app.screen
            shown += [str(widget.content) for widget in screen.query(Static)]
            shown += [str(one.prompt) for options in screen.query(OptionList) for one in options.options]
            if key == "ctrl+s":
                screen.query_one(Input).value = str(file)
                await chat.pilot.press("enter")
            else:
                await chat.pilot.press("escape")
        assert not chat.pilot.app._exit
        assert any("harbour of Lisbon" in one for one in shown)
        assert not UNSAFE.search("\n".join(shown))
    assert not UNSAFE.search(file.read_text("utf-8"))
