"""Repairing, also when it is killed or the disk fails at any step."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index import generations
from index.check import sound
from index.embedders.hashing import Hashing
from index.errors import CorpusError, IndexDamaged, IndexFault, IndexMissing
from index.manifest import Content
from index.plan import Plan
from index.refresh import refresh
from index.repair import repair
from index.types import Progress
from tests.store.faulty import ERRNOS, Died, Faulty, die, refuse

pytestmark = pytest.mark.usefixtures("hour_later")


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


def build(plan: Plan, rebuild: bool = False) -> None:
    refresh(plan, Hashing(64), quiet, rebuild)


def repaired(plan: Plan) -> list[str]:
    return list(repair(plan, lambda: build(plan, rebuild=True)))


def passages(plan: Plan) -> list[str]:
    index = sound(plan.folder)
    return [index.passage(number).text for number in range(index.about.passages)]


def bytes_below(folder: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "LOCK")


@pytest.fixture
def two(plan: Plan, corpus: Path) -> Plan:
    """An index of two generations, the first without `new.txt`."""
    build(plan)
    (corpus / "new.txt").write_text("A new line of prose is written here today.")
    build(plan)
    return plan


def segments(folder: Path, number: int) -> list[Path]:
    """The segments of a generation."""
    manifest = json.loads((folder / f"gens/gen-0000000{number}/MANIFEST.json").read_text())
    return [folder / "segments" / seal["root"][:32] for seal in manifest["segments"]]


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_sound_index_is_left_as_it_is(two: Plan) -> None:
    before = bytes_below(two.folder)
    assert repaired(two) == ["the index is sound: 4 passages of 4 documents"]
    assert bytes_below(two.folder) == before


def test_the_newest_index_that_is_sound_takes_the_place_of_a_damaged_one(two: Plan) -> None:
    built, [path] = sound_first(two), segments(two.folder, 2)
    flip(path)
    before = bytes_below(two.folder)
    assert repaired(two) == [
        f"damaged: {path}: its checksum is wrong",
        f"went back to the index built {built}; the next dossier index brings it up to date",
        f"moved to {two.folder}/quarantine/gen-00000002; it may be deleted",
        f"moved to {two.folder}/quarantine/{path.name}; it may be deleted",
        "the index is sound: 3 passages of 3 documents",
    ]
    lost = [data for data in before if data not in bytes_below(two.folder)]
    assert [data[:12] for data in lost] == [b"gen-00000002"]  # the pointer, and nothing else
    assert repaired(two) == ["the index is sound: 3 passages of 3 documents"]
    build(two)
    assert passages(two)[1] == "A new line of prose is written here today."


def sound_first(plan: Plan) -> str:
    generation = generations.read_generation(plan.folder, "gen-00000001", None)
    assert generation
    return f"{datetime.fromtimestamp(generation.about.built / 1e9, UTC):%Y-%m-%d %H:%M:%S} UTC"


@pytest.mark.parametrize("name", ["MANIFEST.json", "files.bin", "segment"])
def test_without_a_sound_index_everything_is_read_again_and_the_damaged_ones_are_kept(two: Plan, name: str) -> None:
    for number in (1, 2):
        place = two.folder / f"gens/gen-0000000{number}"
        flip(segments(two.folder, number)[0] if name == "segment" else place / name)
    before = bytes_below(two.folder / "gens") + bytes_below(two.folder / "segments")
    told = repaired(two)
    assert all(data in bytes_below(two.folder) for data in before)
    assert [line for line in told[1:] if "gen-" in line or "moved" not in line] == [
        f"moved to {two.folder}/quarantine/gen-00000001; it may be deleted",
        "no older index is sound: everything is read again",
        f"moved to {two.folder}/quarantine/gen-00000002; it may be deleted",
        "the index is sound: 4 passages of 4 documents",
    ]
    assert passages(two)[1] == "A new line of prose is written here today."


def test_when_the_documents_are_gone_too_the_damaged_index_stays_where_it_is(two: Plan, corpus: Path) -> None:
    for number in (1, 2):
        flip(two.folder / f"gens/gen-0000000{number}/files.bin")
    before = bytes_below(two.folder)
    shutil.rmtree(corpus)
    corpus.mkdir()
    with pytest.raises(CorpusError, match="there is nothing to read"):
        repaired(two)
    assert bytes_below(two.folder) == before


def replaced(path: Path) -> Path:
    """The place of a file or folder after that was removed."""
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    return path


Spoil = Callable[[Path], object]
SPOILS: dict[str, Spoil] = {
    "no pointer": lambda folder: (folder / "CURRENT").unlink(),
    "empty pointer": lambda folder: (folder / "CURRENT").write_bytes(b""),
    "pointer to nowhere": lambda folder: (folder / "CURRENT").write_text("gen-00000009 " + "0" * 64),
    "pointer is a folder": lambda folder: replaced(folder / "CURRENT").mkdir(),
    "no generation": lambda folder: shutil.rmtree(folder / "gens/gen-00000002"),
    "no generations": lambda folder: shutil.rmtree(folder / "gens"),
    "generations are a file": lambda folder: replaced(folder / "gens").write_text(""),
    "an extra file": lambda folder: (folder / "gens/gen-00000002/files.bin-wal").write_bytes(b"evil"),
    "no segments": lambda folder: shutil.rmtree(folder / "segments"),
    "segments are a file": lambda folder: replaced(folder / "segments").write_text(""),
    "a segment is a folder": lambda folder: replaced(segments(folder, 2)[0]).mkdir(),
    "a segment is another": lambda folder: shutil.copy(segments(folder, 1)[0], segments(folder, 2)[0]),
    "a generation is a file": lambda folder: replaced(folder / "gens/gen-00000002").write_text("x"),
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_whatever_is_spoiled_one_repair_mends(two: Plan, spoil: Spoil) -> None:
    spoil(two.folder)
    repaired(two)
    again = repaired(two)
    assert again == [f"the index is sound: {len(passages(two))} passages of {len(passages(two))} documents"]
    build(two)
    assert passages(two)[1] == "A new line of prose is written here today."


def test_there_is_nothing_to_repair_before_there_is_an_index(plan: Plan) -> None:
    with pytest.raises(IndexMissing, match=f"there is no index at {plan.folder} yet: run dossier index"):
        repaired(plan)
    assert not plan.folder.exists()


def attempts(plan: Plan) -> int:
    """How many steps a repair of a copy takes."""
    disk = Faulty(10_000, die)
    copy = copied(plan, "counted")
    repaired(replace(copy, disk=disk))
    return len(disk.made)


def copied(plan: Plan, name: str) -> Plan:
    folder = plan.folder.parent / name
    shutil.copytree(plan.folder, folder)
    return replace(plan, folder=folder)


@pytest.mark.parametrize("both", [False, True])
def test_a_repair_that_is_killed_at_any_step_is_finished_by_the_next(two: Plan, both: bool) -> None:
    for number in (1, 2) if both else (2,):
        flip(two.folder / f"gens/gen-0000000{number}/files.bin")
    kept = bytes_below(two.folder / "gens/gen-00000002")
    for step in range(1, attempts(two) + 1, 11 if both else 4):
        plan = copied(two, f"killed-{step}")
        with suppress(Died):
            repaired(replace(plan, disk=Faulty(step, die)))
        repaired(plan)
        assert len(passages(plan)) == (4 if both else 3)
        assert all(data in bytes_below(plan.folder) for data in kept)


@pytest.mark.parametrize("number", ERRNOS)
def test_an_error_of_the_disk_at_any_step_of_a_repair_is_reported_and_loses_nothing(two: Plan, number: int) -> None:
    flip(two.folder / "gens/gen-00000002/files.bin")
    kept, codes = bytes_below(two.folder / "gens/gen-00000002"), set()
    for step in range(1 + number % 7, attempts(two) + 1, 7):
        plan = copied(two, f"failed-{step}")
        try:
            repaired(replace(plan, disk=Faulty(step, refuse(number), persists=False)))
        except IndexFault as error:
            codes.add(error.exit_code)
        repaired(plan)
        assert len(passages(plan)) in (3, 4)
        assert all(data in bytes_below(plan.folder) for data in kept)
    assert codes <= {4, 6, 7}
    assert codes


def test_a_check_writes_nothing(two: Plan) -> None:
    before = {path: path.stat() for path in [two.folder, *two.folder.rglob("*")]}
    sound(two.folder)
    assert {path: path.stat() for path in [two.folder, *two.folder.rglob("*")]} == before


@pytest.mark.parametrize("part", ["files.bin", "dead.bin", "segments"])
def test_parts_of_two_indexes_do_not_make_one(two: Plan, corpus: Path, part: str) -> None:
    (corpus / "orchard.txt").rename(corpus / "plum.txt")
    (corpus / "harbour.txt").unlink()
    build(two)
    first, third = (generations.read_generation(two.folder, f"gen-0000000{number}", None) for number in (2, 3))
    assert first
    assert third
    files = {**third.files, part: first.files[part]} if part in third.files else third.files
    seals = tuple(one.seal for one in (first if part == "segments" else third).segments)
    generations.publish(two.folder, Content(third.about, files, seals))
    with pytest.raises(IndexDamaged, match=r"gen-00000004|segments"):
        sound(two.folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_an_index_on_a_read_only_disk_can_be_checked(two: Plan) -> None:
    for path in [*two.folder.rglob("*"), two.folder]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    assert len(passages(two)) == 4
    for path in [two.folder, *two.folder.rglob("*")]:
        path.chmod(0o700)
