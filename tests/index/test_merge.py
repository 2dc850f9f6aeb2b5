"""Segments that are merged are what a single writing gives, byte for byte."""

import random

import pytest

from index import merging, union
from index.parts import names
from index.sections import Memory
from tests.segments import corpus, dealt, merged, written

stores = pytest.mark.parametrize("store", names("index.stores"))


def contents(memory: Memory) -> dict[str, bytes]:
    return {name: section.read(0, section.size) for name, section in memory.sections.items()}


@stores
@pytest.mark.parametrize("seed", range(12))
def test_segments_that_are_merged_are_the_one_that_all_would_have_been_written_to(
    seed: int, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "_AT_ONCE", 300)
    monkeypatch.setattr(union, "_AT_ONCE", 20)
    rng = random.Random(seed)
    entries = corpus(rng, rng.randrange(1, 14))
    parts = dealt(rng, entries, rng.randrange(1, 5), store)
    assert contents(merged(parts, store)) == contents(written(entries, store))


@stores
def test_a_segment_of_which_all_is_dead_leaves_nothing(store: str) -> None:
    rng = random.Random(1)
    [(segment, _)] = dealt(random.Random(3), corpus(rng, 3), 1, store)
    dead = segment.rows.days.whole >= 0
    assert contents(merged([(segment, dead)], store)) == contents(written([], store))
