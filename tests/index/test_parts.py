import importlib
from pathlib import Path

import pytest

from index.errors import PartMissing
from index.parts import names, part


@pytest.fixture
def shelves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package of parts: oak can be loaded, elm needs a package that nobody has, _bark is no part."""
    folder = tmp_path / "shelves"
    folder.mkdir()
    sources = {"__init__": "", "oak": "LEAF = 'lobed'\n", "elm": "import not_installed_anywhere\n", "_bark": ""}
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return "shelves"


def test_the_modules_of_a_folder_are_its_parts_sorted(shelves: str) -> None:
    assert names(shelves) == ["elm", "oak"]


def test_the_folders_offer_the_parts_that_ship() -> None:
    assert names("index.stores") == ["exact", "faiss"]
    assert names("index.embedders") == ["hashing", "static", "transformer"]


def test_a_part_is_the_module_of_its_name(shelves: str) -> None:
    assert part(shelves, "oak").LEAF == "lobed"
    assert part("index.stores", "exact") is importlib.import_module("index.stores.exact")


@pytest.mark.parametrize("name", ["ash", "", "_bark", "oak.leaf", "../oak"])
def test_an_unknown_name_says_which_there_are(shelves: str, name: str) -> None:
    with pytest.raises(PartMissing) as caught:
        part(shelves, name)
    assert str(caught.value) == f"there is no shelve “{name}”: choose one of elm, oak"


def test_a_missing_package_is_named(shelves: str) -> None:
    with pytest.raises(PartMissing) as caught:
        part(shelves, "elm")
    assert str(caught.value) == (
        "the shelve “elm” needs not_installed_anywhere, which is not installed: "
        "install dossier-qa with its dependencies"
    )
