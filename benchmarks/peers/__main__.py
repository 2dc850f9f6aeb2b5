"""Ours and others side by side on the same passages: `python -m benchmarks.peers [--sizes 10k 100k] [--save]`.

Each library is installed in an environment of its own below --work, with pip and the versions of constraints.txt where
those say one; what cannot be installed is said so. All get the same passages of made articles. The others are given the
vectors of passages and questions, which ours computes within its own times. Every step is a process of its own, run in
turns with the others'. A cold answer is a whole process, from its start to its first result; its files may be in the
system's memory, as everybody's are.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.made import PASSAGES, Made
from benchmarks.probe import percentiles
from benchmarks.scale import count
from benchmarks.table import HERE, PAGE, Cell, Table, commit, publish
from benchmarks.watched import PYTHON, Watched, environment, in_turns, size, watch
from index.errors import DossierError, UsageError
from qa.retrieve import load_embedder
from qa.settings import Settings

SAVED, WORK = HERE / "results" / "peers.json", HERE / "peers" / "work.py"
OURS = "dossier"
QUESTIONS, ROUNDS, WARMING = 200, 3, 20
_ROOT = HERE.parent


@dataclass(frozen=True, slots=True)
class Peer:
    """A library to compare with: its name in the modules of this package, what people call it, what pip is told; and of
    ours, the weights of the ranking where they are not the default's."""

    key: str
    name: str
    packages: tuple[str, ...] = ()
    ranking: str = ""

    @property
    def module(self) -> str:
        """What puts it behind the functions that `work` calls."""
        return f"with_{self.key}"


PEERS = (
    Peer(OURS, "Dossier"),
    Peer(OURS, "Dossier, by vectors alone", ranking="meaning=1"),
    Peer(OURS, "Dossier, by BM25 alone", ranking="words=1"),
    Peer("txtai", "txtai", ("txtai",)),
    Peer("chroma", "Chroma", ("chromadb",)),
    Peer("lancedb", "LanceDB", ("lancedb",)),
    Peer("llama", "LlamaIndex, FAISS", ("llama-index-core", "llama-index-vector-stores-faiss", "faiss-cpu")),
    Peer("bm25s", "bm25s", ("bm25s", "PyStemmer")),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One peer at one size: seconds of building and of a cold answer, milliseconds of warm questions, bytes on disk and
    in memory."""

    build: float
    cold: float
    p50: float
    p95: float
    disk: int
    memory: int


def main(typed: Sequence[str] | None = None) -> None:
    """Measure ours and others side by side."""
    parser = argparse.ArgumentParser("benchmarks.peers", description=main.__doc__)
    parser.add_argument("--sizes", nargs="+", default=["10k", "100k"], metavar="SIZE")
    parser.add_argument(
        "--peers", nargs="+", choices=sorted({one.key for one in PEERS} - {OURS}), help="these only, beside ours"
    )
    parser.add_argument("--work", type=Path, help="where environments and indexes are (default: a temporary folder)")
    parser.add_argument("--save", action="store_true", help=f"write results/{SAVED.name} and the tables of {PAGE.name}")
    options = parser.parse_args(typed)
    chosen = [one for one in PEERS if not options.peers or one.key in (OURS, *options.peers)]
    try:
        with tempfile.TemporaryDirectory() as made:
            work = options.work or Path(made)
            pythons = {one: python for one in chosen if (python := _installed(one, work))}
            shown = [_table(name, _measured(count(name), pythons, work / "runs"), chosen) for name in options.sizes]
            versions = ", ".join(_version(one, python) for one, python in pythons.items() if not one.ranking)
    except DossierError as error:
        parser.error(str(error))
    about = f"Commit {commit()}, {datetime.now(UTC).date().isoformat()}; {versions}."
    publish(about, shown, SAVED if options.save else None, "peers")


def _installed(peer: Peer, work: Path) -> str | None:
    """The Python of an environment that has a peer; None where it cannot be installed."""
    if peer.key == OURS:
        return PYTHON
    folder = work / "environments" / peer.key
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not (folder / "ready").exists():
        print(f"installing {peer.name}", file=sys.stderr, flush=True)
        constraints = ["-c", str(_ROOT / "constraints.txt")]
        commands = (
            [sys.executable, "-m", "venv", str(folder)],
            [str(python), "-m", "pip", "install", "-q", *constraints, *peer.packages],
        )
        for command in commands:
            if subprocess.run(command, env=environment()).returncode:
                print(f"{peer.name} cannot be installed here", file=sys.stderr)
                return None
        (folder / "ready").touch()
    return str(python)


def _version(peer: Peer, python: str) -> str:
    """The name of a peer with its version."""
    if peer.key == OURS:
        return f"Dossier at this commit, Python {sys.version.split()[0]}"
    code = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    said = subprocess.run([python, "-c", code, peer.packages[0]], capture_output=True, text=True, check=True)
    return f"{peer.packages[0]} {said.stdout.strip()}"


def _measured(passages: int, pythons: Mapping[Peer, str], work: Path) -> dict[Peer, Measured]:
    """Build and ask all peers in turns; one that fails is told and left out."""
    shutil.rmtree(work, ignore_errors=True)
    data = work / "data"
    data.mkdir(parents=True)
    _write(data, passages)
    built: dict[Peer, Watched] = {}
    for peer, python in pythons.items():
        try:  # the index of ours is the same for every ranking
            same = next((built[one] for one in built if one.key == peer.key), None)
            built[peer] = same or _run(peer, python, work, "build")
        except UsageError as error:
            print(error, file=sys.stderr)
    colds = in_turns({one.name: partial(_run, one, pythons[one], work, "ask", 1) for one in built}, ROUNDS)
    warms = in_turns({one.name: partial(_run, one, pythons[one], work, "ask", QUESTIONS) for one in built}, 1)
    found = {}
    for peer in built:
        told = json.loads(warms[peer.name][0].out)
        p50, p95, _ = percentiles(told["times"][WARMING:])
        seconds = median(one.seconds for one in colds[peer.name])
        disk = size(work / peer.key / "index" if peer.key == OURS else work / peer.key)
        found[peer] = Measured(built[peer].seconds, seconds, p50, p95, disk, told["memory"])
    shutil.rmtree(work)
    return found


def _run(peer: Peer, python: str, work: Path, what: str, questions: int = 0) -> Watched:
    """Have a peer build, or ask so many questions, in a process of its own."""
    command = [python, str(WORK), peer.module, what, str(work / "data"), str(work / peer.key), str(questions)]
    around = {"PYTHONPATH": str(_ROOT), "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
    return watch(command, environment(**around, DOSSIER_RANKING=peer.ranking or Settings().ranking))


def _write(data: Path, passages: int) -> None:
    """The passages, questions and vectors, as `work` reads them."""
    made, embedder = Made(), load_embedder(Settings())
    texts = list(islice(_passages(made), passages))
    asked = made.questions(max(1, round(passages / PASSAGES)), QUESTIONS)
    for name, lines in (("passages", texts), ("questions", asked)):
        records = (json.dumps({"_id": f"{number:07}", "text": text}) for number, text in enumerate(lines))
        (data / f"{name}.jsonl").write_text("\n".join(records) + "\n", encoding="utf-8")
    np.save(data / "vectors.npy", embedder.documents(texts))
    np.save(data / "questions.npy", np.stack([embedder.query(one) for one in asked]))


def _passages(made: Made) -> Iterator[str]:
    """The sentences of articles, about a hundred words at a time."""
    number = 0
    while True:
        held: list[str] = []
        for sentence in made.article(number).sentences:
            held.append(sentence)
            if sum(one.count(" ") + 1 for one in held) >= 90:
                yield " ".join(held)
                held = []
        number += 1


COLUMNS: Sequence[tuple[str, str, float, int]] = (
    ("build, s", "build", 1, 1),
    ("cold answer, s", "cold", 1, 2),
    ("warm p50, ms", "p50", 1, 1),
    ("warm p95, ms", "p95", 1, 1),
    ("disk, MB", "disk", 1e6, 0),
    ("memory, MB", "memory", 1e6, 0),
)
"""What the table shows: the words, the figure, what it is divided by, and the places after the point."""


def _table(name: str, found: Mapping[Peer, Measured], chosen: Sequence[Peer]) -> Table:
    """The figures of each peer, and behind each how many times ours it is."""
    ours = found[PEERS[0]]
    rows: list[tuple[Cell, ...]] = []
    for peer in chosen:
        if peer not in found:
            rows.append((peer.name, "cannot be installed or run", *([None] * (len(COLUMNS) - 1))))
            continue
        cells = []
        for _, field, unit, places in COLUMNS:
            value, other = getattr(found[peer], field), getattr(ours, field)
            times = f" (×{value / other:.2g})" if peer != PEERS[0] else ""
            cells.append(f"{value / unit:,.{places}f}{times}")
        rows.append((peer.name, *cells))
    return Table(f"{name} passages", ("", *(words for words, *_ in COLUMNS)), tuple(rows))


if __name__ == "__main__":
    main()
