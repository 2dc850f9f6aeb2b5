"""What stands on a terminal after what was written to it, as far as Textual's output needs it."""

import re

from rich.cells import cell_len

_TOKEN = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|[\r\n]|([^\x1b\r\n]+)", re.S)


class Screen:
    """Rows of cells; a letter of two columns is followed by an empty cell."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, str]] = {}
        self._at = (0, 0)

    def feed(self, written: str) -> None:
        """Draw what was written: text at the cursor, and moves of the cursor."""
        for token in _TOKEN.finditer(written):
            row, column = self._at
            if token[2] == "H":
                down, _, right = token[1].partition(";")
                self._at = int(down or 1) - 1, int(right or 1) - 1
            elif token[3]:
                for letter in token[3]:
                    self._rows.setdefault(row, {})[column] = letter
                    column += cell_len(letter)
                self._at = row, column
            elif token[0] == "\n":
                self._at = row + 1, column
            elif token[0] == "\r":
                self._at = row, 0

    @property
    def text(self) -> str:
        """All rows, from the first to the last that was written to."""
        return "\n".join(self._row(number) for number in range(max(self._rows, default=-1) + 1))

    def places(self, text: str) -> list[tuple[int, int]]:
        """Rows and columns, from 0, of the first letter of a text, once for each row that it stands in."""
        rows = ((number, self._row(number)) for number in sorted(self._rows))
        return [(number, cell_len(row[: row.index(text)])) for number, row in rows if text in row]

    def _row(self, number: int) -> str:
        cells = self._rows.get(number, {})
        row = ""
        for column in sorted(cells):
            row += " " * (column - cell_len(row)) + cells[column]
        return row.rstrip()
