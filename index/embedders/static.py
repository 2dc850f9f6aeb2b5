"""The project's own model: a text's vector is the sum of trained vectors of its tokens, scaled to unit length.

A token that stands n times counts ln(1 + n) times (Buckley, Salton and Allan, 1992): ten mentions say more than one,
but not ten times as much. It needs numpy and tokenizers alone. The folder is a standard sentence-transformers model, a
StaticEmbedding followed by Normalize; there each mention counts in full. Weights are int8 with a float32 scale for each
token, and stay in the file, mapped into memory: a question reads a few pages of it.
"""

import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from index import tensors
from index.errors import PartMissing, UsageError
from index.stretches import Table, shared
from index.vectors import Vectors

SHIPPED = Path(__file__).parent.parent / "model"

BATCH = 256
"""Texts tokenised at a time."""

TOGETHER = 1024
"""Words tokenised at a time."""

REMEMBERED = 1 << 18
"""Words whose tokens are kept, about 40 MB; beyond that the memory starts afresh."""

GATHERED = 4096
"""Tokens whose vectors are held in memory at a time."""

_PLAIN = re.compile(r"[!-~“”‘’«»–—…]+")
_PIECE = re.compile(r"[0-9A-Za-z]+|.", re.DOTALL)
"""A plain stretch is put in lower case and cut into its words and single marks, as the tokenizer does, which makes no
other difference to it; so its model alone can find their tokens, in half the time."""

Ids = NDArray[np.int32]


class Words:
    """Finds the tokens of texts. Every stretch between white space is tokenised once and remembered, which makes long
    runs several times faster. The tokens are those of the whole text, because no step of the tokenizer looks across
    white space or, where only plain letters and marks stand, from a word to a mark beside it.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer, self._model, self._lock = tokenizer, tokenizer.model, Lock()
        self._known: dict[str, bytes] = {}
        self._table = Table(self._made)

    def ids(self, texts: Sequence[str]) -> list[Ids]:
        """The token numbers of each text."""
        cut = shared().of(texts)
        with self._lock:
            flat, lengths = self._table.of(cut)
        ends = np.cumsum(lengths).tolist()
        return [flat[start:end] for start, end in pairwise([0, *ends])]

    def _made(self, stretches: Sequence[str]) -> Iterator[bytes]:
        """For each stretch its tokens."""
        if len(self._known) > REMEMBERED:
            self._known = {}
        known = self._known
        pieces = [_PIECE.findall(one.lower()) if _PLAIN.fullmatch(one) else [one] for one in stretches]
        new = set().union(*pieces).difference(known)
        plain = [one for one in new if one.isascii() and one.isprintable()]
        known.update((one, array("i", [token.id for token in self._model.tokenize(one)]).tobytes()) for one in plain)
        others = list(new.difference(plain))
        known.update(zip(others, self._tokens(others), strict=True))
        return (b"".join(map(known.__getitem__, found)) for found in pieces)

    def _tokens(self, words: list[str]) -> Iterator[bytes]:
        """The tokens of each word. They are tokenised as one text, which takes half as long as one by one."""
        for start in range(0, len(words), TOGETHER):
            together = words[start : start + TOGETHER]
            # half a surrogate pair, as from a name in no encoding, is nothing that the tokenizer accepts
            text = " ".join(together).encode("utf-8", "replace").decode()
            encoding = self._tokenizer.encode(text, add_special_tokens=False)
            ids, begins = array("i", encoding.ids), [begin for begin, _ in encoding.offsets]
            word_ends = accumulate(len(word) + 1 for word in together)
            ends = [bisect_left(begins, end) for end in word_ends]
            yield from (ids[first:last].tobytes() for first, last in pairwise([0, *ends]))


@dataclass(frozen=True, slots=True)
class Static:
    """A loaded model: `rows` int8 of shape (tokens, d), `scales` float32 of shape (tokens,)."""

    name: str
    words: Words
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]
    folder: Path

    def __reduce__(self) -> tuple[Callable[[str], "Static"], tuple[str]]:
        return load, ("" if self.folder == SHIPPED else str(self.folder),)  # another process reads it itself

    def documents(self, texts: list[str]) -> Vectors:
        """Vectors of passages, shape (len(texts), d). A text without a known token has a row of zeros."""
        sums = np.zeros((len(texts), self.rows.shape[1]), np.float32)
        for start in range(0, len(texts), BATCH):
            for number, counted in enumerate(damped(self.words.ids(texts[start : start + BATCH])), start):
                self._add(*counted, sums[number])
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        unit: Vectors = np.divide(sums, norms, out=sums, where=norms > 0)
        return unit

    def query(self, text: str) -> Vectors:
        """The vector of a question, shape (d,)."""
        vector: Vectors = self.documents([text])[0]
        return vector

    def _add(self, different: Ids, weights: NDArray[np.float32], total: Vectors) -> None:
        for start in range(0, len(different), GATHERED):
            part = different[start : start + GATHERED]
            total += (self.scales[part] * weights[start : start + GATHERED]) @ self.rows[part].astype(np.float32)


def damped(texts: Sequence[Ids]) -> list[tuple[Ids, NDArray[np.float32]]]:
    """The different tokens of each text, ascending, and how much each counts."""
    owners = np.repeat(np.arange(len(texts), dtype=np.int64), [len(ids) for ids in texts])
    pairs = np.sort(owners << 32 | np.concatenate([np.zeros(0, np.int32), *texts]))
    firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
    weights = np.log1p(np.diff(firsts, append=len(pairs))).astype(np.float32)
    different = (pairs[firsts] & 0xFFFFFFFF).astype(np.int32)
    ends = np.searchsorted(pairs[firsts] >> 32, np.arange(len(texts) + 1)).tolist()
    return [(different[start:end], weights[start:end]) for start, end in pairwise(ends)]


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
    if not isinstance(tokenizer.pre_tokenizer, BertPreTokenizer) or not _lowers(tokenizer):
        raise ValueError("its tokenizer does not cut at white space and marks and lower letters, as BERT's does")
    weights = tensors.load(folder / "model.safetensors")
    rows, scales = weights.of("embeddings", np.int8), weights.of("weights", np.float32)
    if not len(rows) == len(scales) == tokenizer.get_vocab_size():
        raise ValueError(f"{len(rows)} rows, {len(scales)} scales, {tokenizer.get_vocab_size()} tokens")
    name = "static" if folder == SHIPPED else f"static:{folder.resolve()}"
    return Static(f"{name}@{config['fingerprint']}", Words(tokenizer), rows, scales, folder)


def _lowers(tokenizer: Tokenizer) -> bool:
    """Whether all that a tokenizer does to plain letters and marks is to put them in lower case."""
    plain = "".join(map(chr, range(33, 127)))
    return tokenizer.normalizer is not None and tokenizer.normalizer.normalize_str(plain) == plain.lower()
