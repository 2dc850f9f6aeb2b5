import pytest

from index.types import Progress
from qa.pace import line


@pytest.mark.parametrize(
    ("done", "seconds", "told"),
    [
        (0, 0.0, "embedding 0/12,000"),
        (0, 60.0, "embedding 0/12,000"),
        (256, 1.9, "embedding 256/12,000"),
        (2_000, 4.0, "embedding 2,000/12,000 · 500/s · 20 s left"),
        (2_000, 400.0, "embedding 2,000/12,000 · 5.0/s · 33 min 20 s left"),
        (120, 600.0, "embedding 120/12,000 · 0.2/s · 16 h 30 min left"),
        (12_000, 600.0, "embedding 12,000/12,000"),
    ],
)
def test_rate_and_time_left_are_told_when_they_are_known(done: int, seconds: float, told: str) -> None:
    assert line(Progress("embedding", done, 12_000), seconds) == told
