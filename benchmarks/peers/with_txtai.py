"""txtai: vectors in FAISS and words in its BM25, half and half, texts in its SQLite."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from txtai import Embeddings


def build(passages: Iterable[tuple[str, str]], vectors: Any, folder: Path) -> None:
    rows = iter(vectors)
    settings = {"method": "external", "transform": lambda texts: [next(rows) for _ in texts]}
    embeddings = Embeddings({**settings, "hybrid": True, "content": True, "dimensions": vectors.shape[1]})
    embeddings.index((name, text, None) for name, text in passages)
    embeddings.save(str(folder))


def load(folder: Path) -> Callable[[str, Any], list[str]]:
    asked: list[Any] = []
    embeddings = Embeddings()
    embeddings.load(str(folder), config={"transform": lambda texts: asked * len(texts)})

    def search(question: str, vector: Any) -> list[str]:
        asked[:] = [vector]
        return [one["id"] for one in embeddings.search(question, 10)]

    return search
