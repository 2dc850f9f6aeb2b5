"""A server over a small corpus, in the process of the test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from qa.serve.tab import Offer
from qa.settings import Settings
from qa.types import Filters
from tests.qa.serve.running import Served, serving


@pytest.fixture
def offer(corpus: Path, home: Path) -> Offer:
    settings = Settings((str(corpus),), embedder="hashing", store="exact", home=str(home / "dossier"), threshold=0.0)
    return Offer((str(corpus),), settings, Filters())


@pytest.fixture
async def served(offer: Offer) -> AsyncIterator[Served]:
    async with serving(offer) as one:
        yield one
