"""The chat in a real Chromium: what a person does in a tab, and what other pages and the documents cannot do."""

import base64
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from qa.serve.server import listening
from qa.serve.tab import Offer
from tests.qa.serve.browser import CHROMIUM, Browser, Page, chromium
from tests.qa.serve.running import Served, children, serving, until_gone

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium (Debian: apt install chromium)")
ASKED = "What opened again on Tuesday?"
QUOTE = "The harbour of Lisbon opened again on Tuesday."
EVIL = "rm -rf ~"
LINK = "http://127.0.0.1:9/evil"
ENCODED = base64.b64encode(EVIL.encode()).decode()
HOSTILE = f"\x1b]52;c;{ENCODED}\x1b\\ \x1b]52;c;{ENCODED}\x07 \x1b]0;{EVIL}\x07 \x1b]8;;{LINK}\x1b\\link\x1b]8;;\x1b\\"
_BOX = """(() => {
    const box = document.body.appendChild(document.createElement("textarea"));
    box.id = "box";
    box.focus();
})()"""
_BOXED = """(() => { const box = document.getElementById("box"); box.remove(); return box.value; })()"""
_REFUSED = """new Promise((end) => {
    const socket = new WebSocket(%r);
    socket.onopen = () => end(false);
    socket.onerror = () => end(true);
})"""
_UNREAD = "fetch(%r, {credentials: 'include'}).then(() => false, () => true)"


@asynccontextmanager
async def opened(offer: Offer, folder: Path) -> AsyncIterator[tuple[Browser, Page, Served]]:
    """A browser with the chat in a tab, ready to be asked."""
    async with serving(offer) as served, chromium(folder) as browser:
        allowed = ["clipboardReadWrite", "clipboardSanitizedWrite"]
        await browser.call("Browser.grantPermissions", permissions=allowed, origin=served.address)
        page = await browser.page(served.guard.link)
        await page.shows("up to date")
        yield browser, page, served


async def ask(page: Page, question: str) -> None:
    await page.write(question)
    await page.shows(question)
    await page.press("Enter")
    await page.shows("exact quote")


async def clipboard(page: Page) -> str:
    """What is in the clipboard. The page may not read it, so it is pasted, as a person does."""
    await page.evaluate(_BOX)
    await page.press("v", control=True, commands=["paste"])
    return str(await page.evaluate(_BOXED))


async def test_a_question_is_typed_and_answered_and_a_click_opens_its_source(offer: Offer, tmp_path: Path) -> None:
    async with opened(offer, tmp_path / "browser") as (_, page, served):
        await ask(page, ASKED)
        assert f"{QUOTE} [1]" in page.screen.text
        await page.click("[1]")
        await page.shows("The mayor thanked the pilots.")
        address = urlsplit(await page.evaluate("location.href"))
        assert (address.query, address.path.startswith(served.guard.home)) == ("", True)
        assert await page.evaluate("document.cookie") == ""
        assert await page.evaluate("document.title") == "Dossier: corpus"


async def test_what_is_copied_is_in_the_clipboard_and_can_be_pasted(offer: Offer, tmp_path: Path) -> None:
    async with opened(offer, tmp_path / "browser") as (_, page, _):
        await ask(page, ASKED)
        await page.press("y", control=True)
        await page.shows("was sent to the browser’s clipboard")
        assert QUOTE in await clipboard(page)
        await page.evaluate("navigator.clipboard.writeText('From another program.')")
        await page.evaluate("document.querySelector('.xterm-helper-textarea').focus()")
        await page.press("v", control=True, commands=["paste"])
        await page.shows("From another program.")


async def test_an_export_is_downloaded(offer: Offer, tmp_path: Path) -> None:
    async with opened(offer, tmp_path / "browser") as (browser, page, _):
        await ask(page, ASKED)
        await page.press("s", control=True)
        await page.shows("The ending chooses the form")
        await page.press("Enter")
        await page.shows("Given to the browser as what-opened-again-on-tuesday.md")
        file = browser.downloads / "what-opened-again-on-tuesday.md"
        await page.until(file.exists, "the export is downloaded")
        assert "> The harbour of Lisbon opened again on Tuesday" in file.read_text("utf-8")


async def test_a_window_as_narrow_as_a_phone_gets_the_narrow_chat(offer: Offer, tmp_path: Path) -> None:
    async with opened(offer, tmp_path / "browser") as (_, page, _):
        await ask(page, ASKED)
        assert page.size[0] > 100
        await page.call("Emulation.setDeviceMetricsOverride", width=390, height=800, deviceScaleFactor=2, mobile=False)
        await page.until(lambda: 0 < page.size[0] < 50, "the terminal is as narrow as the window")
        await page.shows("harbour.txt:3")


async def test_a_tab_that_is_reloaded_goes_on_and_one_that_is_closed_ends(offer: Offer, tmp_path: Path) -> None:
    async with opened(offer, tmp_path / "browser") as (browser, page, _):
        await ask(page, ASKED)
        await page.call("Page.reload")
        await page.until(lambda: page.sockets == 2 and QUOTE in page.screen.text, "the chat goes on")
        tab = next(pid for pid in children(os.getpid()) if b"qa.tui.web" in Path(f"/proc/{pid}/cmdline").read_bytes())
        await browser.close(page)
        await until_gone({tab})


async def test_no_request_leaves_the_machine(offer: Offer, tmp_path: Path) -> None:
    async with opened(offer, tmp_path / "browser") as (_, page, served):
        await ask(page, ASKED)
        ours = served.address.removeprefix("http://")
        assert {(urlsplit(one).scheme, urlsplit(one).netloc) for one in page.requests} == {("http", ours), ("ws", ours)}
        assert {*page.statuses.values()} == {200}


async def test_a_hostile_document_changes_neither_clipboard_nor_title_and_opens_no_window(
    offer: Offer, tmp_path: Path
) -> None:
    text = f"The zeppelin {HOSTILE}\n\nThe zeppelin of {LINK} {HOSTILE} landed in Murmansk today.\n"
    Path(offer.docs[0], "zeppelin.txt").write_text(text, "utf-8")
    async with opened(offer, tmp_path / "browser") as (browser, page, _):
        await ask(page, "Where did the zeppelin land?")
        before = set(browser.targets)
        await page.click(LINK)
        await page.click("[1]")
        await page.shows("Copy with source")
        await page.click(LINK)
        await page.evaluate("new Promise((end) => requestAnimationFrame(() => setTimeout(end, 100)))")
        assert await page.evaluate("document.title") == "Dossier: corpus"
        assert browser.targets == before
        assert not [one for one in page.requests if "evil" in one]
        assert EVIL not in await clipboard(page)


async def test_the_address_of_a_document_opens_a_window_after_a_yes(offer: Offer, tmp_path: Path) -> None:
    record = {"title": "Zeppelin", "text": "The zeppelin landed in Murmansk today.", "url": LINK}
    Path(offer.docs[0], "zeppelin.jsonl").write_text(json.dumps(record), "utf-8")
    async with opened(offer, tmp_path / "browser") as (browser, page, _):
        await ask(page, "Where did the zeppelin land?")
        await page.click("[1]")
        await page.shows("Copy with source")
        await page.write("o")
        await page.shows("opens it")
        assert LINK not in browser.targets
        await page.press("Enter")
        await page.until(lambda: LINK in browser.targets, "the address is opened")
        assert str(await page.evaluate("location.href")).endswith("/")
        assert page.sockets == 1


async def test_what_the_page_shows_may_not_read_the_clipboard(offer: Offer, tmp_path: Path) -> None:
    async with opened(offer, tmp_path / "browser") as (_, page, _):
        assert await page.evaluate("navigator.clipboard.readText().then(() => false, () => true)")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
async def test_another_page_of_the_same_browser_cannot_reach_the_chat(offer: Offer, tmp_path: Path, name: str) -> None:
    async def evil(_: web.Request) -> web.Response:
        return web.Response(text="<title>evil</title>", content_type="text/html")

    other = web.Application()
    other.add_routes([web.get("/", evil)])
    runner = web.AppRunner(other)
    await runner.setup()
    try:
        await web.SockSite(runner, at := listening(0)).start()
        async with opened(offer, tmp_path / "browser") as (browser, page, _):
            chat = str(await page.evaluate("location.href"))
            foreign = await browser.page(f"http://{name}:{at.getsockname()[1]}/")
            await foreign.until(lambda: 200 in foreign.statuses.values(), "the other page is there")
            assert await foreign.evaluate(_REFUSED % (chat.replace("http", "ws") + "ws"))
            assert await foreign.evaluate(_UNREAD % chat)
    finally:
        await runner.cleanup()
