"""Tables of figures, as Markdown and as JSON."""

import argparse
import json
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import DossierError

HERE = Path(__file__).parent
PAGE = HERE / "README.md"

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


def publish(about: str, tables: Sequence[Table], saved: Path | None, mark: str) -> None:
    """Print tables below a line about them; where they are to be saved, keep them there, and in the page of benchmarks
    between the marks of that name."""
    text = f"{about}\n\n{markdown(tables)}"
    if saved:
        save(about, tables, saved)
        PAGE.write_text(placed(PAGE.read_text("utf-8"), mark, text), encoding="utf-8")
    print(text)


def placed(page: str, name: str, text: str) -> str:
    """A page with a text between its marks of that name. Raises ValueError when it does not have them."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, rest = page.split(start)
    _, after = rest.split(end)
    return f"{before}{start}\n{text}\n{end}{after}"


def head(names: Sequence[str]) -> list[str]:
    """The first two lines of a table in Markdown: the names of its columns; those after the first hold figures."""
    return [row(names), "|---|" + "---:|" * (len(names) - 1)]


def row(cells: Sequence[str]) -> str:
    """A line of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def command(
    name: str, main: Callable[..., None], tables: Callable[[Path], Iterable[Table]], typed: Sequence[str] | None
) -> None:
    """Run a benchmark that has no options but the folder of the collections: print its tables."""
    parser = argparse.ArgumentParser(name, description=main.__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"), help="folder of the collections")
    options = parser.parse_args(typed)
    try:
        print(markdown(list(tables(options.data))))
    except DossierError as error:
        parser.error(str(error))


def commit() -> str:
    """The commit of the checkout; “unknown” where there is none."""
    try:
        command = ["git", "rev-parse", "--short", "HEAD"]
        return subprocess.run(command, cwd=HERE, capture_output=True, check=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _grid(table: Table) -> str:
    return "\n".join([*head(table.columns), *(row([_shown(cell) for cell in cells]) for cells in table.rows)])


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:.3f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else cell
