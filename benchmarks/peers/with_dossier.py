"""Ours, as the others: it embeds the passages itself, and searches by the ranking that the environment gives."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from qa.retrieve import Retriever
from qa.settings import Settings


def build(passages: Iterable[tuple[str, str]], vectors: Any, folder: Path) -> None:
    docs = folder / "docs"
    docs.mkdir(parents=True)
    with (docs / "passages.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"_id": name, "title": "", "text": text}) + "\n" for name, text in passages)
    Retriever.open(docs, Settings(index=str(folder / "index")))


def load(folder: Path) -> Callable[[str, Any], list[str]]:
    ranking = os.environ["DOSSIER_RANKING"]
    retriever = Retriever.open(folder / "docs", Settings(index=str(folder / "index"), ranking=ranking))
    return lambda question, vector: [one.passage.document.id for one in retriever.search(question, 10)]
