"""bm25s: BM25 alone, in its form of a sparse matrix, with its own stop words and an English stemmer."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import bm25s
import Stemmer


def build(passages: Iterable[tuple[str, str]], vectors: Any, folder: Path) -> None:
    ids, texts = zip(*passages, strict=True)
    model = bm25s.BM25(corpus=[{"id": one, "text": text} for one, text in zip(ids, texts, strict=True)])
    model.index(_tokens(list(texts)), show_progress=False)
    model.save(str(folder), corpus=model.corpus)


def load(folder: Path) -> Callable[[str, Any], list[str]]:
    model = bm25s.BM25.load(str(folder), load_corpus=True, mmap=True)

    def search(question: str, vector: Any) -> list[str]:
        found, _ = model.retrieve(_tokens([question]), k=10, show_progress=False)
        return [one["id"] for one in found[0]]

    return search


def _tokens(texts: list[str]) -> Any:
    return bm25s.tokenize(texts, stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False)
