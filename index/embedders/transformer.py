"""Any sentence-transformers model, by its name on the hub or by its folder."""

from dataclasses import dataclass

import numpy as np
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as bars

from index.hub import load_model
from index.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Transformer:
    """A loaded model. Its own prompts for queries and documents are used where it has them."""

    name: str
    model: SentenceTransformer
    dimensions: int

    def documents(self, texts: list[str]) -> Vectors:
        """Vectors of passages, shape (len(texts), d)."""
        found = self.model.encode_document(
            texts, convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False
        )
        vectors: Vectors = np.asarray(found, dtype=np.float32).reshape(len(texts), self.dimensions)
        return vectors

    def query(self, text: str) -> Vectors:
        """The vector of a question, shape (d,)."""
        found = self.model.encode_query(text, convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False)
        vector: Vectors = np.asarray(found, dtype=np.float32)
        return vector


def load(argument: str) -> Transformer:
    """The model of this name or folder. Weights are read from safetensors only, and no code of the model's own is run.

    Raises UsageError without a name and for a folder that is not there, PartMissing when the model cannot be loaded.
    """
    identity, model = load_model(argument, "embedder transformer", SentenceTransformer, bars)
    return Transformer(f"transformer:{identity}", model, model.get_embedding_dimension() or 0)
