"""No document and no file of an index is run, and nothing is sent or fetched."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted([ROOT / "cli.py", *(ROOT / "index").rglob("*.py"), *(ROOT / "qa").rglob("*.py")])
FORBIDDEN = {"pickle", "cPickle", "dill", "marshal", "shelve", "joblib", "yaml", "xmlrpc", "telnetlib"}
CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "torch.load", "faiss.read_index",
    "faiss.write_index", "np.save", "np.load", "numpy.load", "webbrowser.open",
}  # fmt: skip
ALLOWED = {("np.save", "allow_pickle=False"), ("np.load", "allow_pickle=False")}


def offences(source: str) -> Iterator[str]:
    """What a module has that can run data as code."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in FORBIDDEN)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FORBIDDEN:
            yield str(node.module)
        elif isinstance(node, ast.Call):
            name, options = ast.unparse(node.func), {ast.unparse(one) for one in node.keywords}
            if name in CALLS and not any((name, option) in ALLOWED for option in options):
                yield f"{name}()"
            if "shell=True" in options:
                yield "shell=True"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_can_run_data_as_code(path: Path) -> None:
    assert list(offences(path.read_text("utf-8"))) == []


def test_the_rule_finds_what_it_is_for() -> None:
    source = "import pickle\nfrom joblib import load\neval('1')\nnp.load(f)\nnp.load(f, allow_pickle=False)"
    source += "\nrun(x, shell=True)"
    assert sorted(offences(source)) == ["eval()", "joblib", "np.load()", "pickle", "shell=True"]


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
