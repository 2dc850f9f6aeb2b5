"""What a process that is open for long measures of itself: `python -m benchmarks.probe`, run by benchmarks.scale.

Standard input gives a line of JSON with the documents, the home of the index and the questions; standard output gets a
line of JSON with the figures.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.watched import resident
from index import index
from qa.assistant import Assistant
from qa.settings import Settings

WARMING = 20
_COMPARED = 100
_NEW = "zyzzyvoid"


@dataclass(frozen=True, slots=True)
class Times:
    """Percentiles of milliseconds: by the clock, and of the processor."""

    clock: tuple[float, float, float]
    processor: tuple[float, float, float]


def times(work: Callable[[str], object], questions: Sequence[str]) -> Times:
    """How long work takes on each question, the first ones left out."""
    found = []
    for question in questions:
        clock, processor = time.perf_counter(), time.process_time()
        work(question)
        found.append((1e3 * (time.perf_counter() - clock), 1e3 * (time.process_time() - processor)))
    clocks, processors = zip(*found[WARMING:], strict=True)
    return Times(percentiles(clocks), percentiles(processors))


def percentiles(found: Sequence[float]) -> tuple[float, float, float]:
    """The median, and the 95th and 99th percentile."""
    ordered = sorted(found)
    p50, p95, p99 = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99))
    return p50, p95, p99


@contextmanager
def one_core() -> Iterator[None]:
    """Run on one core, where the system lets a process choose."""
    if sys.platform != "linux":
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, by the clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measure(docs: Path, home: str, questions: Sequence[str]) -> dict[str, object]:
    """The figures. One file of the documents is changed, and is as it was when this is done."""
    begun = time.perf_counter()
    assistant = Assistant.open(docs, Settings(home=home))
    opened = time.perf_counter() - begun
    assistant.ask(questions[0])
    first = time.perf_counter() - begun - opened
    with one_core():
        search, ask = times(assistant.search, questions), times(assistant.ask, questions)
    held = resident(os.getpid())
    overlap = _overlap(assistant, questions[:_COMPARED])
    return {
        "passages": assistant.retriever.index.about.passages,
        "open": opened,
        "first": first,
        "search": search.clock,
        "search processor": search.processor,
        "ask": ask.clock,
        "ask processor": ask.processor,
        "memory": held,
        "overlap": overlap,
        "unchanged": min(seconds(assistant.refresh) for _ in range(3)),
        "update": _update(assistant, docs),
    }


def _overlap(assistant: Assistant, questions: Sequence[str]) -> float:
    """What share of the ten best passages are the same when every vector is compared as it is."""
    found = [{hit.passage.number for hit in assistant.search(one, 10)} for one in questions]
    sketched, index.EXACT = index.EXACT, sys.maxsize
    exact = [{hit.passage.number for hit in assistant.search(one, 10)} for one in questions]
    index.EXACT = sketched
    return sum(len(one & other) for one, other in zip(found, exact, strict=True)) / sum(map(len, exact))


def _update(assistant: Assistant, docs: Path) -> float:
    """The seconds from a change of one file until what is new in it is found."""
    path = next(one for one in sorted(docs.rglob("*")) if one.is_file())
    kept = path.read_bytes()
    try:
        path.write_bytes(_changed(path, kept))
        begun = time.perf_counter()
        [first, *_] = assistant.refresh().search(_NEW)
        took = time.perf_counter() - begun
    finally:
        path.write_bytes(kept)
    if _NEW not in first.passage.text:
        raise ValueError(f"the change of {path} was not found")
    return took


def _changed(path: Path, content: bytes) -> bytes:
    if path.suffix != ".jsonl":
        return content + f"\nThe harbour of {_NEW} was opened again.\n".encode()
    return content + json.dumps({"_id": "new", "title": "", "text": f"The harbour of {_NEW} opened."}).encode() + b"\n"


def main() -> None:
    """Measure what standard input names."""
    asked = json.loads(sys.stdin.readline())
    with suppress(BrokenPipeError):
        print(json.dumps(measure(Path(asked["docs"]), asked["home"], asked["questions"])))


if __name__ == "__main__":
    main()
