"""A program on a pseudo-terminal. Import it where there are some: `pytest.importorskip("pty")`."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
import tty
from pathlib import Path
from typing import Self

from tests.screen import Screen

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0


class Terminal:
    """A pseudo-terminal with a program in it; `written` is all that the program wrote."""

    def __init__(self, command: list[str], environment: dict[str, str], raw: bool = False) -> None:
        """With `raw` the terminal itself neither shows what is typed nor heeds any of it."""
        self.end, inner = pty.openpty()
        if raw:
            tty.setraw(inner)
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.process = subprocess.Popen(
            command, stdin=inner, stdout=inner, stderr=inner, cwd=ROOT, env=environment, start_new_session=True
        )
        os.close(inner)
        self.written = b""

    def read_until(self, wanted: bytes) -> None:
        """Read until the program has written this since the last time; fail when it does not in a long while."""
        start, end = len(self.written), time.monotonic() + PATIENCE
        while wanted not in self.written[start:]:
            assert time.monotonic() < end, f"{wanted!r} was never written; the screen is\n{self.screen.text}"
            if select.select([self.end], [], [], 0.1)[0]:
                self.written += os.read(self.end, 1 << 16)

    def read_until_gone(self, text: str) -> None:
        """Read until this does not stand on the screen any more; fail when it does for a long while."""
        end = time.monotonic() + PATIENCE
        while text in self.screen.text:
            assert time.monotonic() < end, f"{text!r} is still there; the screen is\n{self.screen.text}"
            if select.select([self.end], [], [], 0.1)[0]:
                self.written += os.read(self.end, 1 << 16)

    def read_until_still(self) -> None:
        """Read until nothing has been written for half a second: what is drawn may still move, and keys be lost."""
        end = time.monotonic() + PATIENCE
        while select.select([self.end], [], [], 0.5)[0]:
            assert time.monotonic() < end, f"it never comes to rest; the screen is\n{self.screen.text}"
            self.written += os.read(self.end, 1 << 16)

    def press_until(self, key: str, wanted: bytes) -> None:
        """Press a key again and again until the program has written this: what is typed too early may be lost."""
        start, end = len(self.written), time.monotonic() + PATIENCE
        while wanted not in self.written[start:]:
            assert time.monotonic() < end, f"{wanted!r} was never written; the screen is\n{self.screen.text}"
            self.type(key)
            if select.select([self.end], [], [], 0.5)[0]:
                self.written += os.read(self.end, 1 << 16)

    def type(self, text: str) -> None:
        """Type a text; surrogates are single bytes."""
        os.write(self.end, text.encode("utf-8", "surrogateescape"))

    def read_to_end(self) -> None:
        """Read until the program has ended."""
        while True:
            try:
                if not (read := os.read(self.end, 1 << 16)):
                    return
            except OSError:  # how Linux says that nobody writes any more
                return
            self.written += read

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def screen(self) -> Screen:
        """What stands on it now."""
        screen = Screen()
        screen.feed(self.written.decode("utf-8", "replace"))
        return screen

    def click(self, row: int, column: int) -> None:
        """Press and release the mouse there."""
        self.type("".join(f"\x1b[<0;{column + 1};{row + 1}{what}" for what in "Mm"))

    def close(self) -> None:
        """End the program if it runs."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        os.close(self.end)
