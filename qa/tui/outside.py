"""Other programs that show a document: an editor at its line, a pager on a safe copy, a browser at its address."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from textual.app import App

from index.types import Document
from qa.safe import one_line, safe

_WITH_PLUS = frozenset("vi vim nvim view gvim nano pico emacs emacsclient micro joe jed kak mg ne less".split())
"""Editors that take +LINE before the file."""

_WITH_COLON = frozenset("code codium code-insiders subl hx helix zed".split())
"""Editors that take FILE:LINE."""


def editor(environment: Mapping[str, str], path: str, line: int) -> list[str]:
    """The command of $VISUAL, else $EDITOR, else vi, that opens a file, at a line where the editor is known to."""
    chosen = environment.get("VISUAL") or environment.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    command = shlex.split(chosen, posix=os.name != "nt") or ["vi"]
    name = Path(command[0]).stem
    if name in _WITH_PLUS:
        return [*command, f"+{line}", path]
    if name in _WITH_COLON:
        return [*command, *(["-g"] if name.startswith("cod") else []), f"{path}:{line}"]
    return [*command, path]


def pager(environment: Mapping[str, str], path: str) -> list[str]:
    """The command of $PAGER, else less or more, that shows a file."""
    chosen = environment.get("PAGER") or ("less" if shutil.which("less", path=environment.get("PATH")) else "more")
    return [*(shlex.split(chosen, posix=os.name != "nt") or ["more"]), path]


def can_suspend(app: App[int]) -> bool:
    """Whether the terminal can be given to another program: not in a browser, and not without a terminal."""
    driver = app._driver
    return driver is not None and driver.can_suspend and not app.is_web


def edit(app: App[int], document: Document, line: int) -> None:
    """Open the file of a document, and come back when the editor ends."""
    first = line if document.unit == "line" else 1
    _run(app, editor(os.environ, document.path, first))


def page(app: App[int], document: Document) -> None:
    """Show a copy of a document's text that can steer no terminal, and remove it when the pager ends."""
    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        copy = Path(folder) / "document.txt"
        copy.write_text(safe(document.text.replace("\r\n", "\n").replace("\r", "\n")), "utf-8", errors="replace")
        _run(app, pager(os.environ, str(copy)))


def address(document: Document) -> tuple[str, str]:
    """The web address of a document and its host, in ASCII so that no letter looks like another; empty without one
    that is of the web."""
    try:
        parts = urlsplit(document.url or "")
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        return "", ""
    if parts.scheme not in ("http", "https") or not host or one_line(document.url or "") != document.url:
        return "", ""
    return document.url, host


def _run(app: App[int], command: list[str]) -> None:
    try:
        with app.suspend():
            subprocess.run(command, check=False)
    except OSError as error:
        why = f"{command[0]} cannot be started ({error.strerror}): set VISUAL, EDITOR or PAGER"
        app.notify(one_line(why), severity="error", markup=False)
