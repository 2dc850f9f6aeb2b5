"""Any sentence-transformers model, by its name on the hub or by its folder."""

from dataclasses import dataclass

import numpy as np
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as bars

from index.errors import UsageError
from index.hub import ask_hub, fingerprint, model_folder, quiet, unloadable
from index.types import Vectors

_WRITE = "write transformer:FOLDER, or transformer:NAME for a model of the hub"


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
    if not argument:
        raise UsageError(f"the embedder transformer needs a model: {_WRITE}")
    folder = model_folder(argument, _WRITE)
    try:
        with quiet(bars):
            model = _local(str(folder)) if folder else _local_or_hub(argument)
        identity = f"{folder}@{fingerprint(folder)}" if folder else f"{argument}@{_revision(model)}"
    except Exception as error:  # the libraries below raise whatever they like; the person needs the reason only
        raise unloadable(argument, error) from error
    return Transformer(f"transformer:{identity}", model, model.get_embedding_dimension() or 0)


def _local(source: str) -> SentenceTransformer:
    return SentenceTransformer(
        source, local_files_only=True, trust_remote_code=False, model_kwargs={"use_safetensors": True}
    )


def _local_or_hub(name: str) -> SentenceTransformer:
    """Load what lies on this machine; a model that does not is asked for on the hub once before it is fetched."""
    try:
        return _local(name)
    except OSError:
        ask_hub(name)
        return SentenceTransformer(name, trust_remote_code=False, model_kwargs={"use_safetensors": True})


def _revision(model: SentenceTransformer) -> str:
    """The commit of a model from the hub, as far as its configuration tells."""
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    return str(getattr(config, "_commit_hash", None) or "unknown")
