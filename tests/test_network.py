"""No command opens a connection, and every one works without a network."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

WORK = """
import sys, cli
docs = ["--docs", sys.argv[1], "--index", sys.argv[2]]
codes = [cli.main(command + docs) for command in (
    ["index"], ["ask", "Who saved the passengers?"], ["search", "ferry"], ["check"], ["status"],
    ["verify", "--quote", "Captain Ada Moss saved all forty passengers."],
)]
print(codes)
"""
WATCHED = """
import sys
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        print("EGRESS", event, arguments[-1]); raise SystemExit(9)
sys.addaudithook(hook)
"""


@pytest.fixture
def ferry(tmp_path: Path) -> list[str]:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/ferry.html").write_text(
        "<html><base href='http://127.0.0.1:9/'><link rel=stylesheet href=x.css><body>"
        "<img src='http://127.0.0.1:9/i.png'><article><p>The ferry Aurora sank on Monday. "
        "Captain Ada Moss saved all forty passengers.</p></article></body></html>"
    )
    return [str(tmp_path / "docs"), str(tmp_path / "index")]


def works(prefix: list[str], code: str, places: list[str]) -> list[int]:
    """The exit codes of some commands in one process."""
    done = subprocess.run([*prefix, sys.executable, "-c", code, *places], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found: list[int] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_no_command_opens_a_connection(ferry: list[str]) -> None:
    assert works([], WATCHED + WORK, ferry) == [0] * 6


def test_every_command_works_without_a_network(ferry: list[str]) -> None:
    unshare = shutil.which("unshare")
    prefix = (
        [unshare or "unshare", "--net", *(["--map-root-user"] if os.geteuid() else [])]
        if hasattr(os, "geteuid")
        else []
    )
    if not unshare or subprocess.run([*prefix, "true"], capture_output=True).returncode:
        pytest.skip("this system does not let a test take the network away (unshare --net)")
    assert works(prefix, WORK, ferry) == [0] * 6
