"""The chat of one tab of a browser: a process that `qa.serve` starts, a tab each.

Its first line of input is JSON: what to chat about, which chat, how many columns and rows. All else that goes in and
out are packets of Textual's driver for browsers. It ends when its input does, so it never outlives whoever started it.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from textual.driver import Driver
from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp

from index.errors import DossierError
from qa.chats.places import kept
from qa.safe import one_line
from qa.settings import settle
from qa.tui.app import ChatApp, First, beginning, documents, keymap
from qa.types import Filters

_EVERY = 1.0


class TabDriver(WebDriver):
    """Textual's driver for browsers; it ends the application with its input, and gives a file away whole."""

    def run_input_thread(self) -> None:
        """Take what comes in, until there is no more."""
        super().run_input_thread()
        self._app.post_message(ExitApp())

    def stop_application_mode(self) -> None:
        """Tell which chat is open, for when the tab is loaded again, and end."""
        if isinstance(self._app, TabApp):
            self._app.tell()
        super().stop_application_mode()

    def deliver_binary(self, binary: BinaryIO | TextIO, *, save_path: Path, **_: Any) -> None:
        """Let the browser save a text."""
        with binary:
            self.write_meta({"type": "file", "name": save_path.name, "text": binary.read()})


class TabApp(ChatApp):
    """The chat in a tab. It tells which chat is open, so that the tab goes on with it when it is loaded again."""

    _told = ""

    def go_on(self, chat: str) -> None:
        """Go on with the chat of this id, if it was begun."""
        self._resume, self._told = self._chats.heading(chat), chat

    def get_driver_class(self) -> type[Driver]:
        """The browser's."""
        return TabDriver

    def on_mount(self) -> None:
        """Look now and then which chat is open."""
        self.set_interval(_EVERY, self.tell)

    def tell(self) -> None:
        """Say which chat is open, unless that was said."""
        chat = self._chat.session.id
        if chat != self._told and isinstance(self._driver, TabDriver):
            self._driver.write_meta({"type": "chat", "id": chat})
            self._told = chat


def main() -> None:
    """Chat as the first line of standard input says."""
    try:
        sys.exit(_chat(json.loads(_line())))
    except DossierError as error:
        sys.stderr.write(f"{one_line(str(error))}\n")
        sys.exit(error.exit_code)


def _line() -> bytes:
    """The first line of standard input and not a byte more: what follows is for the driver."""
    read = bytearray()
    while not read.endswith(b"\n") and (byte := os.read(0, 1)):
        read += byte
    return bytes(read)


def _chat(task: dict[str, Any]) -> int:
    # Only packets may be written to standard output: what else is printed goes the way of errors.
    sys.__stdout__ = os.fdopen(os.dup(1), "w")  # type: ignore[misc]
    os.dup2(2, 1)
    settings = settle(task["settings"], {}, None)
    chats = kept(settings)
    docs, setup = beginning(tuple(task["docs"]), settings, chats)
    app = TabApp(documents(docs, settings), chats, Filters(**task["filters"]), First(task["resume"], setup))
    if task["chat"]:
        app.go_on(task["chat"])
    app.set_keymap(keymap(settings.keys))
    result = app.run(size=(task["columns"], task["rows"]))
    chats.close()
    return app.return_code or result or 0
