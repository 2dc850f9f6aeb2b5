"""One ranking out of several: a convex combination of scores (Bruch, Gai and Ingber, 2023), scaled for each query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.types import Rank


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of the search found, as (passage number, score above 0) best first, and its weight."""

    found: Sequence[tuple[int, float]]
    weight: float


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage's number, its fused score from 0 to 1, and the ranks that this score was made of."""

    number: int
    score: float
    ranks: tuple[Rank, ...]


def fuse(sides: Mapping[str, Side], k: int) -> list[Fused]:
    """The k best of the union of all sides, best first, ties in order of number.

    Each side's scores are divided by its best. A passage that a side did not find gets 0 there.
    """
    ranks: dict[int, list[Rank]] = {}
    for name, side in sides.items():
        for place, (number, score) in enumerate(side.found, 1):
            share = side.weight * score / side.found[0][1]
            ranks.setdefault(number, []).append(Rank(name, place, score, share))
    fused = [Fused(number, sum(rank.share for rank in of), tuple(of)) for number, of in ranks.items()]
    return sorted(fused, key=lambda one: (-one.score, one.number))[:k]
