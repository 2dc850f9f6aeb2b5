"""Pictures of the chat for the README and the docs: python docs/screenshots.py writes them beside itself.

The same documents and model give the same pictures, byte for byte.
"""

import asyncio
import os
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from textual.pilot import Pilot

from qa.assistant import Assistant
from qa.chats.store import Chats
from qa.engine.local import Local
from qa.settings import Settings
from qa.tui.app import ChatApp
from qa.tui.block import AnswerBlock, Examples
from qa.tui.prompt import Prompt
from qa.tui.work import Documents

ROOT = Path(__file__).parents[1]
DELEGATION = "Who heads the Russian delegation at the Geneva talks?"


@dataclass(frozen=True, slots=True)
class Picture:
    """A file name, the columns and rows of the terminal, the questions to ask, and the keys to press then."""

    name: str
    size: tuple[int, int]
    questions: tuple[str, ...]
    keys: tuple[str, ...] = ()


PICTURES = (
    Picture(
        "chat.svg",
        (120, 32),
        (
            "What is the capital of Mongolia?",
            DELEGATION,
            "And who will represent American diplomacy?",
        ),
    ),
    Picture("chat-narrow.svg", (64, 24), (DELEGATION,)),
    Picture("chat-reader.svg", (100, 28), (DELEGATION,), ("tab", "2")),
    Picture("chat-empty.svg", (80, 18), ()),
)


async def take(picture: Picture, settings: Settings) -> str:
    """The SVG of a chat over seeds/ after its questions were answered."""
    app = ChatApp(Documents("seeds", Local(partial(Assistant.open, "seeds", settings))), Chats(None))
    async with app.run_test(size=picture.size) as pilot:
        app.theme = "textual-dark"
        prompt = app.screen.query_one(Prompt)
        prompt.cursor_blink = False
        for question in picture.questions:
            prompt.text = question
            await pilot.press("enter")
            await answered(pilot)
        while not (picture.questions or app.screen.query(Examples)):
            await pilot.pause(0.05)
        await pilot.press(*picture.keys)
        await pilot.pause()
        return app.export_screenshot(title="dossier")


async def answered(pilot: Pilot[int]) -> None:
    """Wait until there is a question and none is left without an answer."""
    blocks: list[AnswerBlock] = []
    while not blocks or any(block.answer is None for block in blocks):
        await pilot.pause(0.05)
        blocks = list(pilot.app.screen.query(AnswerBlock))
    await pilot.pause()


def main() -> None:
    """Write all pictures beside this file."""
    os.chdir(ROOT)  # paths are shown relative to the working folder
    with tempfile.TemporaryDirectory() as home:
        for picture in PICTURES:
            Assistant.open("seeds", Settings(home=home))
            svg = asyncio.run(take(picture, Settings(home=home)))
            (ROOT / "docs" / picture.name).write_text(svg, encoding="utf-8")
            print(f"wrote docs/{picture.name}")


if __name__ == "__main__":
    main()
