"""What the tests of several modules need: a home of their own, a small corpus, its plan, and a clock far ahead."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from index import places
from index.plan import Plan

# Machines that run tests are slow at times, and what failed there must fail again here.
settings.register_profile(
    "dossier", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("dossier")

ARTICLES = {
    "harbour.txt": """Harbour reopens after the storm

LISBON, March 5, 2024 /Reuters/ - The harbour of Lisbon opened again on Tuesday. Ships had waited for three days.

The mayor thanked the pilots. Repairs cost $8.35 million.
""",
    "orchard.txt": """Late frost destroys half of the apple blossom

Growers in the valley lost half of their apple blossom in one night of frost. Insurers expect many claims.
""",
    "north/railway.txt": """Night trains return to the northern line

Published: 2023-11-20. The railway will run night trains to the north again from December. Tickets go on sale soon.
""",
}


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder for this test alone, so that no test sees or touches the person's own indexes."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.setenv("DOSSIER_HOME", str(folder / "dossier"))
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of three short articles, one of them in a folder of its own."""
    folder = tmp_path / "corpus"
    for name, text in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def plan(corpus: Path, tmp_path: Path) -> Plan:
    """The plan of an index of `corpus`, beside it, with exact search."""
    return Plan(places.corpus([corpus]), tmp_path / "index", "exact", 120)


@pytest.fixture
def hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock runs an hour ahead, so that every file was written long before the index is built."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 3_600_000_000_000)
