"""LanceDB: vectors and words together (reciprocal rank fusion), with its index of words, and from 50,000 passages on
its IVF of vectors."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
from lancedb.rerankers import RRFReranker

_BATCH, _MANY = 10_000, 50_000


def build(passages: Iterable[tuple[str, str]], vectors: Any, folder: Path) -> None:
    every = list(passages)
    width = vectors.shape[1]
    schema = pa.schema([("id", pa.string()), ("text", pa.string()), ("vector", pa.list_(pa.float32(), width))])

    def batches() -> Iterator[Any]:
        for start in range(0, len(every), _BATCH):
            ids, texts = zip(*every[start : start + _BATCH], strict=True)
            flat = pa.array(vectors[start : start + _BATCH].ravel(), pa.float32())
            rows = pa.FixedSizeListArray.from_arrays(flat, width)
            yield pa.RecordBatch.from_arrays([pa.array(ids), pa.array(texts), rows], schema=schema)

    table = lancedb.connect(str(folder)).create_table("all", batches(), schema=schema)
    table.create_fts_index("text", replace=True)
    if len(every) >= _MANY:
        table.create_index(metric="cosine", index_type="IVF_FLAT")


def load(folder: Path) -> Callable[[str, Any], list[str]]:
    table, reranker = lancedb.connect(str(folder)).open_table("all"), RRFReranker()

    def search(question: str, vector: Any) -> list[str]:
        asked = table.search(query_type="hybrid").vector(vector).text(question).rerank(reranker).limit(10)
        return [one["id"] for one in asked.to_list()]

    return search
