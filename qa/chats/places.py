"""Where chats are kept: in the person's own data, never beside the documents."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_data_path

from index.errors import ChatsFault
from qa.chats.store import Chats
from qa.settings import Settings


def chats_file(settings: Settings) -> Path:
    """The database of chats: in `home`, else in $DOSSIER_HOME, else in the platform's folder for data."""
    chosen = settings.home or os.environ.get("DOSSIER_HOME")
    home = Path(chosen).expanduser() if chosen else user_data_path("dossier", appauthor=False)
    return home / "chats.sqlite"


def kept(settings: Settings) -> Chats:
    """The chats on disk; where they cannot be, chats in memory that say why."""
    file = chats_file(settings)
    try:
        return Chats(file)
    except (OSError, sqlite3.Error, ChatsFault) as error:
        chats = Chats(None)
        chats.note = f"chats are not kept: {file} cannot be used ({error}). All else works; see DOSSIER_HOME"
        return chats


def roots(docs: Sequence[str]) -> str:
    """Where documents are, as chats know them by it: their absolute paths, as text that can be kept."""
    return ", ".join(os.path.abspath(one) for one in docs).encode("utf-8", "replace").decode()
