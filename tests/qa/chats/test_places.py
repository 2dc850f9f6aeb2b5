from pathlib import Path

from qa.chats.places import chats_file, kept, roots
from qa.settings import Settings


def test_chats_lie_in_the_home_that_is_named(tmp_path: Path, home: Path) -> None:
    assert chats_file(Settings(home=str(tmp_path))) == tmp_path / "chats.sqlite"
    assert chats_file(Settings()) == home / "dossier" / "chats.sqlite"


def test_where_chats_cannot_be_kept_they_are_in_memory_and_say_why(tmp_path: Path) -> None:
    (tmp_path / "chats.sqlite").mkdir()
    chats = kept(Settings(home=str(tmp_path)))
    assert chats.note.startswith(f"chats are not kept: {tmp_path / 'chats.sqlite'} cannot be used")
    chats.begin("a", "corpus", "first")
    assert chats.ask("a", "first", "") == 1


def test_documents_are_known_by_their_absolute_paths() -> None:
    assert roots(["a", "/b"]) == f"{Path.cwd() / 'a'}, /b"
