"""Writes the model folder: a standard sentence-transformers model, small enough to be kept in a repository.

The two tensors, int8 `embeddings` and float32 `weights` of shape (tokens,), are what sentence-transformers reads from
models of model2vec: it multiplies them when it loads and computes in float32, so that loading takes no options.
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index import wordvectors
from index.vectors import Vectors

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
    {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
]


@dataclass(frozen=True, slots=True)
class Model:
    """What was trained: the vectors of tokens, shape (tokens, d), and of words, shape (terms, dimensions), in order."""

    table: Vectors
    tokenizer: Tokenizer
    terms: list[str]
    words: Vectors


def export(model: Model, card: str, folder: Path) -> None:
    """Writes the model beside `folder` and swaps it in, so that the folder is never half written."""
    beside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    (beside / "1_Normalize").mkdir(parents=True)
    rows, scales = quantised(model.table)
    save_file({"embeddings": rows, "weights": scales}, beside / "model.safetensors", {"format": "np"})
    (beside / "model.safetensors").chmod(0o644)  # written for the owner alone
    wordvectors.save(model.terms, model.words, beside / "words.safetensors")
    model.tokenizer.save(str(beside / "tokenizer.json"), pretty=False)
    _write(beside / "modules.json", _MODULES)
    _write(beside / "1_Normalize" / "config.json", {})
    _write(beside / "config_sentence_transformers.json", _config(fingerprint(beside)))
    (beside / "README.md").write_text(card, encoding="utf-8")
    _swap(beside, folder)


def narrowed(table: Vectors, width: int, seed: int) -> Vectors:
    """The vectors in their `width` directions of the greatest variance, turned at random so that all dimensions carry
    alike, as rounding to int8 wants; shape (tokens, width)."""
    left, sizes, _ = np.linalg.svd(table, full_matrices=False)
    kept = min(width, len(sizes))
    turn, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((kept, kept)))
    found: Vectors = (left[:, :kept] * sizes[:kept] @ turn).astype(np.float32)
    found[~table.any(axis=1)] = 0  # the unknown token's, but for rounding
    return found


def quantised(table: Vectors) -> tuple[NDArray[np.int8], Vectors]:
    """int8 rows and the scale of each: the row's largest value becomes 127."""
    scales = np.abs(table).max(axis=1) / 127
    rows = np.divide(table, scales[:, None], out=np.zeros_like(table), where=scales[:, None] > 0)
    return np.rint(rows).astype(np.int8), scales.astype(np.float32)


def fingerprint(folder: Path) -> str:
    """The first 16 hex digits of the SHA-256 of the weights' file followed by the tokenizer's."""
    digest = hashlib.sha256()
    for name in ("model.safetensors", "tokenizer.json"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def _config(identity: str) -> dict[str, object]:
    return {
        "model_type": "SentenceTransformer",
        "prompts": {"query": "", "document": ""},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
        "fingerprint": identity,
    }


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _swap(beside: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        os.replace(folder, old)
    os.replace(beside, folder)
    shutil.rmtree(old, ignore_errors=True)
