"""Chroma: vectors in its HNSW graph by cosine, texts in its SQLite."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import chromadb

_BATCH = 5_000


def build(passages: Iterable[tuple[str, str]], vectors: Any, folder: Path) -> None:
    client = chromadb.PersistentClient(str(folder), chromadb.Settings(anonymized_telemetry=False))
    collection = client.create_collection("all", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None)
    every = list(passages)
    for start in range(0, len(every), _BATCH):
        ids, texts = zip(*every[start : start + _BATCH], strict=True)
        collection.add(ids=list(ids), documents=list(texts), embeddings=vectors[start : start + _BATCH])


def load(folder: Path) -> Callable[[str, Any], list[str]]:
    client = chromadb.PersistentClient(str(folder), chromadb.Settings(anonymized_telemetry=False))
    collection = client.get_collection("all", embedding_function=None)

    def search(question: str, vector: Any) -> list[str]:
        found = collection.query(query_embeddings=[vector], n_results=10, include=["documents", "distances"])
        return list(found["ids"][0])

    return search
