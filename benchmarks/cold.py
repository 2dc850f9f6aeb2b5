"""The cold start, side by side: `python -m benchmarks.cold`.

Times whole processes in turns, `ask` over the indexed sample articles against the import of sentence-transformers, and
prints medians and their ratio. The first run of each is not counted.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMANDS = {
    "dossier ask": [sys.executable, "cli.py", "ask", "Who heads the Russian delegation at the Geneva talks?"],
    "dossier --help": [sys.executable, "cli.py", "--help"],
    "import sentence_transformers": [sys.executable, "-c", "import sentence_transformers"],
}
ROUNDS = 5


def main() -> None:
    """Print the median wall time of each command, and its share of the import's."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "DOSSIER_HOME": home}
        for _ in range(ROUNDS + 1):
            for name, command in COMMANDS.items():
                started = time.perf_counter()
                subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
                times[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(found[1:]) for name, found in times.items()}
    for name, seconds in medians.items():
        print(f"{name:<30} {seconds * 1000:7.0f} ms   {seconds / medians['import sentence_transformers']:.3f}")


if __name__ == "__main__":
    main()
