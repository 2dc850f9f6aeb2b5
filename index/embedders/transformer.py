"""Any sentence-transformers model, by its name on the hub or by its folder."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from huggingface_hub import HfApi
from sentence_transformers import SentenceTransformer

from index.errors import PartMissing, UsageError
from index.types import Vectors

_PATIENCE = 10
"""Seconds until the hub counts as out of reach."""


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

    Raises UsageError without a name, PartMissing when the model cannot be loaded.
    """
    if not argument:
        raise UsageError("the embedder transformer needs a model: write transformer:NAME or transformer:FOLDER")
    folder = Path(argument).expanduser()
    is_folder = folder.is_dir()
    if is_folder:
        _refuse_code(folder)
    try:
        model = _load(str(folder) if is_folder else argument)
    except Exception as error:  # the libraries below raise whatever they like; the person needs the reason only
        reason = str(error).strip().split("\n")[0]
        raise PartMissing(f"the model “{argument}” cannot be loaded: {reason}") from error
    identity = f"{folder.resolve()}@{_fingerprint(folder)}" if is_folder else f"{argument}@{_revision(model)}"
    return Transformer(f"transformer:{identity}", model, model.get_embedding_dimension() or 0)


def _load(source: str) -> SentenceTransformer:
    """Load what lies on this machine; a model that does not is asked for on the hub once before it is fetched."""
    try:
        return SentenceTransformer(
            source, local_files_only=True, trust_remote_code=False, model_kwargs={"use_safetensors": True}
        )
    except OSError:
        _ask_hub(source)
        return SentenceTransformer(source, trust_remote_code=False, model_kwargs={"use_safetensors": True})


def _ask_hub(name: str) -> None:
    """Raise OSError when the hub has no such model or is out of reach; loading would try for a minute to reach it."""
    try:
        HfApi().model_info(name, timeout=_PATIENCE)
    except Exception as error:  # as above
        reason = str(error).strip().split("\n")[0]
        raise OSError(f"it is not on this machine, and the hub does not give it ({reason})") from error


def _revision(model: SentenceTransformer) -> str:
    """The commit of a model from the hub, as far as its configuration tells."""
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    return str(getattr(config, "_commit_hash", None) or "unknown")


def _refuse_code(folder: Path) -> None:
    """Raise PartMissing for a folder that holds pickled weights or Python code, which loading might run."""
    unsafe = [
        path for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".bin", ".pt", ".pth", ".pkl", ".ckpt")
    ]
    if unsafe:
        raise PartMissing(
            f"the model {folder} is refused because of {unsafe[0].relative_to(folder)}: "
            "use a model that has its weights as safetensors and no code of its own"
        )


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".json", ".safetensors", ".txt", ".model"):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
