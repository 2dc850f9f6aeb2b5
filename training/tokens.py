"""Passages as token numbers, packed into flat arrays so that all of the training data fits in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedders.static import Ids, Words
from index.vectors import Vectors
from training.passages import Passage

BATCH = 2048
"""Passages tokenised at a time."""

COUNTED = 5
"""One passage in so many is read for the rarity of tokens."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Texts one after the other: number i is `ids[offsets[i] : offsets[i + 1]]`."""

    ids: Ids
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number: int) -> Ids:
        return self.ids[self.offsets[number] : self.offsets[number + 1]]


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """Passage i is the sentences `first[i] .. first[i + 1] - 1`, under `titles[i]`."""

    sentences: Packed
    first: NDArray[np.int64]
    titles: Packed


def pack(texts: Iterable[str], tokenizer: Tokenizer) -> Packed:
    """Tokenises texts and packs them."""
    words = Words(tokenizer)
    bags: list[Ids] = []
    for batch in _batches(texts):
        bags += words.ids(batch)
    return Packed(np.concatenate(bags), _offsets([len(bag) for bag in bags]))


def encode(passages: list[Passage], tokenizer: Tokenizer) -> PassageTokens:
    """Tokenises passages, sentence by sentence."""
    return PassageTokens(
        sentences=pack((sentence for passage in passages for sentence in passage.sentences), tokenizer),
        first=_offsets([len(passage.sentences) for passage in passages]),
        titles=pack((passage.title for passage in passages), tokenizer),
    )


def rarity(passages: PassageTokens, size: int) -> Vectors:
    """The logarithm of the inverse document frequency of each token, shape (size,), in every fifth passage."""
    frequencies, bounds = np.ones(size), passages.sentences.offsets[passages.first]
    for number in range(0, len(bounds) - 1, COUNTED):
        frequencies[np.unique(passages.sentences.ids[bounds[number] : bounds[number + 1]])] += 1
    return np.log(len(range(0, len(bounds) - 1, COUNTED)) / frequencies).astype(np.float32)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    walk = iter(texts)
    while batch := list(islice(walk, BATCH)):
        yield batch


def _offsets(lengths: list[int]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
