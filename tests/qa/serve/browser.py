"""A real Chromium, driven through its DevTools protocol over a websocket: keys, clicks, and what the page did."""

import asyncio
import base64
import itertools
import json
import os
import shutil
import signal
from asyncio import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.screen import Screen

PATIENCE = 60.0
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-extensions "
    "--disable-background-networking --disable-component-update --disable-sync --disable-default-apps "
    "--remote-debugging-port=0 --window-size=1200,800"
).split()
_CODES = {"Enter": 13, "Escape": 27, "Tab": 9}


class Page:
    """A tab of the browser, and what it did since it was opened."""

    def __init__(self, browser: "Browser", target: str, session: str) -> None:
        self._browser, self.target, self._session = browser, target, session
        self.requests: list[str] = []
        """The addresses that it asked for."""
        self.statuses: dict[str, int] = {}
        """The status of what was answered, by its address."""
        self.sockets = 0
        """How many it opened: one each time it is loaded."""
        self.screen = Screen()
        self.size = (0, 0)
        """Columns and rows of its terminal."""

    async def call(self, method: str, **parameters: Any) -> Any:
        """What a method of the protocol answers."""
        return await self._browser.call(method, self._session, **parameters)

    def heed(self, method: str, about: dict[str, Any]) -> None:
        """Take an event of the protocol."""
        if method == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.requests.append(about["url"])
            self.screen = Screen()
            self.sockets += 1
        elif method == "Network.webSocketFrameSent":
            kind, *rest = json.loads(about["response"]["payloadData"])
            self.size = (rest[0]["width"], rest[0]["height"]) if kind == "resize" else self.size
        elif method == "Network.responseReceived":
            self.statuses[about["response"]["url"]] = about["response"]["status"]
        elif method == "Network.webSocketFrameReceived" and about["response"]["opcode"] == 2:
            read = base64.b64decode(about["response"]["payloadData"])
            self.screen.feed(read.decode())

    async def evaluate(self, script: str) -> Any:
        """The value of an expression in the page."""
        found = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    async def write(self, text: str) -> None:
        """Type a text, a key each letter."""
        for letter in text:
            await self.call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            await self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    async def press(self, key: str, control: bool = False, commands: Sequence[str] = ()) -> None:
        """Press a key that is no letter of a text; the browser carries out `commands` unless the page prevents it."""
        about = {"key": key, "windowsVirtualKeyCode": _CODES.get(key) or ord(key.upper()), "modifiers": 2 * control}
        await self.call("Input.dispatchKeyEvent", type="rawKeyDown", commands=commands, **about)
        if key == "Enter":
            await self.call("Input.dispatchKeyEvent", type="char", text="\r", **about)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    async def click(self, text: str) -> None:
        """Click the last letter but one of a text, where it is furthest to the left on the terminal's screen."""
        row, column = min(self.screen.places(text), key=lambda at: at[1])
        column += len(text) - 2
        script = "(() => { const r = document.querySelector('.xterm-screen').getBoundingClientRect();"
        x, y, width, height = await self.evaluate(f"{script} return [r.x, r.y, r.width, r.height]; }})()")
        columns, rows = self.size
        at = {"x": x + (column + 0.5) * width / columns, "y": y + (row + 0.5) * height / rows}
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **at)

    async def shows(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        await self.until(lambda: text in self.screen.text, f"“{text}” is shown")

    async def until(self, happened: Callable[[], object], what: str) -> None:
        """Go on when it happened; fail when it does not in a long while."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not happened():
                    await self._browser.something()
        except TimeoutError:
            raise AssertionError(f"it never happened that {what}; the screen is\n{self.screen.text}") from None


class Browser:
    """A running Chromium. `targets` are the addresses of all windows that were ever opened."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, downloads: Path) -> None:
        self.downloads = downloads
        self.targets: set[str] = set()
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._pages: dict[str, Page] = {}
        self._happened = asyncio.Event()

    async def call(self, method: str, session: str = "", **parameters: Any) -> Any:
        """What a method of the protocol answers."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        about = {"id": number, "method": method, "params": parameters}
        await self._socket.send_json(about | ({"sessionId": session} if session else {}))
        async with asyncio.timeout(PATIENCE):
            found = await answer
        assert "error" not in found, (method, found["error"])
        return found["result"]

    async def page(self, address: str) -> Page:
        """Open an address in a new tab."""
        target = (await self.call("Target.createTarget", url="about:blank"))["targetId"]
        session = (await self.call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        page = self._pages[session] = Page(self, target, session)
        for domain in ("Network", "Page", "Runtime"):
            await page.call(f"{domain}.enable")
        await page.call("Page.navigate", url=address)
        return page

    async def close(self, page: Page) -> None:
        """Close a tab."""
        await self.call("Target.closeTarget", targetId=page.target)

    async def something(self) -> None:
        """Wait until anything happens, a tenth of a second at most."""
        self._happened.clear()
        await asyncio.wait([asyncio.ensure_future(self._happened.wait())], timeout=0.1)

    async def listen(self) -> None:
        """Take what the browser says, as long as it runs."""
        async for message in self._socket:
            said = message.json()
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            elif said["method"] in ("Target.targetCreated", "Target.targetInfoChanged"):
                self.targets.add(said["params"]["targetInfo"]["url"])
            elif page := self._pages.get(said.get("sessionId", "")):
                page.heed(said["method"], said["params"])
            self._happened.set()


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Browser]:
    """A browser whose profile and downloads are in a folder; it is ended when this is left."""
    assert CHROMIUM
    command = [CHROMIUM, *_FLAGS, f"--user-data-dir={folder / 'profile'}"]
    quiet = subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        port = folder / "profile/DevToolsActivePort"
        async with asyncio.timeout(PATIENCE):
            while not (port.exists() and port.read_text().count("\n")):
                await asyncio.sleep(0.05)
        number, path = port.read_text().split()
        address = f"ws://127.0.0.1:{number}{path}"
        async with aiohttp.ClientSession() as client, client.ws_connect(address, max_msg_size=0) as socket:
            browser = Browser(socket, folder / "downloads")
            listening = asyncio.create_task(browser.listen())
            await browser.call("Target.setDiscoverTargets", discover=True)
            where = str(browser.downloads)
            await browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=where)
            yield browser
            await browser.call("Browser.close")
            await listening
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
