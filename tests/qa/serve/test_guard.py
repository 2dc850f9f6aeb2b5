"""Who may come in, and what a browser is told about what its page may do."""

import asyncio
import re
from dataclasses import replace
from http.cookies import SimpleCookie

import aiohttp
import pytest

from qa.serve.guard import HEADERS
from qa.serve.tab import Offer
from tests.qa.serve.running import Served, serving


async def status(served: Served, path: str, **headers: str) -> int:
    async with served.client.get(served.address + path, headers=headers, allow_redirects=False) as answer:
        return answer.status


@pytest.mark.parametrize("below", ["", "tab/", "tab/ws", "tab/textual.js", "tab/file/key", "tab/nothing"])
async def test_without_the_cookie_nothing_is_served(served: Served, below: str) -> None:
    assert await status(served, served.guard.home + below, **served.origin) == 403
    assert await status(served, f"/elsewhere/{below}", **served.origin) == 403


@pytest.mark.parametrize("query", ["", "?key=", "?key=wrong", "?key=%ED%A0%80", "?token=x"])
async def test_without_the_key_of_the_link_nobody_enters(served: Served, query: str) -> None:
    assert await status(served, f"/{query}") == 403
    assert not [*served.client.cookie_jar]


async def test_the_link_gives_a_cookie_for_its_own_path_and_an_address_without_the_key(served: Served) -> None:
    async with served.client.get(served.guard.link, allow_redirects=False) as answer:
        assert answer.status == 303
        assert answer.headers["Location"] == served.guard.home
        (cookie,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == (served.guard.home, "Strict", True)
    assert (cookie["domain"], cookie["max-age"], cookie["expires"]) == ("", "", "")
    assert len(served.guard.home) > 20


async def test_a_link_works_once_and_the_next_one_is_told(served: Served) -> None:
    first = served.guard.link
    assert served.told == [first]
    await served.enter()
    async with aiohttp.ClientSession() as other:
        async with other.get(first) as refused:
            assert refused.status == 403
        async with other.get(served.told[1], allow_redirects=False) as entered:
            assert entered.status == 303
    assert len(set(served.told)) == 3


@pytest.mark.parametrize(
    "host",
    ["attacker.example", "127.0.0.1", "127.0.0.1:1", "localhost", "[::1]", "127.0.0.1:{port}.attacker.example", ""],
)
async def test_a_foreign_host_is_refused(served: Served, host: str) -> None:
    await served.enter()
    named = host.format(port=served.address.rpartition(":")[2])
    assert await status(served, served.guard.home, Host=named) in (400, 421)
    assert await status(served, f"/?key={served.guard.link.rpartition('=')[2]}", Host=named) in (400, 421)


async def test_localhost_is_the_same_machine(served: Served) -> None:
    port = served.address.rpartition(":")[2]
    assert await status(served, f"/?key={served.guard.link.rpartition('=')[2]}", Host=f"localhost:{port}") == 303


@pytest.mark.parametrize("head", ["", "Host: attacker.example\r\nHost: 127.0.0.1:{port}\r\n"])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
async def test_a_request_must_name_one_host(served: Served, head: str, version: str) -> None:
    port = int(served.address.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = served.guard.link.rpartition("?")[2]
    writer.write(f"GET /?{key} HTTP/{version}\r\n{head.format(port=port)}Connection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert re.match(rb"HTTP/1\.\d (400|421) ", answer), answer


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://{own}", "http://{own}.evil"]
)
@pytest.mark.parametrize("below", ["", "tab/", "tab/ws", "tab/textual.js"])
async def test_a_page_of_another_origin_is_refused(served: Served, origin: str, below: str) -> None:
    await served.enter()
    named = origin.format(own=served.address.removeprefix("http://"))
    assert await status(served, served.guard.home + below, Origin=named) == 403


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example"])
async def test_a_socket_needs_an_origin_of_our_own(served: Served, origin: str | None) -> None:
    await served.enter()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await served.client.ws_connect(f"{served.address}{served.guard.home}tab/ws", origin=origin)
    assert refused.value.status == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
async def test_only_reading_is_answered(served: Served, method: str) -> None:
    await served.enter()
    async with served.client.request(method, served.address + served.guard.home) as answer:
        assert answer.status == 405


@pytest.mark.parametrize("below", ["", "tab/", "tab/textual.js", "tab/nothing", "tab/file/key"])
@pytest.mark.parametrize("entered", [True, False])
async def test_every_answer_says_what_its_page_may_do(served: Served, below: str, entered: bool) -> None:
    if entered:
        await served.enter()
    async with served.client.get(f"{served.address}{served.guard.home}{below}", allow_redirects=False) as answer:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} < set(policy)
    assert f"connect-src 'self' ws://{served.address.removeprefix('http://')}" in policy


async def test_the_page_and_all_that_it_loads_are_of_this_server(served: Served) -> None:
    await served.enter()
    loaded = {}
    queue = [f"{served.address}{served.guard.home}tab/"]
    while queue:
        async with served.client.get(address := queue.pop()) as answer:
            assert answer.status == 200, address
            body = await answer.read()
        loaded[address.rpartition("/")[2]] = answer.content_type
        if answer.content_type in ("text/html", "text/css"):
            named = re.findall(r"""(?: src=| href=|url\()["']?([^"')\s>]+)""", body.decode())
            assert b"@import" not in body
            queue += [f"{address.rpartition('/')[0]}/{one}" for one in named if one != "data:,"]
    assert loaded == {
        "": "text/html",
        "page.css": "text/css",
        "xterm.css": "text/css",
        "page.js": "text/javascript",
        "textual.js": "text/javascript",
        "roman.ttf": "font/ttf",
        "italic.ttf": "font/ttf",
    }


async def test_a_hostile_name_of_the_documents_is_only_text_in_the_page(offer: Offer) -> None:
    docs = ("/tmp/\"><script>alert('$socket')\x1b\u202e",)
    hostile = replace(offer, docs=docs, settings=replace(offer.settings, docs=docs))
    async with serving(hostile) as served:
        await served.enter()
        async with served.client.get(f"{served.address}{served.guard.home}tab/") as answer:
            page = await answer.text()
    assert "&quot;&gt;&lt;script&gt;alert(&#x27;$socket&#x27;)\ufffd\ufffd" in page
    assert page.count("<script") == 2
    assert not re.search("[\x1b\u202e]", page)
