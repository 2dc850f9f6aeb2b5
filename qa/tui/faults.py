"""What went wrong in a chat so far."""

import time

from qa.safe import one_line

_MOST = 50


class Faults:
    """The last faults, each with the time of day when it was told."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def remember(self, why: str) -> None:
        """Something went wrong."""
        self._lines = [*self._lines, f"{time.strftime('%H:%M:%S')} {one_line(why)}"][-_MOST:]

    @property
    def text(self) -> str:
        """A line for each, oldest first."""
        return "\n".join(self._lines) or "nothing went wrong so far"
