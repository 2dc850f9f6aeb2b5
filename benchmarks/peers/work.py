"""Builds or asks one peer, in the peer's own environment: `python work.py NAME build|ask DATA FOLDER [COUNT]`.

DATA holds passages.jsonl (`_id`, `text`), vectors.npy with their vectors, and questions.jsonl and questions.npy. Asking
prints a line of JSON with the ids found for the first question, the milliseconds of each question, and the bytes of
memory that the process holds at the end.
"""

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np


def passages(data: Path) -> Iterator[tuple[str, str]]:
    """The id and text of each passage."""
    with (data / "passages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["_id"], record["text"]


def ask(search: Callable[[str, Any], list[str]], data: Path, count: int) -> dict[str, Any]:
    """Ask the first questions."""
    lines = (data / "questions.jsonl").read_text("utf-8").splitlines()[:count]
    vectors = np.load(data / "questions.npy", mmap_mode="r")
    first: list[str] = []
    times: list[float] = []
    for number, line in enumerate(lines):
        question, vector = json.loads(line)["text"], np.array(vectors[number])
        begun = time.perf_counter()
        found = search(question, vector)
        times.append(1e3 * (time.perf_counter() - begun))
        first = first or found
    return {"first": first, "times": times, "memory": memory()}


def memory() -> int:
    """The bytes that this process holds; the most that it held where the system does not tell."""
    if sys.platform == "linux":
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Do what was typed."""
    name, what, data, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
    peer = importlib.import_module(name)
    if what == "build":
        peer.build(passages(data), np.load(data / "vectors.npy", mmap_mode="r"), folder)
    else:
        print(json.dumps(ask(peer.load(folder), data, int(sys.argv[5]))))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
