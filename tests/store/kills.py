"""Kill -9: a process that indexes, or repairs, is killed at a random step or time while others read the index.

Run it in a process of its own (`python -m tests.store.kills COUNT SEED`), since it forks.
"""

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index import generations, making, places
from index.check import sound
from index.embedders.hashing import Hashing
from index.errors import IndexBusy, IndexFault
from index.generations import lock
from index.index import Index
from index.opened import unpack
from index.plan import Plan
from index.refresh import refresh
from index.repair import repair
from index.types import Progress
from tests.store.faulty import Faulty, die, kill

READERS = 2
REPAIRS = 5
"""One of so many kills is that of a repair."""


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


class Soak:
    """A corpus of two files that always hold the same number, its index, and what became of that."""

    def __init__(self, place: Path, seed: int) -> None:
        self.corpus = place / "corpus"
        self.corpus.mkdir()
        self.plan = Plan(places.corpus([self.corpus]), place / "index", "exact", 120)
        self.embedder = Hashing(16)
        self.chance = random.Random(seed)
        self.seen: Counter[str] = Counter()
        self.write(0)
        self.index(self.plan)
        self.held = 1
        self.steps, self.seconds = self.measure()

    def write(self, number: int) -> None:
        for name in ("a.txt", "b.txt"):
            (self.corpus / name).write_text(f"State number {number} of file {name} is written here.")

    def index(self, plan: Plan) -> None:
        refresh(plan, self.embedder, quiet)

    def repair(self, plan: Plan) -> None:
        list(repair(plan, lambda: refresh(plan, self.embedder, quiet, rebuild=True)))

    def measure(self) -> tuple[int, float]:
        """How many steps an indexing takes, and how long."""
        counted = Faulty(10**9, die, syncs=True)
        self.write(self.held)
        begun = time.monotonic()
        self.index(replace(self.plan, disk=counted))
        return len(counted.made), time.monotonic() - begun

    def round(self, number: int) -> None:
        """Kill one process, and look at what it leaves."""
        self.seen["kills"] += 1
        mending = number % REPAIRS == 0
        if mending:
            self.damage()
        self.write(number)
        acknowledged = self.killed(self.repair if mending else self.index)
        if mending:
            self.seen["repairs killed"] += 1
            self.repair(self.plan)
        else:
            self.seen["acknowledged"] += acknowledged
        try:
            with lock(self.plan.folder):
                found = numbers(sound(self.plan.folder))
        except IndexBusy:
            self.seen["STALE LOCK"] += 1
            return
        except IndexFault as error:
            self.seen[f"CORRUPT {error}"] += 1
            return
        allowed = {number} if acknowledged and not mending else {self.held, number}
        if len(found) != 1 or (not mending and not found <= allowed) or not found <= set(range(number + 1)):
            self.seen["LOST"] += 1
        self.held = max(found)

    def killed(self, work: Callable[[Plan], None]) -> bool:
        """Whether a process that does some work told that it was done before it was killed."""
        reading, writing = os.pipe()
        by_step = self.chance.random() < 0.5
        step, delay = self.chance.randint(1, self.steps * 3 // 2), self.chance.uniform(0, 4 * self.seconds)
        child = os.fork()
        if child == 0:
            try:
                work(replace(self.plan, disk=Faulty(step, kill)) if by_step else self.plan)
                os.write(writing, b"done")
            finally:
                os._exit(0)
        os.close(writing)
        if not by_step:
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        self.seen["died"] += os.WIFSIGNALED(status)
        done = os.read(reading, 9) == b"done"
        os.close(reading)
        return done

    def damage(self) -> None:
        """A wrong bit in the current generation, or in one of its segments."""
        generation = generations.read(self.plan.folder)
        assert generation
        files = [generation.place / name for name in sorted(generation.files)]
        path = self.chance.choice([*files, *(one.path for one in generation.segments)])
        data = bytearray(path.read_bytes())
        data[self.chance.randrange(len(data))] ^= 1
        path.write_bytes(data)


def numbers(index: Index) -> set[int]:
    """The numbers that the files in an index hold."""
    return {int(document.text.split()[2]) for document in index.records.documents()}


def read_on(folder: Path, told: int) -> None:
    """Read the index until SIGTERM, then tell how often, and how often it was refused or wrong."""
    seen: Counter[str] = Counter()
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(1))
    while not ended:
        try:
            generation = generations.read(folder)
            assert generation
            seen["reads" if len(numbers(unpack(generation))) == 1 else "BAD READ"] += 1
        except IndexFault:
            seen["refused"] += 1
        except Exception as error:
            seen[f"BAD READ {type(error).__name__}"] += 1
    os.write(told, json.dumps(seen).encode() + b"\n")


def soak(count: int, seed: int) -> Counter[str]:
    """Kill so many processes. Outcomes in capitals must not be."""
    making.EVERY = 0.0
    with tempfile.TemporaryDirectory() as place:
        work = Soak(Path(place).resolve(), seed)
        reading, told = os.pipe()
        readers = []
        for _ in range(READERS):
            if (child := os.fork()) == 0:
                try:
                    read_on(work.plan.folder, told)
                finally:
                    os._exit(0)
            readers.append(child)
        try:
            for number in range(2, count + 2):
                work.round(number)
        finally:
            for child in readers:
                os.kill(child, signal.SIGTERM)
                os.waitpid(child, 0)
        os.close(told)
        with os.fdopen(reading) as lines:
            for line in lines:
                work.seen.update(json.loads(line))
        left = [path.name for path in (work.plan.folder / "gens").iterdir()]
        work.seen["generations left"] = len(left)
    return work.seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(soak(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
