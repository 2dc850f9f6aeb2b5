"""The server: it gives a browser the page of the chat, and each tab a process of its own."""

import asyncio
import logging
import os
import secrets
import signal
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from pathlib import Path
from string import Template
from threading import Thread
from urllib.parse import quote

from aiohttp import hdrs, web

from index.errors import UsageError
from qa.safe import one_line
from qa.serve.guard import Guard
from qa.serve.tab import GRACE, Offer, Tab, View, cells

MOST = 4
"""How many tabs may be open at once: each is a process with the index."""

_FULL = (
    f"{MOST} chats are open in this browser, and no more can be. Close one: this page looks again every few seconds."
)
_AGAIN = "3"
_LARGEST = 1 << 20
"""Bytes that a page may send at once."""


_TYPES = {".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf"}
"""Said here, since what a machine takes a suffix for differs."""


@dataclass(frozen=True, slots=True)
class How:
    """The port, whether to open a browser, and whether the first tab goes on with the last chat."""

    port: int
    show: bool
    resume: bool


class Server:
    """The tabs that are open, and what a browser may ask for. Used by one event loop."""

    def __init__(self, offer: Offer, guard: Guard, tell: Callable[[str], None], resume: bool = False) -> None:
        """With `resume` the first tab goes on with the last chat. `tell` is given what went wrong in a tab."""
        self._offer, self._guard, self._tell, self._resume = offer, guard, tell, resume
        named = ", ".join(Path(one).absolute().name for one in offer.settings.docs)
        self._name = f"Dossier: {named}" if named else "Dossier"
        self._tabs: dict[str, Tab] = {}
        self._chats: dict[str, str] = {}
        self._entering = asyncio.Lock()
        self._files = _files()

    def application(self) -> web.Application:
        """What answers requests."""
        made, below = web.Application(middlewares=[self._guard.check]), self._guard.home
        routes = {"": self._new, "{tab}/": self._page, "{tab}/ws": self._socket, "{tab}/file/{key}": self._file}
        made.add_routes(web.get(below + path, answer, allow_head=False) for path, answer in routes.items())
        made.add_routes([web.get("/", self._guard.enter), web.get(below + "{tab}/{name}", self._static)])
        made.on_response_prepare.append(self._guard.mark)
        made.on_shutdown.append(self._close)
        return made

    async def _new(self, request: web.Request) -> web.StreamResponse:
        """A tab gets an address of its own, so that it goes on with its chat when it is loaded again."""
        raise web.HTTPSeeOther(f"{self._guard.home}{secrets.token_urlsafe(8)}/")

    async def _page(self, request: web.Request) -> web.StreamResponse:
        tab = request.match_info["tab"]
        if self._full(tab):
            return web.Response(text=_FULL, status=503, headers={"Refresh": _AGAIN})
        words = {"name": self._name, "socket": f"ws://{request.host}{self._guard.home}{tab}/ws"}
        page = Template((Path(__file__).parent / "front/page.html").read_text("utf-8"))
        html = page.substitute({name: escape(one_line(text)) for name, text in words.items()})
        return web.Response(text=html, content_type="text/html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        if (name := request.match_info["name"]) not in self._files:
            raise web.HTTPNotFound(text="There is no such page.")
        path = self._files[name]
        return web.FileResponse(path, headers={hdrs.CONTENT_TYPE: _TYPES[path.suffix]})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """A file that a chat gives away, as a download and never as a page."""
        tab = self._tabs.get(request.match_info["tab"])
        found = tab.files.pop(request.match_info["key"], None) if tab else None
        if not found:
            raise web.HTTPNotFound(text="There is no such file any more: export again.")
        headers = {hdrs.CONTENT_DISPOSITION: f"attachment; filename*=UTF-8''{quote(found[0], safe='')}"}
        return web.Response(body=found[1], content_type="application/octet-stream", headers=headers)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        """The chat of a tab. A tab that is loaded again, or whose address is opened in another one, takes over."""
        name, size = request.match_info["tab"], _size(request)
        socket = web.WebSocketResponse(heartbeat=15, timeout=GRACE, max_msg_size=_LARGEST)
        async with self._entering:
            while older := self._tabs.get(name):
                await older.close()
            if self._full(name):
                raise web.HTTPServiceUnavailable(text=_FULL)
            await socket.prepare(request)
            view = View(self._chats.get(name, ""), self._resume, *size)
            tab = self._tabs[name] = Tab(socket, view.chat)
            self._resume = False
        try:
            if why := await tab.run(self._offer, view):
                self._tell(why)
        except OSError as error:
            self._tell(one_line(f"a chat could not be started: {error}"))
        finally:
            self._chats[name] = tab.chat
            del self._tabs[name]
            tab.gone.set()
        return socket

    def _full(self, tab: str) -> bool:
        return tab not in self._tabs and len(self._tabs) >= MOST

    async def _close(self, application: web.Application) -> None:
        await asyncio.gather(*(tab.close() for tab in [*self._tabs.values()]))


def run(offer: Offer, how: How, tell: Callable[[str], None]) -> int:
    """Serve until Ctrl+C or a signal; returns the exit code. `tell` is given each line that the person has to see.

    Raises UsageError when the port cannot be had.
    """
    with listening(how.port) as at:
        tell("Each link opens the chat in one browser; when it was used, the next one is printed. Ctrl+C ends it.")
        guard = Guard(at.getsockname()[1], tell)
        if how.show:
            Thread(target=_show, args=(guard.link, tell), daemon=True).start()
        server = Server(offer, guard, tell, how.resume)
        with suppress(KeyboardInterrupt):  # where the event loop has no signal handlers
            return asyncio.run(_serve(server.application(), at))
    return 0


async def _serve(application: web.Application, at: socket.socket) -> int:
    """Answer requests until a signal comes; then end every tab."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Queue[int] = asyncio.Queue()
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        with suppress(NotImplementedError):  # the event loop of Windows has no signal handlers
            loop.add_signal_handler(number, ended.put_nowait, number)
    runner = web.AppRunner(application, access_log=None, logger=_silent(), shutdown_timeout=GRACE)
    await runner.setup()
    try:
        await web.SockSite(runner, at).start()
        number = await ended.get()
    finally:
        await runner.cleanup()
    return 0 if number == signal.SIGINT else 128 + number


def listening(port: int) -> socket.socket:
    """A socket at a port of this machine that is reached from this machine only; 0 is any free port."""
    if not 0 <= port < 1 << 16:
        raise UsageError(f"there is no port {port}: --port takes one from 1 to 65535, or 0 for any that is free")
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise UsageError(f"port {port} cannot be used ({why}): choose another with --port, or 0 for any") from error


def _size(request: web.Request) -> tuple[int, int]:
    """Columns and rows as the page says."""
    try:
        return cells(request.query.get("width", "80")), cells(request.query.get("height", "24"))
    except ValueError:
        raise web.HTTPBadRequest(text="width and height are numbers") from None


def _show(link: str, tell: Callable[[str], None]) -> None:
    if not webbrowser.open(link):
        tell("no browser could be opened: open the link yourself")


def _silent() -> logging.Logger:
    """A log that nobody reads: what strangers send to the port is not for the terminal."""
    log = logging.Logger("dossier.serve")
    log.addHandler(logging.NullHandler())
    return log


def _files() -> dict[str, Path]:
    """What a page may load, by name: all of it lies on this machine."""
    found = find_spec("textual_serve")
    assert found
    assert found.origin
    theirs, ours = Path(found.origin).parent / "static", Path(__file__).parent / "front"
    return {
        "page.css": ours / "page.css",
        "page.js": ours / "page.js",
        "textual.js": theirs / "js/textual.js",
        "xterm.css": theirs / "css/xterm.css",
        "roman.ttf": theirs / "fonts/RobotoMono-VariableFont_wght.ttf",
        "italic.ttf": theirs / "fonts/RobotoMono-Italic-VariableFont_wght.ttf",
    }
