"""Groups of words that stand among the same words: nationalities, first names, units, cities, illnesses.

The rows of the word vectors (see index/wordvectors.py) by spherical k-means: `python -m training.spans` writes
groups.npy beside this file.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("groups.npy")

GROUPS = 32


@cache
def groups() -> NDArray[np.uint8]:
    """The group of each row of the word vectors, from 1; 0 for the row of no word."""
    found: NDArray[np.uint8] = np.load(FILE, allow_pickle=False)
    return found
