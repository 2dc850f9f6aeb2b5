import random

import numpy as np

from index import segment
from index.known import Known
from tests.segments import corpus, dealt, written


def test_the_vectors_of_digests_are_found_in_whatever_segment_they_are() -> None:
    chance = random.Random(3)
    parts = [one for one, _ in dealt(chance, corpus(chance, 20), 3, "exact")]
    known = Known(parts)
    digests = [rows.digests(row, 1) for rows in (one.rows for one in parts) for row in range(rows.passages)]
    vectors = np.concatenate([one.store.take(np.arange(one.rows.passages)) for one in parts])
    found = known.vectors([bytes(32), *digests, digests[0][:8] + bytes(24)])
    assert list(found) == digests
    assert np.array_equal(np.array(list(found.values())), vectors)


def test_nothing_is_known_without_segments_or_passages() -> None:
    assert Known([]).vectors([bytes(32)]) == {}
    assert Known([segment.open(written([], "exact").sections, "exact")]).vectors([bytes(32)]) == {}
