"""The process behind one tab of a browser, and what goes between the two.

Packets are those of Textual's driver for browsers: a letter, four bytes of length, and so many bytes. D is what a
terminal reads and writes, M is JSON.
"""

import asyncio
import json
import os
import secrets
import sys
from asyncio import subprocess
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from qa.safe import one_line
from qa.settings import Settings
from qa.types import Filters

GRACE = 3.0
"""Seconds in which a process or a browser may end what it began."""

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from qa.tui.web import main; main()"
_BEGIN = b"__GANGLION__\n"
_MOST_CELLS = 1_000
_TOLD = 400
"""How many of the last characters of the process's own errors are told."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is served: documents, how they are searched, and within which filters."""

    docs: tuple[str, ...]
    settings: Settings
    filters: Filters


@dataclass(frozen=True, slots=True)
class View:
    """How a tab begins: the chat that it goes on with by its id, or empty; else perhaps the last one; and its size."""

    chat: str
    resume: bool
    columns: int
    rows: int


class Tab:
    """A running chat: `chat` is the id of the one that is open in it, `files` what the browser may fetch, once."""

    def __init__(self, socket: web.WebSocketResponse, chat: str) -> None:
        """The socket is the browser's, and may be closed at any time."""
        self._socket = socket
        self.chat = chat
        self.files: dict[str, tuple[str, bytes]] = {}
        self.gone = asyncio.Event()
        """Set when the process has ended and the tab's place is free."""

    async def close(self) -> None:
        """End the chat, and wait until it has ended."""
        await self._socket.close()
        await self.gone.wait()

    async def run(self, offer: Offer, view: View) -> str:
        """Start the process and carry packets until it or the browser ends, and then end both.

        Returns why the process failed; empty when it did not.
        """
        process = await _started(offer, view)
        words = asyncio.create_task(_last_words(process))
        packets = asyncio.create_task(self._from_process(process))
        try:
            await self._from_browser(process)
            failed = process.returncode
        finally:
            await _end(process)
            await packets
        told = await words
        return f"a chat ended with code {failed}: {told or 'it did not say why'}" if failed else ""

    async def _from_process(self, process: subprocess.Process) -> None:
        """Carry what the process writes until it has ended, and close the socket."""
        assert process.stdout
        with suppress(asyncio.IncompleteReadError):
            await process.stdout.readuntil(_BEGIN)
            while True:
                head = await process.stdout.readexactly(5)
                payload = await process.stdout.readexactly(int.from_bytes(head[1:], "big"))
                with suppress(ConnectionError):  # the browser may be gone; the process is read until it is gone too
                    await (self._show(payload) if head[:1] == b"D" else self._heed(json.loads(payload)))
        await process.wait()
        await self._socket.close()

    async def _show(self, written: bytes) -> None:
        if not self._socket.closed:
            await self._socket.send_bytes(written)

    async def _heed(self, told: dict[str, Any]) -> None:
        """Do what the process asks for other than to write."""
        if told["type"] == "chat":
            self.chat = told["id"]
        elif told["type"] == "file":
            key = secrets.token_urlsafe(16)
            self.files = {key: (told["name"], told["text"].encode("utf-8", "replace"))}
            await self._socket.send_json(["deliver_file_start", key])
        elif told["type"] == "open_url" and urlsplit(told["url"]).scheme in ("http", "https"):
            await self._socket.send_json(["open_url", {"url": told["url"], "new_tab": True}])

    async def _from_browser(self, process: subprocess.Process) -> None:
        """Carry what the page sends until the socket is closed, or until something comes that the page never sends."""
        async for message in self._socket:
            try:
                kind, *rest = message.json()
                if kind == "stdin":
                    await _send(process, b"D", rest[0].encode("utf-8", "replace"))
                elif kind == "resize":
                    await _ask(process, "resize", **{name: cells(rest[0][name]) for name in ("width", "height")})
                elif kind in ("blur", "focus"):
                    await _ask(process, kind)
            except (AttributeError, LookupError, TypeError, ValueError):
                return


async def _started(offer: Offer, view: View) -> subprocess.Process:
    """The process of a tab. No text of the person is in its command or its environment."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-c", _START, json.dumps(sys.path)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TEXTUAL_COLOR_SYSTEM": "truecolor"},
        start_new_session=True,
    )
    assert process.stdin
    task = {"docs": offer.docs, "settings": asdict(offer.settings), "filters": asdict(offer.filters), **asdict(view)}
    process.stdin.write(json.dumps(task).encode() + b"\n")
    return process


async def _end(process: subprocess.Process) -> None:
    """Ask the process to end, and after a while end it."""
    await _ask(process, "quit")
    try:
        async with asyncio.timeout(GRACE):
            await process.wait()
    except TimeoutError:
        process.kill()


async def _ask(process: subprocess.Process, what: str, **about: int) -> None:
    await _send(process, b"M", json.dumps({"type": what, **about}).encode())


async def _send(process: subprocess.Process, kind: bytes, payload: bytes) -> None:
    assert process.stdin
    with suppress(ConnectionError):  # it has ended, which is noticed where it is read
        process.stdin.write(kind + len(payload).to_bytes(4, "big") + payload)
        await process.stdin.drain()


async def _last_words(process: subprocess.Process) -> str:
    """The end of what the process wrote to its standard error, on one line."""
    assert process.stderr
    kept = b""
    while read := await process.stderr.read(1 << 16):
        kept = (kept + read)[-_TOLD:]
    return one_line(kept.decode("utf-8", "replace"))


def cells(count: int | str) -> int:
    """Columns or rows, within reason. Raises ValueError for what is no number."""
    return min(max(int(count), 1), _MOST_CELLS)
