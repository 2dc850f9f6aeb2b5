"""Where the index of some documents is, and what it is to be made of, by the settings. Imports little."""

import os
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_cache_path

from index.embedders import LIGHT
from index.places import corpus, index_folder
from index.plan import Plan, cores
from qa.settings import Settings


def plan(docs: str | Path | Sequence[str | Path], settings: Settings) -> Plan:
    """What to build for these documents, and where."""
    place = corpus([docs] if isinstance(docs, str | Path) else docs)
    chosen = settings.home or os.environ.get("DOSSIER_HOME")
    home = Path(chosen).expanduser() if chosen else user_cache_path("dossier", appauthor=False)
    folder = index_folder(place, Path(settings.index) if settings.index else None, home)
    light = settings.embedder.partition(":")[0] in LIGHT
    processes = (settings.processes or cores()) if light else 1
    return Plan(place, folder, settings.store, settings.words, processes=processes)
