"""How everything grows with the number of passages: `python -m benchmarks.scale [--sizes 1k 10k 100k 1M] [--save]`.

For each size made articles (benchmarks/made.py) are written as text files, indexed from nothing by the command, and
asked: cold, with the index's files out of the system's memory and in turns with the import of sentence-transformers,
and warm, in one process on one core. Each step is a process of its own. Times by the clock are noisy on a busy machine;
processor times and the ratios, whose two sides were measured in turns, are less so.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.made import PASSAGES, Made, write_lines, write_texts
from benchmarks.table import HERE, PAGE, Cell, Table, commit, publish
from benchmarks.watched import PYTHON, Watched, dropped, environment, in_turns, size, watch
from index.errors import DossierError, UsageError

SAVED = HERE / "results" / "scale.json"
SIZES = ("1k", "10k", "100k", "1M")
QUESTIONS = 220
ROUNDS = 3
_MANY = 500
_SETTLED = 2.5
"""Seconds after which nobody doubts that a file's time of writing tells whether it changed."""

_IMPORT = "import sentence_transformers"
_UNITS = {"k": 1_000, "M": 1_000_000}


@dataclass(frozen=True, slots=True)
class Rung:
    """What was measured at one size: seconds, milliseconds, bytes and counts by name."""

    size: str
    figures: Mapping[str, float]


def count(name: str) -> int:
    """The passages that “10k” or “1M” stands for. Raises UsageError for anything else."""
    number, unit = name[:-1], name[-1:]
    if unit not in _UNITS or not number.isdigit() or int(number) == 0:
        raise UsageError(f"“{name}” is no size: write 1k, 10k, 100k or 1M")
    return int(number) * _UNITS[unit]


def rung(name: str, form: str, work: Path) -> Rung:
    """Measure at one size, within a folder that is empty before and after."""
    made, articles = Made(), max(1, round(count(name) / PASSAGES))
    docs, home = work / "docs", work / "home"
    docs.mkdir(parents=True)
    written = write_texts(made, articles, docs) if form == "texts" else write_lines(made, articles, docs / "made.jsonl")
    time.sleep(_SETTLED)
    around = environment(DOSSIER_HOME=str(home))
    built = watch([*_dossier("index"), str(docs)], around)
    disk, questions = size(home), made.questions(articles, QUESTIONS)
    warm = _warm(docs, home, questions, around)
    figures = {
        "passages": warm["passages"],
        "documents": articles,
        "text": written,
        "build": built.seconds,
        "build memory": built.memory,
        "disk": disk,
        **{name: value for name, value in warm.items() if isinstance(value, float | int)},
        **{f"{name} p{share}": value for name in _WARM for share, value in zip((50, 95, 99), warm[name], strict=True)},
        **_cold(docs, home, questions[1], around),
        **_batch(docs, work, made.questions(articles, _MANY), around),
    }
    shutil.rmtree(work)
    return Rung(name, figures)


_WARM = ("search", "search processor", "ask", "ask processor")


def _dossier(*arguments: str) -> list[str]:
    return [PYTHON, str(HERE.parent / "cli.py"), *arguments]


def _warm(docs: Path, home: Path, questions: list[str], around: Mapping[str, str]) -> dict[str, Any]:
    asked = json.dumps({"docs": str(docs), "home": str(home), "questions": questions})
    command = [PYTHON, "-m", "benchmarks.probe"]
    alone = {**around, "OPENBLAS_NUM_THREADS": "1"}  # as the command has it
    done = subprocess.run(command, input=asked, env=alone, cwd=HERE.parent, capture_output=True, text=True)
    if done.returncode:
        raise UsageError(f"the measurement of an open index ended with code {done.returncode}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _cold(docs: Path, home: Path, question: str, around: Mapping[str, str]) -> dict[str, float]:
    """The first answer, of a process that is started for it and an index that is not in memory, beside the import."""

    def ask() -> Watched:
        dropped(home)
        return watch([*_dossier("ask", "--docs", str(docs)), question], around, (0, 1))

    turns = in_turns({"ask": ask, "import": lambda: watch([PYTHON, "-c", _IMPORT], around)}, ROUNDS)
    clock = {name: median(one.seconds for one in found) for name, found in turns.items()}
    processor = {name: median(one.processor for one in found) for name, found in turns.items()}
    return {
        "cold ask": clock["ask"],
        "cold ratio": clock["ask"] / clock["import"],
        "cold ratio processor": processor["ask"] / processor["import"],
    }


def _batch(docs: Path, work: Path, questions: Sequence[str], around: Mapping[str, str]) -> dict[str, float]:
    """Questions a second of a file of them, in one process and on all cores."""
    file = work / "questions.jsonl"
    file.write_text("".join(json.dumps({"question": one}) + "\n" for one in questions), "utf-8")
    command = _dossier("ask", "--docs", str(docs), "--questions", str(file))
    runs: dict[str, Callable[[], Watched]] = {
        "batch one": lambda: watch(command, {**around, "DOSSIER_PROCESSES": "1"}),
        "batch all": lambda: watch(command, around),
    }
    return {name: len(questions) / found[0].seconds for name, found in in_turns(runs, 1).items()}


ROWS: Sequence[tuple[str, str, float, int]] = (
    ("passages", "passages", 1, 0),
    ("text, MB", "text", 1e6, 0),
    ("build, s", "build", 1, 1),
    ("peak memory of the build, MB", "build memory", 1e6, 0),
    ("index on disk, MB", "disk", 1e6, 1),
    ("cold answer, s", "cold ask", 1, 2),
    (f"cold answer, share of {_IMPORT}", "cold ratio", 1, 3),
    ("the same in processor time", "cold ratio processor", 1, 3),
    ("opening, files compared, ms", "open", 1e-3, 0),
    ("first answer after it, ms", "first", 1e-3, 0),
    *((f"search, p{share}, ms", f"search p{share}", 1, 1) for share in (50, 95, 99)),
    ("search, p50, ms of processor", "search processor p50", 1, 1),
    *((f"answer, p{share}, ms", f"ask p{share}", 1, 1) for share in (50, 95, 99)),
    ("answer, p50, ms of processor", "ask processor p50", 1, 1),
    ("memory held after 440 questions, MB", "memory", 1e6, 0),
    ("the ten best that are the ten best when all vectors are compared", "overlap", 1, 3),
    ("refresh, nothing changed, s", "unchanged", 1, 3),
    ("one changed file, until it is found, s", "update", 1, 2),
    ("questions of a file a second, one process", "batch one", 1, 1),
    ("the same, all cores", "batch all", 1, 1),
)
"""What the table shows: the words, the figure, what it is divided by, and the places after the point."""


def table(rungs: Sequence[Rung]) -> Table:
    """All figures, a column a size, and how each grows: the exponent of n that fits best."""
    rows: list[tuple[Cell, ...]] = []
    for words, name, unit, places in ROWS:
        values = [one.figures[name] / unit for one in rungs]
        rows.append((words, *(f"{value:,.{places}f}" for value in values), _grows(rungs, values, name)))
        if name == "build":
            rates = [one.figures["passages"] / one.figures["build"] for one in rungs]
            rows.append(("passages built a second", *(f"{rate:,.0f}" for rate in rates), ""))
    return Table(
        "From a thousand to a million passages", ("", *(one.size for one in rungs), "grows as n to the"), tuple(rows)
    )


def _grows(rungs: Sequence[Rung], values: Sequence[float], name: str) -> str:
    if name in ("passages", "overlap") or len(rungs) < 3 or min(values) <= 0:
        return ""
    return f"{exponent([one.figures['passages'] for one in rungs], values):.2f}"


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The power of the size that values grow with, by least squares of their logarithms."""
    slope, _ = np.polyfit(np.log(sizes), np.log(values), 1)
    return float(slope)


def main(typed: Sequence[str] | None = None) -> None:
    """Measure how building, opening and asking grow with the number of passages."""
    parser = argparse.ArgumentParser("benchmarks.scale", description=main.__doc__)
    parser.add_argument("--sizes", nargs="+", default=list(SIZES), metavar="SIZE", help="1k, 10k, 100k, 1M, …")
    parser.add_argument(
        "--form", choices=("texts", "lines"), default="texts", help="a file an article, or one of lines"
    )
    parser.add_argument("--work", type=Path, help="where to make articles and indexes (default: a temporary folder)")
    parser.add_argument("--save", action="store_true", help=f"write results/{SAVED.name} and the table of {PAGE.name}")
    options = parser.parse_args(typed)
    rungs = []
    try:
        for name in options.sizes:
            with tempfile.TemporaryDirectory(dir=options.work) as folder:
                rungs.append(rung(name, options.form, Path(folder) / "rung"))
            print(json.dumps({"size": name, **rungs[-1].figures}), flush=True)
    except DossierError as error:
        parser.error(str(error))
    shown = table(rungs)
    cores = os.cpu_count()
    about = f"Commit {commit()}, {datetime.now(UTC).date().isoformat()}; {cores} cores, {options.form}."
    publish(about, [shown], SAVED if options.save else None, "scale")


if __name__ == "__main__":
    main()
