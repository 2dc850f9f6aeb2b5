"""Damage of every kind to a store, and what a reader makes of it."""

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from index import places
from index.embedders.hashing import Hashing
from index.errors import IndexFault
from index.generations import read
from index.index import Index
from index.opened import unpack
from index.plan import Plan
from index.refresh import refresh
from index.words import terms

Change = Callable[[random.Random, Path, Path], None]
"""Changes a file, given one more file of the store."""
SLOW = 5.0
"""Seconds after which a reader counts as hanging."""


def _flip(chance: random.Random, file: Path, _: Path) -> None:
    data = bytearray(file.read_bytes() or b"\0")
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def _flip_at_the_start(chance: random.Random, file: Path, _: Path) -> None:
    data = bytearray(file.read_bytes() or b"\0")
    data[chance.randrange(min(200, len(data)))] = chance.randrange(256)
    file.write_bytes(data)


def _zero(chance: random.Random, file: Path, _: Path) -> None:
    data = bytearray(file.read_bytes())
    start = chance.randrange(len(data) + 1)
    file.write_bytes(data[:start] + bytes(len(data[start : start + 4096])) + data[start + 4096 :])


def _zero_the_end(chance: random.Random, file: Path, _: Path) -> None:
    data = file.read_bytes()
    start = chance.randrange(len(data) + 1)
    file.write_bytes(data[:start] + bytes(len(data) - start))


def _cut(chance: random.Random, file: Path, _: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: chance.randrange(len(data) + 1)])


def _append(chance: random.Random, file: Path, _: Path) -> None:
    file.write_bytes(file.read_bytes() + chance.randbytes(chance.randrange(1, 99)))


def _scramble(chance: random.Random, file: Path, _: Path) -> None:
    file.write_bytes(chance.randbytes(chance.randrange(300)))


def _remove(_: random.Random, file: Path, __: Path) -> None:
    file.unlink()


def _swap(_: random.Random, file: Path, other: Path) -> None:
    held = file.read_bytes()
    file.write_bytes(other.read_bytes())
    other.write_bytes(held)


def _copy(_: random.Random, file: Path, other: Path) -> None:
    file.write_bytes(other.read_bytes())


def _extra(chance: random.Random, file: Path, other: Path) -> None:
    name = chance.choice(["-wal", "-journal", ".tmp", "~", ".bak"])
    file.with_name(file.name + name).write_bytes(other.read_bytes())


def _link(_: random.Random, file: Path, other: Path) -> None:
    file.unlink()
    file.symlink_to(other)


def _link_to_itself(_: random.Random, file: Path, __: Path) -> None:
    held = file.read_bytes()
    file.unlink()
    file.parent.parent.joinpath("elsewhere").write_bytes(held)
    file.symlink_to(file.parent.parent / "elsewhere")


def _pipe(_: random.Random, file: Path, __: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _folder(_: random.Random, file: Path, __: Path) -> None:
    file.unlink()
    file.mkdir()


def _open_to_all(_: random.Random, file: Path, __: Path) -> None:
    file.chmod(0o666)


CHANGES: tuple[Change, ...] = (
    _flip, _flip_at_the_start, _zero, _zero_the_end, _cut, _append, _scramble, _remove, _swap, _copy, _extra, _link,
    _link_to_itself, _pipe, _folder, _open_to_all,
)  # fmt: skip


def answers(index: Index) -> list[object]:
    """All that an index says to a few questions."""
    passages = [index.passage(number) for number in range(index.about.passages)]
    near = [index.near(vector, 9) for vector in index.vectors(np.arange(len(passages)))]
    asked = sorted({term for one in passages for term in terms(one.text)})
    matching = [(index.matching([term], 9), index.documents.search([term], 9)) for term in asked]
    return [near, matching, passages, list(index.records.documents()), index.records.sources(), index.files.files()]


def outcome(folder: Path, truth: dict[str, list[object]]) -> str:
    """What a reader makes of a store: “same”, “none”, “refused”; or “WRONG”, “CRASH …” or “HANG”, which must not be.

    `truth` are the answers of each generation by name.
    """
    begun = time.monotonic()
    try:
        generation = read(folder)
        found = "none" if generation is None else "same"
        if generation and answers(unpack(generation)) != truth[generation.name]:
            found = "WRONG"
    except IndexFault:
        found = "refused"
    except Exception as error:
        found = f"CRASH {type(error).__name__}"
    return "HANG" if time.monotonic() - begun > SLOW else found


def mutated(store: Path, work: Path, count: int, seed: int) -> Counter[tuple[str, str]]:
    """Outcomes of so many changes to copies of a store, by the kind of change and the outcome."""
    truth: dict[str, list[object]] = {}
    generation = read(store)
    assert generation
    truth[generation.name] = answers(unpack(generation))
    chance, seen = random.Random(seed), Counter[tuple[str, str]]()
    files = sorted(path.relative_to(store) for path in store.rglob("*") if path.is_file() and path.name != "LOCK")
    named = {generation.name, "CURRENT", *(one.path.name for one in generation.segments)}
    current = [path for path in files if named & set(path.parts)]
    for number in range(count):
        copy = work / "copy"
        shutil.copytree(store, copy)
        change = CHANGES[number % len(CHANGES)]
        change(chance, copy / chance.choice(current), copy / chance.choice(files))
        seen[change.__name__.strip("_"), outcome(copy, truth)] += 1
        shutil.rmtree(copy)
    return seen


def small_store(folder: Path) -> Path:
    """A store with two generations of a few passages."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (docs / "a.txt").write_text("The harbour opened again on Tuesday. The mayor thanked the pilots of three ships.")
    plan = Plan(places.corpus([docs]), folder / "store", "faiss", 120)
    for text in ("Growers lost half of their apple blossom.", "Night trains return to the northern line."):
        (docs / f"{len(text)}.txt").write_text(text)
        refresh(plan, Hashing(16), lambda _: None)
    return plan.folder


def bad(seen: Counter[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The outcomes that must not be."""
    return {key: times for key, times in seen.items() if key[1] not in ("same", "none", "refused")}
