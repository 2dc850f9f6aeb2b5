"""A collection of four short documents, as files."""

import json
import lzma
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

Rows = Sequence[Mapping[str, str | None]]

DOCUMENTS: Rows = [
    {"_id": "a", "title": "Cats", "text": "The cat sleeps."},
    {"_id": "b", "title": "", "text": "A dog and a cat."},
    {"_id": "c", "title": "Birds", "text": "Owls hunt at night."},
    {"_id": "d e", "title": None, "text": "Foxes hunt owls and owls hunt mice."},
]
QUERIES: Rows = [
    {"_id": "1", "text": "cat", "rewrite": "dog"},
    {"_id": "2", "text": "owls", "rewrite": "owls"},
    {"_id": "3", "text": "nobody judged this"},
    {"_id": "4", "text": "mice", "rewrite": "foxes"},
]
QRELS = "query-id\tcorpus-id\tscore\n1\tb\t1\n1\tc\t0\n2\tc\t2\n2\td e\t1\n3\ta\t0\n4\td e\t1\n"


def lines(rows: Rows) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with the collections tiny (documents packed) and tiny/train (queries packed, of the corpus above)."""
    train = tmp_path / "tiny" / "train"
    train.mkdir(parents=True)
    for folder in (train.parent, train):
        (folder / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    (train.parent / "queries.jsonl").write_text(lines(QUERIES), encoding="utf-8")
    (train.parent / "corpus.jsonl.xz").write_bytes(lzma.compress(lines(DOCUMENTS).encode()))
    (train / "queries.jsonl.xz").write_bytes(lzma.compress(lines(QUERIES[1:]).encode()))
    return tmp_path
