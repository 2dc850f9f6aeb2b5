"""What a run of the retrieval benchmark found: kept as JSON, shown as tables."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.measures import MEASURES, Comparison, Values, compare, mean
from benchmarks.table import head, row

COMPARED = ("dossier", "bm25")
"""The two systems whose difference is tested."""


@dataclass(frozen=True, slots=True)
class Result:
    """Of one collection: its queries, the mean of each measure by system, and how the compared two differ by nDCG@10.

    `every` is over all queries, `held_out` over those that no setting is to be chosen on; None where there are none, or
    not both systems.
    """

    queries: int
    systems: dict[str, dict[str, float]]
    every: Comparison | None
    held_out: Comparison | None


@dataclass(frozen=True, slots=True)
class Summary:
    """All results, and what they are of: the commit, the day, the versions of libraries, the default settings."""

    commit: str
    date: str
    embedder: str
    versions: dict[str, str]
    settings: dict[str, Any]
    collections: dict[str, Result]


def result(values: Mapping[str, Values], held_out: frozenset[str]) -> Result:
    """The means of each system's values over a collection, and the comparison where both systems are there."""
    some = next(iter(values.values()))["nDCG@10"]
    systems = {name: {one: round(mean(of[one]), 5) for one in MEASURES} for name, of in values.items()}
    if not values.keys() >= set(COMPARED):
        return Result(len(some), systems, None, None)
    first, second = (values[name]["nDCG@10"] for name in COMPARED)
    halves = (some, [key for key in some if key in held_out])
    return Result(len(some), systems, *(compare(first, second, keys) for keys in halves))


def save(summary: Summary, path: Path) -> None:
    """Write a summary as JSON, for `load`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(summary), indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Summary:
    """The summary that `save` wrote."""
    read = json.loads(path.read_text(encoding="utf-8"))
    results = {name: Result(**{**one, **_compared(one)}) for name, one in read["collections"].items()}
    return Summary(**{**read, "collections": results})


def render(summary: Summary) -> str:
    """The tables of a summary as Markdown: one a measure, and one of the comparison."""
    versions = ", ".join(f"{name} {version}" for name, version in summary.versions.items())
    lines = [f"Commit {summary.commit}, {summary.date}; embedder {summary.embedder}; {versions}."]
    for measure in MEASURES:
        lines += ["", f"### {measure}", "", *_means(summary.collections, measure)]
        if measure == "nDCG@10" and any(one.every for one in summary.collections.values()):
            lines += ["", f"### nDCG@10: {COMPARED[0]} against {COMPARED[1]}", "", *_comparisons(summary.collections)]
    return "\n".join(lines)


def _compared(read: Mapping[str, Any]) -> dict[str, Comparison | None]:
    return {half: Comparison(**read[half]) if read[half] else None for half in ("every", "held_out")}


def _means(results: Mapping[str, Result], measure: str) -> Iterator[str]:
    """A row a collection, a column a system, and the means of the columns."""
    systems = list(next(iter(results.values())).systems)
    yield from head(["collection", "queries", *systems])
    for name, one in results.items():
        yield row([name, f"{one.queries:,}", *(f"{one.systems[system][measure]:.3f}" for system in systems)])
    means = [fmean(one.systems[system][measure] for one in results.values()) for system in systems]
    yield row(["mean", "", *(f"{one:.3f}" for one in means)])


def _comparisons(results: Mapping[str, Result]) -> Iterator[str]:
    """A row a collection: difference, wins, ties, losses and p over all queries and over the held-out half."""
    yield from head(["collection", *(f"{one}{half}" for half in ("", ", odd half") for one in _COLUMNS)])
    for name, one in results.items():
        yield row([name, *(show(half) if half else "–" for half in (one.every, one.held_out) for show in _SHOWN)])
    halves = ([one.every for one in results.values()], [one.held_out for one in results.values()])
    yield row(["mean", *(cell for half in halves for cell in (_mean_difference(half), "", ""))])


def _mean_difference(found: Sequence[Comparison | None]) -> str:
    differences = [one.first - one.second for one in found if one]
    return f"{fmean(differences):+.3f}" if differences else "–"


_COLUMNS = ("difference", "better / equal / worse", "p")
_SHOWN: tuple[Callable[[Comparison], str], ...] = (
    lambda half: f"{half.first - half.second:+.3f}",
    lambda half: f"{half.wins} / {half.ties} / {half.losses}",
    lambda half: f"{half.p:.4f}",
)
