"""A server in this process, and `dossier serve` in one of its own, each over a small corpus."""

import asyncio
import os
import signal
import sys
import time
from asyncio import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

from qa.serve.guard import Guard
from qa.serve.server import Server, listening
from qa.serve.tab import Offer

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0


@dataclass
class Served:
    """A running server, as a browser that has no page of it yet: `told` is what it said to the person."""

    guard: Guard
    address: str
    told: list[str]
    client: aiohttp.ClientSession
    opened: list[aiohttp.ClientWebSocketResponse] = field(default_factory=list)

    @property
    def origin(self) -> dict[str, str]:
        return {"Origin": self.address}

    async def enter(self) -> None:
        """Use the link, so that this browser has the cookie."""
        async with self.client.get(self.guard.link) as answer:
            assert answer.status == 200

    async def socket(self, tab: str) -> aiohttp.ClientWebSocketResponse:
        """Open the chat of a tab as its page does."""
        address = f"{self.address}{self.guard.home}{tab}/ws?width=120&height=36"
        socket = await self.client.ws_connect(address, headers=self.origin, max_msg_size=0)
        self.opened.append(socket)
        return socket


async def shows(socket: aiohttp.ClientWebSocketResponse, text: str) -> bytes:
    """Read what is drawn until a text is; returns all that was read."""
    read = b""
    async with asyncio.timeout(PATIENCE):
        while text.encode() not in read:
            message = await socket.receive()
            assert message.type is aiohttp.WSMsgType.BINARY, (message, read[-2000:])
            read += message.data
    return read


@asynccontextmanager
async def serving(offer: Offer, resume: bool = False) -> AsyncIterator[Served]:
    """A server at a free port, and a client without a cookie."""
    told: list[str] = []
    with listening(0) as at:
        port = at.getsockname()[1]
        guard = Guard(port, told.append)
        runner = web.AppRunner(Server(offer, guard, told.append, resume).application(), access_log=None)
        await runner.setup()
        await web.SockSite(runner, at).start()
        # The addresses of machines get cookies only from a jar that is told to take them.
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
            served = Served(guard, f"http://127.0.0.1:{port}", told, client)
            try:
                yield served
            finally:
                await runner.cleanup()
                for socket in served.opened:
                    await socket.close()


@dataclass
class Command:
    """A running `dossier serve`, and the link that it printed."""

    process: subprocess.Process
    link: str

    async def line(self) -> str:
        """The next line that it prints."""
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE):
            return (await self.process.stdout.readline()).decode().strip()

    async def end(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal, and return its exit code."""
        self.process.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


@asynccontextmanager
async def command(docs: Path, *options: str) -> AsyncIterator[Command]:
    """`dossier serve` over these documents at a free port; it is ended when this is left."""
    arguments = ["cli.py", "--docs", str(docs), "--embedder", "hashing", "serve", "--port", "0", *options]
    environment = {**os.environ, "DOSSIER_THRESHOLD": "0"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE
    )
    try:
        running = Command(process, "")
        assert "Ctrl+C" in await running.line()
        running.link = await running.line()
        yield running
    finally:
        if process.returncode is None:
            await running.end()


def children(pid: int) -> set[int]:
    """The processes that a process started, and those that they started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    found = {int(one) for task in tasks for one in task.read_text().split()}
    return found.union(*map(children, found))


async def until_gone(pids: set[int]) -> None:
    """Wait until none of these processes runs."""
    end = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < end, "a process is still there"
        await asyncio.sleep(0.05)
