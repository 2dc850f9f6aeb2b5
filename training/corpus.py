"""Reads the training data: `NAME.text.jsonl.xz` (title, text) and `NAME.pairs.jsonl.xz` (query, positive)."""

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Article:
    """A text to learn from. `title` is empty where the source gives none."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """A query and a text that answers it, as the source gives them."""

    query: str
    positive: str


def articles(folder: Path) -> Iterator[Article]:
    """All articles, file by file in the order of the names."""
    for path in sorted(folder.glob("*.text.jsonl.xz")):
        for record in records(path):
            yield Article(record.get("title") or "", record["text"])


def given_pairs(folder: Path) -> Iterator[Given]:
    """All given pairs, file by file in the order of the names."""
    for path in sorted(folder.glob("*.pairs.jsonl.xz")):
        for record in records(path):
            yield Given(record["query"], record["positive"])


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, which may be compressed with xz."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
