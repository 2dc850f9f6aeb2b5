"""Work in real processes: the functions that they run lie in a module that the test writes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from index.errors import IndexFault, UsageError
from index.workers import Workers

WORK = """
import os, sys, time
from pathlib import Path
from index.errors import Code, FileSkipped, UsageError

def doubled(state, task, tell):
    print("this goes nowhere")
    for number in range(task):
        tell((task, number))
    return 2 * task

def who(state, task, tell):
    state.append(task)
    return os.getpid(), state[0], os.environ["OMP_NUM_THREADS"], os.environ["TOKENIZERS_PARALLELISM"]

def in_turn(state, task, tell):
    "The first task waits until the second is done."
    folder, number = task
    Path(folder, str(number)).touch()
    while not Path(folder, "1").exists():
        time.sleep(0.01)
    return number

def refused(state, task, tell):
    raise UsageError(f"not {task}")

def skipped(state, task, tell):
    raise FileSkipped(Code.EMPTY, "two arguments")

def dead(state, task, tell):
    os._exit(3)

def greedy(state, task, tell):
    raise MemoryError

def endless(state, task, tell):
    tell(os.getpid())
    while True:
        pass
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    (tmp_path / "worked.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    module = ModuleType("worked")
    exec(compile(WORK, "worked.py", "exec"), module.__dict__)
    sys.modules["worked"] = module
    yield module
    del sys.modules["worked"]


def nothing(value: object) -> None:
    """What is told now and then by work that tells nothing."""
    assert value is None


def ended(pid: int) -> bool:
    """Whether a process ends within ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if sys.platform == "linux" and " Z " in Path(f"/proc/{pid}/stat").read_text():
            return True
        time.sleep(0.05)
    return False


def test_results_come_in_the_order_of_the_tasks(work: Any, tmp_path: Path) -> None:
    with Workers(2, int) as workers:
        tasks = [(str(tmp_path), number) for number in range(5)]
        assert list(workers.over(work.in_turn, tasks, nothing)) == [0, 1, 2, 3, 4]


def test_what_a_process_tells_arrives_before_its_result(work: Any) -> None:
    told: list[object] = []
    with Workers(1, int) as workers:
        assert list(workers.over(work.doubled, [2, 0, 1], told.append)) == [4, 0, 2]
    assert [one for one in told if one] == [(2, 0), (2, 1), (1, 0)]


def test_processes_and_their_states_are_kept_for_the_next_work_and_have_one_thread_each(work: Any) -> None:
    workers: Workers[list[int]] = Workers(2, list)
    with workers:
        first = set(workers.over(work.who, range(20), nothing))
        again = set(workers.over(work.who, range(20), nothing))
    assert again <= first
    assert 1 <= len(first) <= 2
    assert os.getpid() not in {pid for pid, *_ in first}
    assert {found[2:] for found in first} == {("1", "false")}


def test_no_task_is_drawn_long_before_it_is_due(work: Any) -> None:
    drawn: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            drawn.append(number)
            yield number

    with Workers(1, int) as workers:
        results = workers.over(work.doubled, tasks(), lambda value: None)
        assert [next(results), next(results)] == [0, 2]
        assert len(drawn) < 10


def test_a_program_that_waits_is_asked_now_and_then_whether_it_goes_on(work: Any) -> None:
    def stop(pid: int | None) -> None:
        if pid is None:
            raise KeyError

    with Workers(1, int) as workers, pytest.raises(KeyError):
        list(workers.over(work.endless, [1], stop))


def test_an_error_is_raised_as_it_was_with_where_it_was_raised(work: Any) -> None:
    with Workers(2, int) as workers, pytest.raises(UsageError, match="not 7") as raised:
        list(workers.over(work.refused, [7], nothing))
    assert "in refused" in raised.value.__notes__[0]


def test_an_error_that_cannot_travel_is_told_in_words(work: Any) -> None:
    with Workers(1, int) as workers, pytest.raises(RuntimeError, match="FileSkipped: two arguments"):
        list(workers.over(work.skipped, [1], nothing))


@pytest.mark.parametrize(("name", "what"), [("dead", r"died \(exit code 3\)"), ("greedy", "too little memory")])
def test_a_process_that_dies_or_has_no_memory_is_a_fault_that_says_what_to_do(work: Any, name: str, what: str) -> None:
    with Workers(2, int) as workers, pytest.raises(IndexFault, match=f"{what}.*fewer processes"):
        list(workers.over(getattr(work, name), [1, 2, 3], nothing))


def test_raising_in_what_is_told_ends_all_processes(work: Any) -> None:
    pids: list[int] = []

    def stop(pid: int | None) -> None:
        pids.extend([pid] if pid else [])
        if len(pids) == 2:
            raise KeyError

    with Workers(2, int) as workers, pytest.raises(KeyError):
        list(workers.over(work.endless, [1, 2], stop))
    assert [ended(pid) for pid in pids] == [True, True]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_processes_end_with_the_one_that_started_them(work: Any, tmp_path: Path, number: int) -> None:
    program = (
        "import os, worked; from index.workers import Workers\n"
        "with Workers(2, int) as workers:\n"
        "    list(workers.over(worked.endless, [1, 2], lambda pid: pid and print(pid, flush=True)))\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{Path(__file__).parents[2]}:{tmp_path}"}
    with subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=-1, stderr=-1, text=True) as parent:
        assert parent.stdout
        pids = [int(parent.stdout.readline()) for _ in range(2)]
        parent.send_signal(number)
        parent.wait(10)
    assert [ended(pid) for pid in pids] == [True, True]
