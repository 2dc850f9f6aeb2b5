"""The terminal UI: a chat over a folder of documents."""

import asyncio
import os
import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from index.errors import UsageError
from qa.chats.places import kept, roots
from qa.chats.store import Chats
from qa.engine.remote import Remote
from qa.settings import Settings
from qa.tui.chat import ChatScreen
from qa.tui.commands import COMMANDS, OPEN
from qa.tui.contrast import HIGH_CONTRAST
from qa.tui.help import help_page
from qa.tui.legible import Legible
from qa.tui.page import Page
from qa.tui.screening import Screening
from qa.tui.setup import SetupScreen
from qa.tui.work import Documents
from qa.types import EVERYWHERE, Filters

_TWICE = 2.0
FOLDER = "folder"
"""Under this name the folder is kept that was chosen last."""


@dataclass(frozen=True, slots=True)
class First:
    """What is seen first: with `resume` the last chat over the documents, else a new one; over it `setup`, if given."""

    resume: bool = False
    setup: SetupScreen | None = None


class ChatApp(App[int]):
    """The application: keys that work everywhere, the commands of the palette, and how it ends."""

    TITLE = "Dossier"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", priority=True, id="help"),
        Binding("ctrl+o", "folder", "Choose folder", show=False, priority=True, id="folder"),
        Binding("ctrl+q", "quit", "Quit", priority=True, show=False, id="quit"),
        Binding("ctrl+c", "quit_twice", show=False, system=True),
    ]

    def __init__(
        self, documents: Documents, chats: Chats, filters: Filters = EVERYWHERE, first: First | None = None
    ) -> None:
        super().__init__()
        first = first or First()
        self._setup = first.setup
        self._chats = chats
        self._elsewhere = documents.elsewhere
        self._resume = chats.latest(documents.key) if first.resume else None
        self._chat = ChatScreen(documents, filters, chats)
        self._legible, self._screening = Legible(), Screening()
        self._about_to_quit = False

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and those that make text legible and keep control characters from the terminal."""
        return [*super().get_line_filters(), self._legible, self._screening]

    def get_system_commands(self, screen: Screen[None]) -> Iterable[SystemCommand]:
        """The commands of the palette. Their words are fixed: the palette reads them as markup."""
        if screen is self._chat:
            for title, about, action in COMMANDS:
                yield SystemCommand(title, about, partial(self._chat.run_action, f"screen.{action}"))
            for number in range(1, self._chat.sources + 1):
                action = f"screen.open_source(0, {number})"
                yield SystemCommand(f"Open source {number}", OPEN, partial(self._chat.run_action, action))
        yield SystemCommand("Choose folder…", "Ask other documents", self.action_folder)
        yield SystemCommand("Theme…", "Dark, light, high contrast, or the terminal's own colours", self.search_themes)
        yield SystemCommand("Keys", "All keys, those of where you are first", self.action_help)
        yield SystemCommand("Quit", "Leave the chat", self.action_quit)

    def on_mount(self) -> None:
        """Open the chat, and leave the terminal in order when the process is told to end."""
        self.register_theme(HIGH_CONTRAST)
        if (theme := self._chats.chosen("theme")) in self.available_themes:
            self.theme = theme
        self.theme_changed_signal.subscribe(self, lambda theme: self._chats.choose("theme", theme.name))
        self.push_screen(self._chat)
        if self._setup:
            self.push_screen(self._setup, self._move)
        if self._resume:
            self.call_after_refresh(self._chat.resume, self._resume)
        if not self.is_headless:
            for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
                with suppress(NotImplementedError):  # the event loop of Windows has no signal handlers
                    asyncio.get_running_loop().add_signal_handler(number, partial(self.exit, 128 + number))

    def action_help(self) -> None:
        """Show the keys, or close them."""
        if isinstance(self.screen, Page):
            self.screen.dismiss()
        else:
            self.push_screen(help_page(self.screen))

    def action_folder(self) -> None:
        """Choose other documents to ask."""
        if self._elsewhere and self.screen is self._chat:
            self.push_screen(SetupScreen(), self._move)

    def _move(self, path: str | None) -> None:
        if path and self._elsewhere:
            self._chat.keep_draft()
            self._chats.choose(FOLDER, path)
            self._chat = ChatScreen(self._elsewhere((path,)), Filters(), self._chats)
            self.switch_screen(self._chat)

    def action_quit_twice(self) -> None:
        """Quit when asked to twice in a row."""
        if self._about_to_quit:
            self.exit(0)
        self._about_to_quit = True
        self.notify("Press ctrl+c again to quit.", timeout=_TWICE, markup=False)
        self.set_timer(_TWICE, self._stay)

    def _stay(self) -> None:
        self._about_to_quit = False


def run(docs: tuple[str, ...], settings: Settings, filters: Filters, resume: bool = False) -> int:
    """Open the chat over these documents; with `resume` the one that was changed last.

    Returns the exit code: 0, or 128 and the number of the signal that ended it.
    """
    keys = keymap(settings.keys)
    chats = kept(settings)
    docs, setup = beginning(docs, settings, chats)
    app = ChatApp(documents(docs, settings), chats, filters, First(resume, setup))
    app.set_keymap(keys)
    result = app.run()
    chats.close()
    return app.return_code or result or 0


def beginning(docs: tuple[str, ...], settings: Settings, chats: Chats) -> tuple[tuple[str, ...], SetupScreen | None]:
    """The documents to begin with: where none were named, the folder that was chosen last. Where there is none, or what
    was named is not there, also the screen to choose some."""
    if settings.docs:
        missing = next((one for one in docs if not os.path.exists(one)), "")
        why = f"There is no file or folder {missing}."
        return docs, SetupScreen(missing, why=why) if missing else None
    chosen = chats.chosen(FOLDER)
    if os.path.exists(chosen):
        return (chosen,), None
    return docs, SetupScreen(first=True, why=f"{chosen} is not there any more." if chosen else "")


def documents(docs: tuple[str, ...], settings: Settings) -> Documents:
    """How these documents are opened, and others in their place."""
    return Documents(name(docs), Remote(docs, settings), roots(docs), lambda to: documents(to, settings))


def keymap(keys: Sequence[str]) -> dict[str, str]:
    """Keys by action, out of ACTION=KEY. Raises UsageError for an unknown action or another form."""
    known = sorted(one.id for one in (*ChatApp.BINDINGS, *ChatScreen.BINDINGS) if isinstance(one, Binding) and one.id)
    pairs = [(action.strip(), key.strip()) for action, _, key in (one.partition("=") for one in keys)]
    for action, key in pairs:
        if action not in known or not key:
            raise UsageError(f"“{action}={key}” in keys gives no action a key: write ACTION=KEY; {', '.join(known)}")
    return dict(pairs)


def name(docs: tuple[str, ...]) -> str:
    """What to call documents that may not be there: the last part of each path."""
    return " + ".join(Path(os.path.abspath(path)).name or path for path in docs)
