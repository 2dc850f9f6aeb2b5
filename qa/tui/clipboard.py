"""The clipboard: through a program of this machine where there is one, else through the terminal (OSC 52).

In a browser it is the browser's, which gets what is copied the way a terminal does.
"""

import os
import shutil
import subprocess
import sys
from contextlib import suppress

from textual.app import App

_WAIT = 1.0


def copy(app: App[int], text: str, what: str) -> None:
    """Copy a text, and say where it went."""
    app.copy_to_clipboard(text)
    program = [] if app.is_headless or app.is_web else local_program(dict(os.environ))
    done = bool(program) and _given(program, text)
    sent = f"was sent to the {'browser' if app.is_web else 'terminal'}’s clipboard"
    app.notify(f"{what} {'was copied' if done else sent}.", markup=False)


def local_program(environment: dict[str, str]) -> list[str]:
    """The program that fills the clipboard of the person's own machine; empty over SSH, or where there is none."""
    if "SSH_CONNECTION" in environment:
        return []
    known = [["pbcopy"]] if sys.platform == "darwin" else [["clip"]] if sys.platform == "win32" else []
    if environment.get("WAYLAND_DISPLAY"):
        known.append(["wl-copy"])
    if environment.get("DISPLAY"):
        known += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
    return next((one for one in known if shutil.which(one[0], path=environment.get("PATH"))), [])


def _given(program: list[str], text: str) -> bool:
    with suppress(OSError, subprocess.SubprocessError):
        quiet = subprocess.DEVNULL
        done = subprocess.run(program, input=text.encode(), stdout=quiet, stderr=quiet, timeout=_WAIT, check=False)
        return done.returncode == 0
    return False
