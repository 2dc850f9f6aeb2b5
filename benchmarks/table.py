"""Tables of figures, as Markdown and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

Cell = str | int | float | None
"""Words, a count, a figure of three decimals, or nothing known."""


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the names of the columns, and the rows; the first cell of a row names it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def markdown(tables: Sequence[Table]) -> str:
    """Tables with their titles, one below the other."""
    return "\n\n".join(f"### {table.title}\n\n{_grid(table)}" for table in tables)


def save(about: str, tables: Sequence[Table], path: Path) -> None:
    """Write tables and a line about them as JSON, for `load`."""
    kept = {"about": about, "tables": [asdict(table) for table in tables]}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load(path: Path) -> tuple[str, list[Table]]:
    """What `save` wrote."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    made = (
        Table(one["title"], tuple(one["columns"]), tuple(tuple(row) for row in one["rows"])) for one in kept["tables"]
    )
    return kept["about"], list(made)


def _grid(table: Table) -> str:
    head = [_row(table.columns), "|---|" + "---:|" * (len(table.columns) - 1)]
    return "\n".join([*head, *(_row([_shown(cell) for cell in row]) for row in table.rows)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:.3f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else cell
