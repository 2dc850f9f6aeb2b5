"""The cold start, side by side: `python -m benchmarks.cold`.

Times whole processes in turns, commands over the indexed sample articles against the import of sentence-transformers,
and prints medians by the clock and of processor time, each with its share of the import's. The first run of each is not
counted. Compiled modules may be kept, as those of an installed program are.
"""

import tempfile
from collections.abc import Mapping
from functools import partial
from statistics import median

from benchmarks.table import HERE, Table, markdown
from benchmarks.watched import PYTHON, environment, in_turns, watch

ROUNDS = 7
_IMPORT = "import sentence_transformers"
_CLI = [PYTHON, str(HERE.parent / "cli.py")]
COMMANDS = {
    "dossier ask": [*_CLI, "ask", "Who heads the Russian delegation at the Geneva talks?"],
    "dossier search": [*_CLI, "search", "security guarantees"],
    "dossier status": [*_CLI, "status"],
    "dossier --help": [*_CLI, "--help"],
    "python -c pass": [PYTHON, "-c", "pass"],
    "import numpy": [PYTHON, "-c", "import numpy"],
    "import numpy, faiss, tokenizers": [PYTHON, "-c", "import numpy, faiss, tokenizers"],
    _IMPORT: [PYTHON, "-c", _IMPORT],
}


def main() -> None:
    """Print how long each command takes, and its share of the import's time."""
    with tempfile.TemporaryDirectory() as home:
        around = environment(DOSSIER_HOME=home)
        found = in_turns({name: partial(watch, command, around) for name, command in COMMANDS.items()}, ROUNDS)
    clock, processor = (
        {name: median(getattr(one, of) for one in runs) for name, runs in found.items()}
        for of in ("seconds", "processor")
    )
    rows = tuple((name, *_shown(name, clock), *_shown(name, processor)) for name in COMMANDS)
    columns = ("", "ms", "share of the import", "ms of processor", "share of the import's")
    print(markdown([Table("From nothing to the end of the process", columns, rows)]))


def _shown(name: str, seconds: Mapping[str, float]) -> tuple[int, float]:
    return round(1e3 * seconds[name]), seconds[name] / seconds[_IMPORT]


if __name__ == "__main__":
    main()
