"""Where the time goes when an index is built: `python -m benchmarks.building FOLDER`.

The steps of indexing the plain texts in a folder are taken one after the other in this process, and the processor time
of each is told, per passage. Then the whole folder is indexed, by one process and by one a core, in a process of its
own each, which tells its time by the clock, its processor time and its memory. All is done once, with empty memories,
as in a real build; processor times depend on what else runs, for the caches are shared.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.table import Table, markdown
from index import segment
from index.build import build
from index.chunk import passages
from index.dates import dated
from index.embedders import static
from index.generations import write_segment
from index.making import BATCH, MOST
from index.places import FileState, scan
from index.plan import Plan, cores, seen_text
from index.reading import articles, load
from index.rows import Entry, Placed
from index.sandbox import Sandbox
from index.segment import Kinds
from index.stretches import shared
from index.terms import Terms
from index.types import Progress
from index.vectors import Vectors
from index.wordvectors import shipped
from qa.settings import Settings
from qa.where import plan as planned

_MICRO = 1e6


class Clock:
    """Processor time by the name of the step, in seconds."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """What is done within is a part of this step."""
        begun = time.process_time()
        yield
        self.steps[name] = self.steps.get(name, 0.0) + time.process_time() - begun


def steps(plan: Plan) -> tuple[Clock, int]:
    """The processor time of each step for all files of a plan, and the number of passages."""
    clock, model, words, count = Clock(), static.load(""), Terms(), 0
    shipped()
    placed, seen = list[Placed](), list[str]()
    with Sandbox() as box:
        for state in [*scan(plan.corpus, plan.folder), None]:
            if seen and (state is None or len(seen) >= MOST):
                vectors = _understood(model, words, seen, clock)
                with clock.step("write the run"):
                    _write(plan, segment.Run(placed, words.taken(), vectors))
                count, placed, seen = count + len(seen), [], []
            if state:
                for one, texts in _read(state, plan.words, box, clock):
                    placed.append(one)
                    seen += texts
    return clock, count


def _read(state: FileState, words: int, box: Sandbox, clock: Clock) -> Iterator[tuple[Placed, list[str]]]:
    """The documents of a file, and what is seen of the passages of each."""
    with clock.step("read the bytes"):
        _, data = load(state)
        hashlib.sha256(data).hexdigest()
    with clock.step("find the article in them"):
        found = [one for one in articles(state.source, data, box) if not isinstance(one, Exception)]
    with clock.step("date and source"):
        found = [dated(one) for one in found]
    for place, one in enumerate(found):
        with clock.step("sentences and passages"):
            spans = tuple(passages(one, words))
        with clock.step("their digests"):
            texts = [seen_text(one.document, span) for span in spans]
            digests = tuple(hashlib.sha256(text.encode()).digest() for text in texts)
        yield Placed(state.source.id, place, Entry(one.document, spans, digests)), texts


def _understood(model: static.Static, words: Terms, seen: list[str], clock: Clock) -> Vectors:
    """The vectors of texts, whose terms are added to the words, batch by batch as an indexing does."""
    vectors = list[Vectors]()
    for start in range(0, len(seen), BATCH):
        batch = seen[start : start + BATCH]
        with clock.step("cut at white space"):
            shared().of(batch)
        with clock.step("tokens"):
            model.words.ids(batch)
        with clock.step("vectors (tokens looked up again)"):
            vectors.append(model.documents(batch))
        with clock.step("search terms"):
            words.add(batch)
    return np.concatenate(vectors)


def _write(plan: Plan, run: segment.Run) -> None:
    write_segment(plan.folder, lambda writer: segment.write(run, Kinds(plan.store, shipped()), writer), plan.disk)


def whole(folder: str, processes: int) -> dict[str, Any]:
    """Index a folder in a process of its own: seconds, processor seconds and megabytes of memory."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "benchmarks.building", folder, "--whole", str(processes)]
        done = subprocess.run(command, env={**os.environ, "DOSSIER_HOME": home}, check=True, capture_output=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _whole(folder: str, processes: int) -> None:
    import resource

    def quiet(progress: Progress) -> None:
        """Nobody asks."""

    plan = replace(planned(folder, Settings()), processes=processes)
    begun = time.perf_counter()
    build(plan, static.load(""), quiet)
    seconds = time.perf_counter() - begun
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    processor = sum(one.ru_utime + one.ru_stime for one in (own, children))
    memory = [own.ru_maxrss / 1024, children.ru_maxrss / 1024]
    print(json.dumps({"seconds": seconds, "processor": processor, "memory": memory}))


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="plain texts, some ten thousand passages")
    parser.add_argument("--whole", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.whole:
        _whole(asked.folder, asked.whole)
        return
    built = [(processes, whole(asked.folder, processes)) for processes in sorted({1, cores()})]
    with tempfile.TemporaryDirectory() as home:
        clock, count = steps(planned(asked.folder, Settings(home=home)))
    rows = [(name, seconds * _MICRO / count) for name, seconds in clock.steps.items()]
    rows.append(("all", sum(clock.steps.values()) * _MICRO / count))
    tables = [Table(f"{count:,} passages, step by step", ("step", "processor µs a passage"), tuple(rows))]
    columns = ("processes", "passages a second", "processor µs a passage", "MB, this process", "MB, the largest other")
    figures = tuple(
        (str(processes), round(count / one["seconds"]), one["processor"] * _MICRO / count, *map(round, one["memory"]))
        for processes, one in built
    )
    print(markdown([*tables, Table("The whole", columns, figures)]))


if __name__ == "__main__":
    main()
