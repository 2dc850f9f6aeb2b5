"""`dossier serve` as it is called: what it prints, and what it says when it cannot."""

import asyncio
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import cli
from tests.qa.serve.running import PATIENCE, command


@pytest.mark.parametrize("port", ["-1", "65536", "99999999999999999999"])
def test_a_port_that_there_is_not_is_an_error(port: str, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve", "--docs", str(corpus), f"--port={port}"]) == 2
    assert capsys.readouterr().err.startswith(f"error: there is no port {port}: --port takes one from 1 to 65535")


def test_a_port_that_another_program_has_is_an_error(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert cli.main(["serve", "--docs", str(corpus), "--port", str(port)]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith(f"error: port {port} cannot be used (Address already in use): choose another")
    assert captured.out == ""


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="who listens is read from /proc")
async def test_only_this_machine_can_reach_it(corpus: Path) -> None:
    async with command(corpus) as running:
        port = urlsplit(running.link).port
        tables = "".join(Path(f"/proc/net/{name}").read_text() for name in ("tcp", "tcp6")).splitlines()
        listening = [row.split()[1] for row in tables if row.split()[3] == "0A" and f":{port:04X} " in row]
        assert listening == [f"0100007F:{port:04X}"]


async def test_the_link_is_opened_in_the_browser_when_asked(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f"#!{sys.executable}\nimport sys\nopen({str(seen)!r}, 'w').write(sys.argv[1])\n", "utf-8")
    browser.chmod(0o700)
    monkeypatch.setenv("BROWSER", str(browser))
    async with command(corpus, "--open") as running:
        async with asyncio.timeout(PATIENCE):
            while not (seen.exists() and seen.read_text()):
                await asyncio.sleep(0.02)
        assert seen.read_text() == running.link
