"""The file of arrays: another library reads it, and what does not fit is told."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file

from index.tensors import load, save

ARRAYS: dict[str, NDArray[Any]] = {
    "small": np.array([[1, -2], [3, 127]], np.int8),
    "halves": np.array([1.5, -0.25, 3e30], np.float32),
    "counts": np.array([7, 70_000], np.int32),
    "text": np.frombuffer("naïve".encode(), np.uint8),
    "none": np.zeros((0, 4), np.uint16),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    save(tmp_path / "some.safetensors", ARRAYS, {"name": "some@1"})
    return tmp_path / "some.safetensors"


def test_arrays_are_read_as_they_were_written(file: Path) -> None:
    found = load(file)
    assert found.metadata == {"name": "some@1"}
    assert {name: (of.dtype, of.tolist()) for name, of in found.arrays.items()} == {
        name: (of.dtype, of.tolist()) for name, of in ARRAYS.items()
    }


def test_the_library_of_the_form_reads_the_same(file: Path) -> None:
    found = load_file(file)
    assert {name: of.tolist() for name, of in found.items()} == {name: of.tolist() for name, of in ARRAYS.items()}


def test_an_array_that_is_not_there_or_of_another_type_is_refused(file: Path) -> None:
    with pytest.raises(ValueError, match="there is no “halves” of type int8"):
        load(file).of("halves", np.int8)
    with pytest.raises(ValueError, match="there is no “more” of type int8"):
        load(file).of("more", np.int8)


@pytest.mark.parametrize("kept", [0, 4, 40, -1])
def test_a_file_that_is_cut_off_is_refused(file: Path, kept: int) -> None:
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(ValueError):  # noqa: PT011 - json's, numpy's or our own
        load(file)
