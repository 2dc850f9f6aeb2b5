"""Reads test collections in the form of BEIR: `corpus.jsonl`, `queries.jsonl` (either may end in .xz), `qrels.tsv`."""

from dataclasses import dataclass
from pathlib import Path

from training.corpus import records


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents (title and text) and queries by id, and for each query the grades of its documents."""

    documents: dict[str, str]
    queries: dict[str, str]
    grades: dict[str, dict[str, int]]


def collection(folder: Path, name: str) -> Collection:
    """The collection of this name, with those of its queries that have a grade.

    `name:even` and `name:odd` take every second query of the file, from the first or from the second on. A folder
    without a corpus, such as scifact/train, holds queries to the corpus above it.
    """
    place, _, half = name.partition(":")
    path = folder / place
    grades = _grades(path / "qrels.tsv")
    rows = [(row["_id"], row["text"]) for row in records(_file(path, "queries.jsonl"))]
    taken = rows[{"": 0, "even": 0, "odd": 1}[half] :: 2 if half else 1]
    corpus = next(file for file in (_file(path, "corpus.jsonl"), _file(path.parent, "corpus.jsonl")) if file.exists())
    return Collection(
        {row["_id"]: f"{row.get('title') or ''} {row['text']}".strip() for row in records(corpus)},
        {key: text for key, text in taken if key in grades},
        grades,
    )


def _file(folder: Path, name: str) -> Path:
    return folder / name if (folder / name).exists() else folder / f"{name}.xz"


def _grades(path: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            grades.setdefault(query, {})[document] = int(grade)
    return grades
