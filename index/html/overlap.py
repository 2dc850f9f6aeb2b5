"""Which blocks of a page a text that was extracted from it holds, though it differs in white space and in details."""

import re
from collections.abc import Iterable

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")
RUN = 4
MOST = 0.6
"""A block is in the extracted text when this share of its runs of four words is."""


class Extract:
    """An extracted text, one paragraph a line, to look blocks up in."""

    __slots__ = ("_lines", "_runs")

    def __init__(self, text: str) -> None:
        lines = [_words(line) for line in text.splitlines()]
        self._lines = {tuple(line) for line in lines if len(line) < RUN}
        self._runs = {run for line in lines for run in _runs(line)}

    def holds(self, block: str) -> bool:
        """Whether the block is in the text. A block of fewer than four words must be a line of its own there, since
        “Politics” in a menu also occurs in many sentences."""
        words = _words(block)
        if len(words) < RUN:
            return tuple(words) in self._lines
        runs = list(_runs(words))
        return sum(run in self._runs for run in runs) >= MOST * len(runs)


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(RUN)), strict=False)
