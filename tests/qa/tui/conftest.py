"""A chat that a test can talk to: the real application over a small corpus, without a terminal."""

import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from index.vectors import Embedder, Vectors
from qa.assistant import Assistant
from qa.chats.places import kept
from qa.engine.local import Local, Opener
from qa.retrieve import quiet
from qa.settings import Settings
from qa.tui.app import ChatApp, First
from qa.tui.block import AnswerBlock
from qa.tui.chat import ChatScreen
from qa.tui.prompt import Prompt
from qa.tui.sources import SourcesPanel
from qa.tui.statusline import StatusLine
from qa.tui.transcript import Transcript
from qa.tui.work import Documents
from qa.types import Filters

WIDE = (140, 40)
EVERYTHING = Filters()
PATIENCE = 20.0


@dataclass
class Chat:
    """A running chat and the keyboard before it."""

    pilot: Pilot[int]

    @property
    def screen(self) -> ChatScreen:
        return next(screen for screen in self.pilot.app.screen_stack if isinstance(screen, ChatScreen))

    @property
    def prompt(self) -> Prompt:
        return self.screen.query_one(Prompt)

    @property
    def transcript(self) -> Transcript:
        return self.screen.query_one(Transcript)

    @property
    def panel(self) -> SourcesPanel:
        return self.screen.query_one(SourcesPanel)

    @property
    def status(self) -> str:
        return str(self.screen.query_one(StatusLine).content)

    @property
    def answers(self) -> list[str]:
        return [str(block.content) for block in self.screen.query(AnswerBlock)]

    @property
    def told(self) -> str:
        """Everything that stands in the transcript."""
        return "\n".join(str(block.content) for block in self.transcript.query(Static))

    async def until(self, happened: Callable[[], object]) -> None:
        """Go on when it happened; fail when it does not in a long while."""
        end = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < end, f"it never happened; the transcript says:\n{self.told}\n{self.status}"
            await self.pilot.pause(0.01)
        await self.pilot.pause()

    async def enter(self, question: str) -> None:
        """Type a question and ask it."""
        self.prompt.text = question
        self.prompt.focus()
        await self.pilot.press("enter")

    async def ask(self, question: str) -> str:
        """Ask, and wait for the answer."""
        before = len(self.answers)
        await self.enter(question)
        await self.until(lambda: [block for block in self.screen.query(AnswerBlock)][before:])
        block = list(self.screen.query(AnswerBlock))[before]
        await self.until(lambda: block.answer)
        return str(block.content)

    async def ready(self) -> None:
        """Wait until the documents are open."""
        await self.until(lambda: "up to date" in self.status)


Start = Callable[..., AbstractAsyncContextManager[Chat]]
"""Starts a chat: `start(folder_or_opener, size=(columns, rows), threshold=0.0)`; the threshold 2.0 answers nothing."""


class Gate:
    """An embedder that waits at its gate before it embeds a question."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.name = embedder.name
        self.opened = threading.Event()

    def documents(self, texts: list[str]) -> Vectors:
        return self.embedder.documents(texts)

    def query(self, text: str) -> Vectors:
        assert self.opened.wait(PATIENCE)
        return self.embedder.query(text)


@pytest.fixture
def settings(home: Path) -> Settings:
    """Settings under which everything is answered, whatever the weights."""
    return Settings(embedder="hashing", store="exact", home=str(home / "dossier"), threshold=0.0)


@pytest.fixture
def start(settings: Settings) -> Start:
    @asynccontextmanager
    async def started(
        what: Path | Opener | Documents,
        size: tuple[int, int] = WIDE,
        threshold: float = 0.0,
        filters: Filters = EVERYTHING,
        resume: bool = False,
    ) -> AsyncIterator[Chat]:
        wanted = replace(settings, threshold=threshold)
        if not isinstance(what, Documents):
            opener = partial(Assistant.open, what, wanted) if isinstance(what, Path) else what
            what = Documents("corpus", Local(opener))
        app = ChatApp(what, kept(settings), filters, First(resume))
        async with app.run_test(size=size, notifications=True) as pilot:
            yield Chat(pilot)

    return started


@pytest.fixture
def assistant(corpus: Path, settings: Settings) -> Assistant:
    return Assistant.open(corpus, settings, quiet)


@pytest.fixture
def gate(assistant: Assistant) -> Gate:
    return Gate(assistant.retriever.embedder)


@pytest.fixture
def gated(assistant: Assistant, gate: Gate) -> Assistant:
    """An assistant whose answers wait until the gate opens."""
    return Assistant(replace(assistant.retriever, embedder=gate))
