"""The vectors of words: as they are kept, and the shipped ones."""

from pathlib import Path

import numpy as np
import pytest

from index.errors import PartMissing
from index.likeness import word_vectors
from index.words import term
from index.wordvectors import load, save, shipped


@pytest.fixture
def file(tmp_path: Path) -> Path:
    save(["apple", "pear", "ёж"], np.array([[3, 4], [0, -2], [0.1, 0]], np.float32), tmp_path / "words.safetensors")
    return tmp_path / "words.safetensors"


def test_vectors_are_read_as_they_were_written_and_are_of_unit_length(file: Path) -> None:
    vectors = load(file)
    assert [vectors.row(one) for one in ("apple", "pear", "ёж", "app", "zebra", "")] == [1, 2, 3, 0, 0, 0]
    found = word_vectors(vectors, ["apple", "pear", "ёж", "zebra"])
    assert found.ravel().tolist() == pytest.approx([0.6, 0.8, 0, -1, 1, 0, 0, 0], abs=0.005)
    assert np.linalg.norm(found, axis=1).tolist() == pytest.approx([1, 1, 1, 0])


def test_the_name_tells_one_set_of_vectors_from_another(file: Path, tmp_path: Path) -> None:
    save(["apple", "pear", "ёж"], np.array([[4, 3], [0, -2], [0.1, 0]], np.float32), tmp_path / "other.safetensors")
    save(["apple", "pear", "ёж"], np.array([[3, 4], [0, -2], [0.1, 0]], np.float32), tmp_path / "same.safetensors")
    names = [load(path).name for path in (file, tmp_path / "other.safetensors", tmp_path / "same.safetensors")]
    assert names[0] == names[2] != names[1]


@pytest.mark.parametrize("damage", ["cut", "empty", "gone"])
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(file: Path, damage: str) -> None:
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[: 100 if damage == "cut" else 0])
    with pytest.raises(
        PartMissing, match=r"no word vectors can be read from .*words\.safetensors .* python -m training"
    ):
        load(file)


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("ship", "vessel", "carrot"),
        ("bought", "purchase", "weather"),
        ("doctor", "physician", "treaty"),
        ("Moscow", "Russia", "Beijing"),
        ("talks", "negotiations", "apples"),
    ],
)
def test_a_word_is_nearer_to_one_of_like_meaning_than_to_another(word: str, near: str, far: str) -> None:
    found = word_vectors(shipped(), [term(one) for one in (word, near, far)])
    assert found[0] @ found[1] > 0.4
    assert found[0] @ found[2] < 0.25
