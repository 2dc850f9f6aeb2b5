"""Several writers and readers at once, in processes of their own: `python -m tests.store.crowd SECONDS`."""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from index.errors import IndexBusy, IndexFault
from index.generations import lock, published, read
from tests.store.power import held, put

WRITERS, READERS = 4, 8


def write(folder: Path, until: float, own: int) -> Counter[str]:
    """Publish again and again what tells who published it."""
    seen: Counter[str] = Counter()
    while time.monotonic() < until:
        data = os.urandom(8) * 2_000 + bytes([own])
        with suppress(IndexBusy):
            with lock(folder):
                before, wanted = published(folder), {"files.bin": data, "0": b"the same in all", "1": data[::-1]}
                put(folder, wanted)
                generation = read(folder)
                seen["commits"] += 1
                if not generation or generation.name in before or held(generation) != wanted:
                    seen["LOST"] += 1
            continue
        seen["busy"] += 1
    return seen


def look(folder: Path, until: float, _: int) -> Counter[str]:
    """Read again and again; the file of a generation and its own segment mirror each other."""
    seen: Counter[str] = Counter()
    newest = ""
    while time.monotonic() < until:
        try:
            generation = read(folder)
            found = held(generation)
        except IndexFault:
            seen["REFUSED"] += 1
            continue
        if generation is None:
            continue
        seen["reads"] += 1
        if found["1"] != found["files.bin"][::-1]:
            seen["MIXED"] += 1
        if generation.name < newest:
            seen["WENT BACK"] += 1
        newest = max(newest, generation.name)
    return seen


def crowd(seconds: float) -> Counter[str]:
    """What all of them saw; outcomes in capitals must not be."""
    with tempfile.TemporaryDirectory() as place:
        folder, until = Path(place).resolve() / "index", time.monotonic() + seconds
        reading, writing = os.pipe()
        children = [
            _started(work, (folder, until, number), writing)
            for number, work in enumerate([write] * WRITERS + [look] * READERS)
        ]
        os.close(writing)
        for child in children:
            os.waitpid(child, 0)
        seen: Counter[str] = Counter()
        with os.fdopen(reading) as lines:
            told = [json.loads(line) for line in lines]
        for one in told:
            seen.update(one)
        seen["processes"], seen["generations left"] = len(told), len(list((folder / "gens").iterdir()))
    return seen


def _started(work: Callable[[Path, float, int], Counter[str]], arguments: tuple[Path, float, int], writing: int) -> int:
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, json.dumps(work(*arguments)).encode() + b"\n")
        finally:
            os._exit(0)
    return child


if __name__ == "__main__":
    sys.stdout.write(json.dumps(crowd(float(sys.argv[1]))) + "\n")
