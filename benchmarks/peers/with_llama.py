"""LlamaIndex with FAISS: vectors in a flat index of inner products, nodes in its JSON stores."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import faiss
from llama_index.core import MockEmbedding, Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.schema import QueryBundle, TextNode
from llama_index.vector_stores.faiss import FaissVectorStore


def build(passages: Iterable[tuple[str, str]], vectors: Any, folder: Path) -> None:
    width = vectors.shape[1]
    Settings.embed_model = MockEmbedding(width)
    nodes = [
        TextNode(id_=name, text=text, embedding=row.tolist())
        for (name, text), row in zip(passages, vectors, strict=True)
    ]
    store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(width))
    context = StorageContext.from_defaults(vector_store=store)
    VectorStoreIndex(nodes, storage_context=context)
    context.persist(str(folder))


def load(folder: Path) -> Callable[[str, Any], list[str]]:
    store = FaissVectorStore.from_persist_dir(str(folder))
    Settings.embed_model = MockEmbedding(store._faiss_index.d)
    index = load_index_from_storage(StorageContext.from_defaults(vector_store=store, persist_dir=str(folder)))
    retriever = index.as_retriever(similarity_top_k=10)

    def search(question: str, vector: Any) -> list[str]:
        found = retriever.retrieve(QueryBundle(question, embedding=vector.tolist()))
        return [one.node.node_id for one in found]

    return search
