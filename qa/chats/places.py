"""Where chats are kept: in the person's own data, never beside the documents."""

import os
from pathlib import Path

from platformdirs import user_data_path

from qa.settings import Settings


def chats_file(settings: Settings) -> Path:
    """The database of chats: in `home`, else in $DOSSIER_HOME, else in the platform's folder for data."""
    chosen = settings.home or os.environ.get("DOSSIER_HOME")
    home = Path(chosen).expanduser() if chosen else user_data_path("dossier", appauthor=False)
    return home / "chats.sqlite"
