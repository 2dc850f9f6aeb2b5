"""The project's own model: a text's vector is the sum of trained vectors of its tokens, scaled to unit length.

A token that stands n times counts ln(1 + n) times (Buckley, Salton and Allan, 1992): ten mentions say more than one,
but not ten times as much. It needs numpy and tokenizers alone. The folder is a standard sentence-transformers model, a
StaticEmbedding followed by Normalize; there each mention counts in full. Weights are int8 with a float32 scale for each
token, and stay in the file, mapped into memory: a question reads a few pages of it.
"""

import json
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.errors import PartMissing, UsageError
from index.vectors import Vectors

SHIPPED = Path(__file__).parent.parent / "model"

BATCH = 256
"""Texts tokenised at a time."""

REMEMBERED = 1 << 18
"""Words whose tokens are kept, about 50 MB; beyond that the memory starts afresh."""

GATHERED = 4096
"""Tokens whose vectors are held in memory at a time."""

_FEW = 32
"""Words that are tokenised one by one."""

Ids = NDArray[np.int32]
Number = TypeVar("Number", np.int8, np.float32)


class Words:
    """Finds the tokens of texts. Every word is tokenised once and remembered, which makes long runs several times
    faster. The tokens are those of the whole text, because no step of the tokenizer looks across a space.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, bytes] = {}

    def ids(self, texts: list[str]) -> list[Ids]:
        """The token numbers of each text."""
        known = self._known if len(self._known) < REMEMBERED else {}
        parts = [text.split(" ") for text in texts]
        new = list(set().union(*parts).difference(known))
        known.update(zip(new, self._tokens(new), strict=True))
        self._known = known  # only now, and never emptied in place: another thread may be reading the old one
        return [np.frombuffer(b"".join(map(known.__getitem__, words)), np.int32) for words in parts]

    def _tokens(self, words: list[str]) -> list[bytes]:
        # half a surrogate pair, as from a name in no encoding, is nothing that the tokenizer accepts
        clean = [word.encode("utf-8", "replace").decode() for word in words]
        if len(clean) < _FEW:  # dividing so few among threads takes longer than the work
            encoded = [self._tokenizer.encode(word, add_special_tokens=False) for word in clean]
        else:
            encoded = self._tokenizer.encode_batch_fast(clean, add_special_tokens=False)
        return [array("i", encoding.ids).tobytes() for encoding in encoded]


@dataclass(frozen=True, slots=True)
class Static:
    """A loaded model: `rows` int8 of shape (tokens, d), `scales` float32 of shape (tokens,)."""

    name: str
    words: Words
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]

    def documents(self, texts: list[str]) -> Vectors:
        """Vectors of passages, shape (len(texts), d). A text without a known token has a row of zeros."""
        sums = np.zeros((len(texts), self.rows.shape[1]), np.float32)
        for start in range(0, len(texts), BATCH):
            for number, ids in enumerate(self.words.ids(texts[start : start + BATCH]), start):
                self._add(ids, sums[number])
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        unit: Vectors = np.divide(sums, norms, out=sums, where=norms > 0)
        return unit

    def query(self, text: str) -> Vectors:
        """The vector of a question, shape (d,)."""
        vector: Vectors = self.documents([text])[0]
        return vector

    def _add(self, ids: Ids, total: Vectors) -> None:
        different, weights = damped(ids)
        for start in range(0, len(different), GATHERED):
            part = different[start : start + GATHERED]
            total += (self.scales[part] * weights[start : start + GATHERED]) @ self.rows[part].astype(np.float32)


def damped(ids: Ids) -> tuple[Ids, NDArray[np.float32]]:
    """The different tokens of a text, ascending, and how much each counts."""
    different, times = np.unique(ids, return_counts=True)
    return different, np.log1p(times).astype(np.float32)


def load(argument: str) -> Static:
    """The shipped model, or that of the folder `argument`.

    Raises UsageError when there is no such folder, PartMissing when it holds no model of this form.
    """
    folder = Path(argument).expanduser() if argument else SHIPPED
    if argument and not folder.is_dir():
        raise UsageError(f"there is no folder {folder}: write static for the shipped model, or static:FOLDER")
    try:
        return _read(folder)
    except Exception as error:  # tokenizers raises a bare Exception for a file that it cannot read
        raise PartMissing(
            f"no static model can be read from {folder} ({type(error).__name__}: {error}): "
            "restore its files, or make them with python -m training"
        ) from error


def _read(folder: Path) -> Static:
    config = json.loads((folder / "config_sentence_transformers.json").read_bytes())
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    path = folder / "model.safetensors"
    start, header = _header(path)
    rows = _mapped(path, start, header["embeddings"], ("I8", np.int8))
    scales = _mapped(path, start, header["weights"], ("F32", np.float32))
    if not len(rows) == len(scales) == tokenizer.get_vocab_size():
        raise ValueError(f"{len(rows)} rows, {len(scales)} scales, {tokenizer.get_vocab_size()} tokens")
    name = "static" if folder == SHIPPED else f"static:{folder.resolve()}"
    return Static(f"{name}@{config['fingerprint']}", Words(tokenizer), rows, scales)


def _header(path: Path) -> tuple[int, dict[str, Any]]:
    """Where the tensors of a safetensors file begin, and what it says of each of them.

    The file is the length of a JSON header in eight bytes, little endian, the header, then the tensors' bytes.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > path.stat().st_size:
            raise ValueError(f"{path.name} is not a safetensors file")
        return 8 + length, json.loads(file.read(length))


def _mapped(path: Path, start: int, tensor: dict[str, Any], kind: tuple[str, type[Number]]) -> NDArray[Number]:
    """A tensor as an array on the file's own pages. A plain array: indexing a np.memmap costs twice as much."""
    label, dtype = kind
    if tensor["dtype"] != label:
        raise ValueError(f"a tensor is {tensor['dtype']} and should be {label}")
    offset = start + tensor["data_offsets"][0]
    return np.asarray(np.memmap(path, dtype, "r", offset, tuple(tensor["shape"])))
