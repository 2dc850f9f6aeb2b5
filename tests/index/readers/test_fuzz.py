"""Whatever is done to the bytes of a file, its reader raises its own error or yields sound articles.

The quick tier runs with the other tests; `make soak` runs the long one, and prints how many files it tried.
"""

import random
import time
from contextlib import suppress
from pathlib import PurePosixPath

import pytest

from index.errors import FileSkipped
from index.frames import packed, unpacked_article
from index.parts import part
from index.readers import READERS
from index.reading import articles
from index.sandbox import Sandbox
from index.types import Article, Source
from tests.made import one_of_each

QUICK, LONG = 25, 20_000
PIECES = (
    b"\0",
    b"\xff" * 8,
    b"<",
    b"(",
    b"[" * 50,
    b"%",
    b"\r\n\r\n",
    b"obj",
    b"\\u-1?",
    b"{\\rtf1",
    b"From \n",
    b"=?",
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to eight changes: bits, pieces put in, stretches cut, doubled, blotted out or moved."""
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data)) if data else 0
        length = min(chance.choice((1, 2, 8, 64, 512)), len(data) - at)
        here, rest = data[at : at + length], data[at + length :]
        bit = bytes([here[0] ^ 1 << chance.randrange(8)]) + here[1:] if here else b""
        elsewhere = data[chance.randrange(len(data) + 1) :][:length]
        changes = (bit, chance.choice(PIECES) + here, b"", here * 2, bytes(length), elsewhere + here)
        data = data[:at] + chance.choice(changes) + rest
    return data


def read(name: str, data: bytes) -> None:
    """Read the bytes, and check what comes out as the sandbox does."""
    source = Source(name, f"/corpus/{name}")
    reader = part("index.readers", READERS[PurePosixPath(name).suffix])
    try:
        for found in reader.read(source, data):
            if isinstance(found, Article):
                same = unpacked_article(packed(found), source)
                assert same == found
                assert all(block.start < block.end for block in found.blocks)
    except FileSkipped:
        return


def fuzz(name: str, count: int, seed: int) -> None:
    whole, chance = one_of_each()[name], random.Random(f"{name} {seed}")
    for _ in range(count):
        data = mutated(whole, chance)
        try:
            read(name, data)
        except BaseException as error:
            raise AssertionError(f"{name}: {type(error).__name__} for {data!r}") from error


@pytest.mark.parametrize("name", one_of_each())
def test_no_change_of_a_file_makes_its_reader_raise_anything_of_its_own(name: str) -> None:
    fuzz(name, QUICK, 1)


@pytest.mark.soak
@pytest.mark.parametrize("name", one_of_each())
def test_no_change_of_a_file_among_many_makes_its_reader_raise(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    for seed in range(2, 22):
        fuzz(name, LONG // 20, seed)
        if time.monotonic() - began > 240:
            break
    with capsys.disabled():
        print(f"\n{name}: {(seed - 1) * LONG // 20:,} changed files in {time.monotonic() - began:.0f} s")


def test_no_change_of_a_file_brings_down_the_program_that_reads_it() -> None:
    chance = random.Random(7)
    with Sandbox() as box:
        for name, whole in one_of_each().items():
            for _ in range(4):
                with suppress(FileSkipped):
                    for found in articles(Source(name, f"/corpus/{name}"), mutated(whole, chance), box):
                        assert isinstance(found, Article | FileSkipped)
