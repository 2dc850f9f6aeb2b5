"""A section as a column of numbers: whole in memory when it is small, else read where it is asked for."""

from functools import cached_property
from typing import Generic

import numpy as np
from numpy.typing import NDArray

from index.sections import Scalar, Section, array

_SMALL = 4 << 20
"""Bytes of a column that is held whole."""


class Column(Generic[Scalar]):
    """Numbers of one type, one after the other. Safe to use from several threads."""

    def __init__(self, section: Section, dtype: type[Scalar]) -> None:
        self._section, self._dtype = section, dtype
        self.size = section.size // np.dtype(dtype).itemsize

    @cached_property
    def whole(self) -> NDArray[Scalar]:
        """All of them; held from then on."""
        return array(self._section, self._dtype)

    def read(self, start: int, count: int) -> NDArray[Scalar]:
        """`count` of them from place `start` on."""
        if self._section.size <= _SMALL:
            return self.whole[start : start + count]
        return array(self._section, self._dtype, start, count)

    def ranges(self, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[Scalar]:
        """The stretches from these places on, of these lengths, one after the other."""
        if self._section.size <= _SMALL:
            return self.whole[spread(starts, lengths)]
        cuts = np.append(0, np.flatnonzero(starts[1:] != starts[:-1] + lengths[:-1]) + 1) if len(starts) else starts
        sizes = np.add.reduceat(lengths, cuts) if len(cuts) else lengths
        width, read = np.dtype(self._dtype).itemsize, self._section.read
        pairs = zip((width * starts[cuts]).tolist(), (width * sizes).tolist(), strict=True)
        return np.frombuffer(b"".join([read(start, size) for start, size in pairs]), self._dtype)


def spread(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of the ranges [start, start + length), one after the other."""
    return np.arange(lengths.sum()) + np.repeat(starts - begins(lengths), lengths)


def begins(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where stretches of these lengths begin that stand one after the other."""
    return np.cumsum(lengths) - lengths


def bounds(section: Section) -> NDArray[np.int64]:
    """Where each of some pieces begins, and at the end where the last one ends, from a section of where they end."""
    return np.append(0, numbered(section).whole)


def numbered(section: Section) -> Column[np.int64]:
    """A column of places."""
    return Column(section, np.int64)
