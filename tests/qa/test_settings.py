from pathlib import Path

import pytest

from index.errors import UsageError
from qa.settings import Settings, settle


def test_what_is_typed_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('embedder = "hashing"\nk = 3\nwords = 90\n')
    found = settle({"k": 5, "index": None}, {"DOSSIER_K": "4", "DOSSIER_WORDS": "100"}, file)
    assert (found.k, found.words, found.embedder, found.index) == (5, 100, "hashing", "")


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    assert settle({}, {}, tmp_path / "none.toml") == Settings()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("color = 1\n", "unknown key “color”"),
        ("k = 'many'\n", "k from .* must be a int"),
        ("k = 0\n", "from 1 to 1000"),
        ("processes = 65\n", "from 0 to 64"),
        ("=", "cannot be read"),
    ],
)
def test_a_wrong_settings_file_is_refused_with_its_name(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(content)
    with pytest.raises(UsageError, match=message) as raised:
        settle({}, {}, file)
    assert str(file) in str(raised.value)
