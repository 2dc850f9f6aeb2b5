"""What a command loads, seen from outside: a fresh interpreter, and the modules it ended with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"torch", "transformers", "sentence_transformers", "textual", "trafilatura", "sklearn", "scipy"}
HEAVY |= {"pypdf", "docx", "lxml", "striprtf", "feedparser", "email"}


LIGHT = {"numpy", "faiss", "tokenizers", "Stemmer", "platformdirs"}
"""The packages of others, without what they import themselves, that asking an index needs."""

OUTSIDE = {"charset_normalizer", "watchfiles", "safetensors", "huggingface_hub", "pyarrow", *LIGHT, *HEAVY}
BUILDING = {
    "index.build",
    "index.making",
    "index.reading",
    "index.sandbox",
    "index.workers",
    "index.dates",
    "index.chunk",
}
"""What is imported when something is to be read and indexed."""

APART = {"qa.batch", "qa.reread", "qa.verify", "qa.watch", "qa.tui", "qa.chats", "qa.engine", "qa.indexer", "qa.grade"}
"""What other commands are for."""


def modules(code: str, home: Path) -> set[str]:
    """The modules that a fresh interpreter has loaded after `code`, and the packages that they are of."""
    script = f"{code}\nimport sys\nprint('\\n' + ' '.join(sys.modules))"
    environment = {**os.environ, "DOSSIER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, cwd=ROOT, check=True
    )
    names = done.stdout.splitlines()[-1].split()
    return {".".join(name.split(".")[:depth]) for name in names for depth in (1, 2, 3)}


def command(*typed: str) -> str:
    """The code that runs a command and goes on after it."""
    return f"import contextlib, cli\nwith contextlib.suppress(SystemExit): cli.main({list(typed)!r})"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sample articles are indexed."""
    made = tmp_path_factory.mktemp("home")
    modules(command("index"), made)
    return made


def test_the_chat_needs_neither_the_search_nor_numpy_for_its_screens(tmp_path: Path) -> None:
    found = modules("import cli, qa.tui.app", tmp_path)
    assert "textual" in found
    assert not found & {"numpy", "faiss", "tokenizers", "Stemmer", "torch", "trafilatura"}


@pytest.mark.parametrize("package", ["qa", "index", "cli"])
def test_importing_the_packages_loads_nothing_heavy(package: str, tmp_path: Path) -> None:
    found = modules(f"import {package}", tmp_path)
    assert not found & OUTSIDE - {"platformdirs"}
    assert not found & {"qa.assistant", "sqlite3", "json"}


@pytest.mark.parametrize("typed", [["--help"], ["ask", "--help"], ["ask", "--surely"]])
def test_help_and_a_slip_of_the_finger_load_neither_an_index_nor_numpy(typed: list[str], tmp_path: Path) -> None:
    found = modules(command(*typed), tmp_path)
    assert "qa.options" in found
    assert not found & OUTSIDE - {"platformdirs"}
    assert not found & {"qa.commands", "qa.retrieve", "index.index", "json", "tomllib"}


def test_the_status_loads_neither_what_searches_nor_what_embeds(home: Path) -> None:
    found = modules(command("status"), home)
    assert "index.looking" in found
    assert not found & OUTSIDE - {"numpy", "Stemmer", "platformdirs"}
    assert not found & {"qa.assistant", "sqlite3"}


QUESTIONS = [("ask", "Who heads the delegation?"), ("search", "delegation", "--json"), ("ask", "Why?", "--json")]


@pytest.mark.parametrize("typed", QUESTIONS)
def test_a_question_to_a_current_index_loads_what_answers_and_nothing_else(typed: tuple[str, ...], home: Path) -> None:
    found = modules(command(*typed), home)
    assert {"faiss", "tokenizers", "qa.assistant"} <= found
    assert not found & OUTSIDE - LIGHT
    assert not found & (BUILDING | APART)
    assert not found & {"numpy.ma", "sqlite3", "asyncio"}


def test_an_update_loads_no_parser_that_no_file_needs(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ferry sank on Monday.\n")
    found = modules(command("index", str(tmp_path)), home)
    assert found >= BUILDING
    assert not found & HEAVY
    assert not found & APART


def test_the_server_loads_neither_the_chat_nor_the_search(tmp_path: Path) -> None:
    found = modules("import qa.serve.server", tmp_path)
    assert "aiohttp" in found
    assert not found & {"textual", "numpy", "faiss", "tokenizers"}
