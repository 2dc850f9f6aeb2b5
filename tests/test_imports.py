"""What a command loads, seen from outside: a fresh interpreter, and the modules it ended with."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"torch", "transformers", "sentence_transformers", "textual", "trafilatura", "sklearn", "scipy"}
HEAVY |= {"pypdf", "docx", "lxml", "striprtf", "feedparser", "email"}


def loaded(code: str, home: Path) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after `code`."""
    script = (
        f"{code}\nimport sys, json\nprint('\\n' + json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    )
    environment = {**os.environ, "DOSSIER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, cwd=ROOT, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_chat_needs_neither_the_search_nor_numpy_for_its_screens(tmp_path: Path) -> None:
    found = loaded("import cli, qa.tui.app", tmp_path)
    assert "textual" in found
    assert not found & {"numpy", "faiss", "tokenizers", "Stemmer", "torch", "trafilatura"}


@pytest.mark.parametrize("package", ["qa", "index", "cli"])
def test_importing_the_packages_loads_nothing_heavy(package: str, tmp_path: Path) -> None:
    assert not loaded(f"import {package}", tmp_path) & (HEAVY | {"faiss", "tokenizers"})


@pytest.mark.parametrize(
    "command", [["ask", "Who heads the Russian delegation?"], ["search", "delegation"], ["index"], ["status"]]
)
def test_a_command_loads_neither_torch_nor_the_chat(command: list[str], tmp_path: Path) -> None:
    found = loaded(f"import cli; cli.main({command!r})", tmp_path)
    assert not found & HEAVY
    assert "cli" in found


def test_the_server_loads_neither_the_chat_nor_the_search(tmp_path: Path) -> None:
    found = loaded("import qa.serve.server", tmp_path)
    assert "aiohttp" in found
    assert not found & {"textual", "numpy", "faiss", "tokenizers"}
