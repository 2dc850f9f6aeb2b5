from pathlib import Path

from tests.store.mutate import CHANGES, bad, mutated, small_store


def test_no_damage_to_a_store_is_answered_from_crashes_or_hangs(tmp_path: Path) -> None:
    seen = mutated(small_store(tmp_path), tmp_path, 12 * len(CHANGES), seed=6)
    assert bad(seen) == {}
    refused = {kind for kind, found in seen if found == "refused"}
    assert refused == {change.__name__.strip("_") for change in CHANGES}
