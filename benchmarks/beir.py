"""Reads test collections in the form of BEIR (Thakur et al., 2021): corpus.jsonl, queries.jsonl, qrels.tsv.

The first two may be packed with xz. A name says what to take: `scifact`, `squad2_dev_cs224n:even`, `scifact/train`,
`mtrag_clapnq_pooled@rewrite:odd`.
"""

import lzma
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import UsageError
from training.corpus import records as records

Grades = dict[str, dict[str, int]]
"""For each query, by id, the grades above 0 of its documents, by id."""

_NAME = re.compile(r"(?P<place>[^:@]+)(?:@(?P<field>\w+))?(?::(?P<half>even|odd))?")


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents (title and text) and queries by id, in the order of the files, and the grades of each query.

    Every query has a grade above 0. `corpus` is the file that the documents are from; `held_out` are the queries at
    odd positions of the file, counted from 0 over all queries: settings are chosen on the others.
    """

    name: str
    corpus: Path
    documents: dict[str, str]
    queries: dict[str, str]
    grades: Grades
    held_out: frozenset[str]

    def thinned(self, limit: int | None) -> "Collection":
        """The same with at most `limit` queries, evenly spread; all of them when it is None."""
        keys = list(self.queries)
        if limit is not None and len(keys) > limit:
            keys = [keys[place * len(keys) // limit] for place in range(limit)]
        return replace(self, queries={key: self.queries[key] for key in keys})


def collection(folder: Path, name: str) -> Collection:
    """The collection of this name below `folder`, with those of its queries that have a grade above 0.

    `:even` and `:odd` take every second query of the file, from the first or from the second on; `@field` asks with
    that field of the queries and not with `text`. A folder without a corpus, such as scifact/train, holds queries to
    the corpus above it. Raises UsageError for a name of another form, a file or a field that is not there.
    """
    asked = _NAME.fullmatch(name)
    if not asked:
        raise UsageError(f"“{name}” names no collection: write NAME, NAME:even, NAME:odd or NAME@FIELD")
    path, field = folder / asked["place"], asked["field"] or "text"
    grades = _grades(located(path, "qrels.tsv"))
    queries: dict[str, str] = {}
    odd = set()
    for place, row in enumerate(records(located(path, "queries.jsonl"))):
        key = str(row["_id"])
        if key not in grades or asked["half"] == ("even", "odd")[1 - place % 2]:
            continue
        if not row.get(field):
            raise UsageError(f"the query {key} of {path} has no “{field}”")
        queries[key] = row[field]
        if place % 2:
            odd.add(key)
    corpus = located(path, "corpus.jsonl", path.parent)
    documents = {str(row["_id"]): f"{row.get('title') or ''} {row['text']}".strip() for row in records(corpus)}
    return Collection(name, corpus, documents, queries, grades, frozenset(odd))


def located(folder: Path, name: str, *others: Path) -> Path:
    """A file of a collection, plain or with .xz, in `folder` or else in `others`. Raises UsageError for none."""
    for place in (folder, *others):
        for path in (place / name, place / f"{name}.xz"):
            if path.is_file():
                return path
    raise UsageError(f"there is no {name} in {folder}, neither plain nor with .xz: give the folder with --data")


def unpack(path: Path, target: Path) -> None:
    """Copy a file to `target`, unpacked when its name ends in .xz."""
    with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as packed, target.open("wb") as plain:
        shutil.copyfileobj(packed, plain)


def _grades(path: Path) -> Grades:
    """The grades of a file of query, document and grade, after a line of names."""
    grades: Grades = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            grades.setdefault(query, {})[document] = int(grade)
    return grades
