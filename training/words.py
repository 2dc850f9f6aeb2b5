"""Learns vectors of words from which words stand near each other: positive pointwise mutual information, factorised.

Levy, Goldberg and Dagan (2015) found that with a few settings this does as well as word2vec: a window in which nearer
words count more, frequent words thinned, contexts smoothed by the power 0.75.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from index.words import terms

Numbers = NDArray[np.int32]
Vectors = NDArray[np.float32]

_BETWEEN = -1
"""Stands between two texts."""

_STEP = 10_000_000
"""Pairs counted at a time."""


@dataclass(frozen=True, slots=True)
class Means:
    """How word vectors are learned: of so many commonest terms, in so many dimensions, over so many words on each side.

    `thin` is the share of all words from which on a term is thinned (Mikolov et al., 2013), `rounds` how often the
    factorisation is refined.
    """

    terms: int = 36_000
    dimensions: int = 96
    window: int = 5
    thin: float = 1e-4
    smooth: float = 0.75
    rounds: int = 6
    seed: int = 0


def learn(texts: Iterable[str], means: Means) -> tuple[list[str], Vectors]:
    """The terms in order, and their vectors of unit length, shape (terms, dimensions)."""
    dice = np.random.default_rng(means.seed)
    known, line = _line(texts, means.terms)
    line = _thinned(line, len(known), means.thin, dice)
    vectors = _factorised(_information(_together(line, len(known), means.window), means.smooth), means, dice)
    kept = np.linalg.norm(vectors, axis=1) > 0
    unit = vectors[kept] / np.linalg.norm(vectors[kept], axis=1, keepdims=True)
    written = [one for one, known_one in zip(known, kept, strict=True) if known_one]
    order = sorted(range(len(written)), key=written.__getitem__)
    return [written[place] for place in order], unit[order].astype(np.float32)


def _line(texts: Iterable[str], most: int) -> tuple[list[str], Numbers]:
    """The commonest terms, the most frequent first, and all texts as their numbers; terms less common are left out."""
    numbers: dict[str, int] = {}
    line = np.concatenate([*_numbered(texts, numbers), np.array([_BETWEEN], np.int32)])
    counts = np.bincount(line[line >= 0], minlength=len(numbers))
    common = np.argsort(-counts, kind="stable")[:most]
    renumbered = np.full(len(numbers) + 1, -2, np.int32)
    renumbered[common], renumbered[_BETWEEN] = np.arange(len(common)), _BETWEEN
    line = renumbered[line]
    names = list(numbers)
    return [names[place] for place in common], line[line != -2]


def _numbered(texts: Iterable[str], numbers: dict[str, int]) -> Iterator[Numbers]:
    for text in texts:
        yield np.array([*(numbers.setdefault(one, len(numbers)) for one in terms(text)), _BETWEEN], np.int32)


def _thinned(line: Numbers, size: int, share: float, dice: np.random.Generator) -> Numbers:
    counts = np.bincount(line[line >= 0], minlength=size)
    often = counts / max(counts.sum(), 1) / share
    kept = np.append(np.sqrt(1 / np.maximum(often, 1e-9)) + 1 / np.maximum(often, 1e-9), 1.0)
    return line[dice.random(len(line)) < kept[line]]


def _together(line: Numbers, size: int, window: int) -> csr_array:
    """How often each two terms stand within the window; the farther apart, the less it counts."""
    found = csr_array((size, size), dtype=np.float32)
    text = np.cumsum(line == _BETWEEN, dtype=np.int32)
    for apart in range(1, window + 1):
        for start in range(0, len(line) - apart, _STEP):
            end = min(start + _STEP, len(line) - apart)
            one, other = line[start:end], line[start + apart : end + apart]
            both = (one >= 0) & (other >= 0) & (text[start:end] == text[start + apart : end + apart])
            say = np.full(int(both.sum()), (window + 1 - apart) / window, np.float32)
            found = found + coo_array((say, (one[both], other[both])), shape=(size, size)).tocsr()
    return csr_array(found + found.T)


def _information(together: csr_array, smooth: float) -> csr_array:
    """The positive pointwise mutual information of each two terms that stand together about once or more."""
    often = np.asarray(together.sum(axis=1)).ravel()
    context = often**smooth / (often**smooth).sum()
    pairs = together.tocoo()
    held = pairs.data >= 1
    row, column = pairs.coords[0][held], pairs.coords[1][held]
    value = np.log(pairs.data[held] / (often[row] * context[column]))
    above = value > 0
    return csr_array((value[above].astype(np.float32), (row[above], column[above])), shape=together.shape)


def _factorised(matrix: csr_array, means: Means, dice: np.random.Generator) -> Vectors:
    """The left singular vectors, by random projection (Halko, Martinsson and Tropp, 2011)."""
    wide = min(means.dimensions + 40, matrix.shape[0])
    basis = dice.standard_normal((matrix.shape[1], wide)).astype(np.float32)
    for _ in range(means.rounds):
        basis, _ = np.linalg.qr(matrix @ basis)
        basis, _ = np.linalg.qr(matrix.T @ basis)
    left, _, _ = np.linalg.svd(matrix @ basis, full_matrices=False)
    found: Vectors = left[:, : means.dimensions]
    return found
