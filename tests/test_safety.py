"""What no document can bring about: that code is run, a module of its folder imported, or the network reached."""

import ast
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.made import one_of_each

ROOT = Path(__file__).parents[1]
SOURCES = [ROOT / "cli.py", *sorted((ROOT / "index").rglob("*.py")), *sorted((ROOT / "qa").rglob("*.py"))]
MODULES = {"pickle", "marshal", "shelve", "joblib", "dill", "yaml", "xml", "xmlrpc", "imp", "code"}
CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "torch.load", "faiss.read_index",
    "faiss.write_index", "zipfile.extractall", "shutil.unpack_archive",
}  # fmt: skip
ALLOWED = {"index/workers.py": {"pickle"}, "index/stores/faiss.py": {"faiss.read_index"}}
"""What passes between a process and those that it started itself, by pipes that nobody else holds, may be pickled; and
FAISS may read from a section, whose bytes are verified, though never from a path."""
FLOORS = {
    "faiss-cpu": (1, 15), "pypdf": (6, 12), "sentence-transformers": (6,), "transformers": (5, 3), "lxml": (6,),
    "aiohttp": (3, 14),
}  # fmt: skip


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_runs_or_unpickles_what_it_is_given(path: Path) -> None:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").split(".")[0]} & MODULES
        elif isinstance(node, ast.Call):
            found |= {ast.unparse(node.func)} & CALLS
            found |= {"shell=True" for word in node.keywords if ast.unparse(word) == "shell=True"}
            found |= {"allow_pickle=True" for word in node.keywords if ast.unparse(word) == "allow_pickle=True"}
    assert found == ALLOWED.get(path.relative_to(ROOT).as_posix(), set())


def test_packages_with_known_holes_are_not_allowed() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    least = dict(one.split(",")[0].split(">=") for one in asked)
    for package, floor in FLOORS.items():
        assert tuple(map(int, least[package].split("."))) >= floor


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with one file of each format, and modules of the names that the program imports."""
    folder = tmp_path / "docs"
    folder.mkdir()
    for name, data in one_of_each().items():
        (folder / name).write_bytes(data)
    for module in ("numpy", "index", "lxml", "pypdf", "json", "sitecustomize"):
        (folder / f"{module}.py").write_text("open('was_run', 'w')\nraise SystemExit(77)\n")
    return folder


def dossier(script: str, docs: Path, home: Path) -> "subprocess.CompletedProcess[str]":
    """The program in a fresh interpreter, in the folder of the documents, told everything as JSON."""
    question = "Who saved the passengers of the ferry?"
    code = f"{script}\nimport cli\nsys.exit(cli.main(['ask', {question!r}, '--json', '--docs', '.']))"
    return subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"],
        env={**os.environ, "DOSSIER_HOME": str(home)},
        capture_output=True,
        text=True,
        cwd=docs,
        timeout=120,
    )


def test_modules_beside_the_documents_are_not_imported(docs: Path, tmp_path: Path) -> None:
    done = dossier("", docs, tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert "Ada Moss" in json.loads(done.stdout)["citations"][0]["quote"]
    assert sorted(path.suffix for path in docs.iterdir() if path.suffix == ".py") == [".py"] * 6
    assert not (docs / "was_run").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has network namespaces")
def test_an_answer_needs_no_network(docs: Path, tmp_path: Path) -> None:
    alone = "import ctypes\nif ctypes.CDLL(None).unshare(0x10000000 | 0x40000000): sys.exit(99)"
    connect = "socket.create_connection(('127.0.0.1', 9), 1)"
    check = f"import socket\ntry: {connect}\nexcept OSError as error: assert error.errno == 101, error"
    done = dossier(f"{alone}\n{check}", docs, tmp_path / "home")
    if done.returncode == 99:
        pytest.skip("this system does not allow network namespaces")
    assert done.returncode == 0, done.stderr
    assert "Ada Moss" in json.loads(done.stdout)["citations"][0]["quote"]


def test_nothing_is_written_beside_the_documents(docs: Path, tmp_path: Path) -> None:
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in docs.iterdir()}
    assert dossier("", docs, tmp_path / "home").returncode == 0
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in docs.iterdir()} == before


def test_no_control_byte_of_a_document_is_printed(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    evil = "Captain Ada Moss saved all \x1b]52;c;eA==\x07 forty \x9b2J passengers \u202e of the ferry Aurora."
    (docs / "a.txt").write_text(evil)
    code = "import sys; sys.path.insert(0, {!r})\nimport cli\nsys.exit(cli.main({!r}))"
    for command in (["index", "."], ["ask", "Who saved the passengers?", "--docs", "."], ["status", "--docs", "."]):
        done = subprocess.run(
            [sys.executable, "-P", "-c", code.format(str(ROOT), command)],
            env={**os.environ, "DOSSIER_HOME": str(tmp_path / "home")},
            capture_output=True,
            cwd=docs,
            timeout=120,
        )
        assert done.returncode == 0
        told = (done.stdout + done.stderr).decode()
        assert not [char for char in told if (ord(char) < 32 and char != "\n") or 0x7F <= ord(char) <= 0x9F]
        assert "\u202e" not in told
