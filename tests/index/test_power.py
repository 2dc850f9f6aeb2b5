"""What can go wrong at each step of a commit: a loss of power, a kill, an error of the disk.

What is left is the old index or the new one, the next commit works, and each sync is needed.
"""

import os
from contextlib import suppress
from copy import deepcopy
from errno import EACCES, EIO, EROFS
from itertools import chain

import pytest

from index.errors import IndexFault
from index.generations import read
from tests.store.commands import failures
from tests.store.faulty import ERRNOS, Died, Faulty, die, refuse
from tests.store.power import FOLDER, Scenario, commit, contents, held, scenarios, violations
from tests.store.simulated import Simulated

PLAIN = [one for one in scenarios() if not one.between]


def test_no_state_that_a_loss_of_power_leaves_loses_a_commit_or_the_next_one() -> None:
    chosen = [*PLAIN, *(one for number, one in enumerate(scenarios()) if one.between and number % 8 == 5)]
    found = list(chain.from_iterable(map(violations, chosen)))
    assert [one for one in found if one] == []
    assert len(found) >= 5_000


@pytest.mark.parametrize("scenario", PLAIN[:2], ids=lambda scenario: scenario.name)
def test_leaving_out_any_one_sync_loses_something(scenario: Scenario) -> None:
    disk = Simulated(deepcopy(scenario.root))
    commit(disk, scenario.after)
    needless = [one for one in range(1, disk.syncs + 1) if not any(violations(scenario, frozenset({one})))]
    assert (disk.syncs >= 8, needless) == (True, [])


def fourth() -> Simulated:
    """A disk with three generations of which two are left."""
    return Simulated(deepcopy(PLAIN[2].root))


def steps() -> list[str]:
    disk = Faulty(10_000, die, disk=fourth())
    commit(disk, 9)
    return disk.made


def refused(disk: Faulty) -> tuple[str, int] | None:
    """What a commit reports and its exit code; None when it works."""
    try:
        commit(disk, 9)
    except IndexFault as error:
        return str(error).partition(". The documents")[0], error.exit_code
    return None


@pytest.mark.parametrize("number", ERRNOS)
@pytest.mark.parametrize("persists", [False, True])
def test_an_error_of_the_disk_at_any_step_is_reported_and_loses_nothing(number: int, persists: bool) -> None:
    made, reported, code = steps(), 0, 7 if number in (EACCES, EROFS) else 6
    for step in range(1, len(made) + 1):
        disk = fourth()
        told = refused(Faulty(step, refuse(number), persists, disk))
        reported += bool(told)
        assert held(read(FOLDER, disk)) in ((contents(3), contents(9)) if told else (contents(9),))
        assert not told or told == (f"the index at {FOLDER} cannot be written: {os.strerror(number)}", code)
        commit(disk, 10)
        assert held(read(FOLDER, disk)) == contents(10)
    last_sync = len(made) - made[::-1].index("sync")
    assert reported == last_sync  # then what is not needed any more is removed, if that is possible


def test_an_error_of_the_disk_in_any_command_is_reported_and_mended_by_the_next() -> None:
    found = list(failures([EIO], stride=16))
    assert [one for one in found if one] == []
    assert len(found) > 30


def test_a_second_writer_killed_after_a_first_leaves_the_old_index_or_a_new_one() -> None:
    count = len(steps())
    for first in range(1, count + 1):
        for second in range(1, count + 6, 3):
            disk = fourth()
            for step, number in ((first, 8), (second, 9)):
                with suppress(Died):
                    commit(Faulty(step, die, disk=disk), number)
            assert held(read(FOLDER, disk)) in (contents(3), contents(8), contents(9))
            commit(disk, 10)
            assert held(read(FOLDER, disk)) == contents(10)
