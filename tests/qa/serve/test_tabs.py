"""The tabs of a server: a process each, which begins, goes on and ends with its page."""

import asyncio
import os
import re
import signal
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from qa.serve.server import MOST
from qa.serve.tab import Offer
from tests.qa.serve.running import PATIENCE, Served, children, command, serving, shows, until_gone

needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="the processes of another are read from /proc")
ASKED = "What opened again on Tuesday?"


async def ask(socket: aiohttp.ClientWebSocketResponse, question: str) -> None:
    await socket.send_json(["stdin", question])
    await shows(socket, question[-8:])
    await socket.send_json(["stdin", "\r"])
    await shows(socket, "exact quote")


async def test_a_tab_that_is_loaded_again_goes_on_with_its_chat_and_another_begins_its_own(served: Served) -> None:
    await served.enter()
    socket = await served.socket("one")
    await shows(socket, "up to date")
    await ask(socket, ASKED)
    await socket.close()
    assert ASKED.encode() in await shows(await served.socket("one"), "exact quote")
    assert ASKED.encode() not in await shows(await served.socket("two"), "up to date")


async def test_a_tab_goes_on_with_the_chat_that_was_open_last_in_it(served: Served) -> None:
    await served.enter()
    socket = await served.socket("one")
    await shows(socket, "up to date")
    await ask(socket, ASKED)
    await socket.send_json(["stdin", "\x1b[18~"])  # F7, a new chat
    await shows(socket, "Ask a question.")
    await ask(socket, "What did the frost destroy?")
    await socket.close()
    drawn = await shows(await served.socket("one"), "exact quote")
    assert b"What did the frost destroy?" in drawn
    assert ASKED.encode() not in drawn


async def test_an_address_that_is_opened_in_another_tab_is_closed_in_the_first(served: Served) -> None:
    await served.enter()
    first = await served.socket("one")
    await shows(first, "up to date")
    second = await served.socket("one")
    async with asyncio.timeout(PATIENCE):
        assert [message async for message in first if message.type is aiohttp.WSMsgType.TEXT] == []
    assert first.closed
    await shows(second, "up to date")


async def test_only_the_first_tab_of_a_server_that_resumes_goes_on_with_the_last_chat(offer: Offer) -> None:
    async with serving(offer) as before:
        await before.enter()
        socket = await before.socket("one")
        await shows(socket, "up to date")
        await ask(socket, ASKED)
    async with serving(offer, resume=True) as served:
        await served.enter()
        assert ASKED.encode() in await shows(await served.socket("a"), "exact quote")
        assert ASKED.encode() not in await shows(await served.socket("b"), "up to date")


async def test_one_tab_too_many_is_told_so_until_another_is_closed(served: Served) -> None:
    await served.enter()
    sockets = [await served.socket(str(number)) for number in range(MOST)]
    for socket in sockets:
        await shows(socket, "up to date")
    page = f"{served.address}{served.guard.home}more/"
    async with served.client.get(page) as answer:
        assert (answer.status, answer.headers["Refresh"]) == (503, "3")
        assert "4 chats are open" in await answer.text()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await served.socket("more")
    assert refused.value.status == 503
    async with served.client.get(page.replace("more", "0")) as answer:
        assert answer.status == 200  # a tab that is open may be loaded again
    await sockets[0].close()
    async with asyncio.timeout(PATIENCE):
        while await _status(served, page) != 200:
            await asyncio.sleep(0.05)
    await shows(await served.socket("more"), "up to date")


async def _status(served: Served, page: str) -> int:
    async with served.client.get(page) as answer:
        return answer.status


@needs_proc
async def test_no_text_of_the_person_is_in_the_command_or_the_environment_of_a_tab(
    served: Served, corpus: Path
) -> None:
    await served.enter()
    before = children(os.getpid())
    await shows(await served.socket("one"), "up to date")
    started = children(os.getpid()) - before
    assert started
    for pid in started:
        for name in ("cmdline", "environ"):
            assert str(corpus).encode() not in Path(f"/proc/{pid}/{name}").read_bytes()


@needs_proc
@pytest.mark.parametrize("how", ["close", "vanish", "nonsense"])
async def test_closing_a_tab_ends_its_processes_even_while_it_indexes(offer: Offer, how: str) -> None:
    for number in range(4_000):
        text = f"Town {number}\n\nThe council of town {number} met.\n"
        Path(offer.docs[0], f"{number}.txt").write_text(text, "utf-8")
    before = children(os.getpid())
    async with serving(offer) as served:
        await served.enter()
        socket = await served.socket("one")
        await shows(socket, "▱")
        started = children(os.getpid()) - before
        assert len(started) >= 2
        if how == "close":
            await socket.close()
        elif how == "nonsense":
            await socket.send_json({"stdin": 1})
        else:
            await served.client.close()
        await until_gone(started)


@needs_proc
@pytest.mark.parametrize(("number", "code"), [("SIGINT", 0), ("SIGTERM", 143), ("SIGHUP", 129), ("SIGKILL", -9)])
async def test_no_process_outlives_the_server(corpus: Path, number: str, code: int) -> None:
    async with command(corpus) as running, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        async with client.get(running.link) as answer:
            address = f"{answer.url}ws"
        async with client.ws_connect(address, origin=str(answer.url.origin())) as socket:
            await shows(socket, "up to date")
            started = children(running.process.pid)
            assert started
            assert await running.end(signal.Signals[number]) == code
            await until_gone(started)


async def test_the_file_of_an_export_is_fetched_once_and_never_shown_as_a_page(served: Served) -> None:
    await served.enter()
    socket = await served.socket("one")
    await shows(socket, "up to date")
    await ask(socket, ASKED)
    await socket.send_json(["stdin", "\x13"])  # Ctrl+S
    await shows(socket, "The ending chooses the form")
    await socket.send_json(["stdin", "\r"])
    async with asyncio.timeout(PATIENCE):
        while (message := await socket.receive()).type is not aiohttp.WSMsgType.TEXT:
            pass
    kind, key = message.json()
    assert kind == "deliver_file_start"
    file = f"{served.address}{served.guard.home}one/file/{key}"
    async with served.client.get(file) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''what-opened-again-on-tuesday.md"
        text = await answer.text()
    assert re.search(r"^> The harbour of Lisbon opened again on Tuesday\\\. \[1\]$", text, re.M)
    async with served.client.get(file) as answer:
        assert answer.status == 404


async def test_what_else_a_process_prints_does_not_break_its_packets(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stray = tmp_path / "stray"
    stray.mkdir()
    (stray / "sitecustomize.py").write_text(
        "import os, threading, time\nprint('stray', flush=True)\n"
        "def write():\n    for _ in range(200):\n        os.write(1, b'D'); time.sleep(0.005)\n"
        "threading.Timer(0.5, write).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(stray))
    await served.enter()
    socket = await served.socket("one")
    await shows(socket, "up to date")
    await ask(socket, ASKED)


async def test_why_a_chat_could_not_begin_is_told(offer: Offer) -> None:
    wrong = replace(offer, settings=replace(offer.settings, keys=("fly=f9",)))
    async with serving(wrong) as served:
        await served.enter()
        socket = await served.socket("one")
        async with asyncio.timeout(PATIENCE):
            assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
            while len(served.told) < 3:
                await asyncio.sleep(0.01)
    assert served.told[2].startswith("a chat ended with code 2: “fly=f9” in keys gives no action a key")
