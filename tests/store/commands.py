"""Every error of the disk at every step of what the commands do: build, update, mend, open."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from index import generations, making, places
from index.check import sound
from index.embedders.hashing import Hashing
from index.errors import IndexFault
from index.foresee import preview
from index.plan import Plan
from index.refresh import refresh
from index.repair import repair
from index.types import Progress
from tests.store.faulty import Faulty, die, refuse

EMBEDDER = Hashing(16)
Command = Callable[[Plan], object]


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


def index(plan: Plan) -> None:
    """What `dossier index` does."""
    refresh(plan, EMBEDDER, quiet)


def rebuild(plan: Plan) -> None:
    """What `dossier index --rebuild` does."""
    refresh(plan, EMBEDDER, quiet, rebuild=True)


def mend(plan: Plan) -> None:
    """What `dossier repair` does."""
    list(repair(plan, lambda: rebuild(plan)))


def opened(plan: Plan) -> None:
    """What `dossier check --fast` and `index --dry-run` do."""
    sound(plan.folder, plan.disk)
    preview(plan, EMBEDDER)


def _damage(plan: Plan) -> None:
    path = plan.folder / "gens/gen-00000002/files.bin"
    path.write_bytes(path.read_bytes()[:-1])


def _edit(plan: Plan) -> None:
    (plan.corpus.roots[0] / "c.txt").write_text("Night trains return to the northern line.")


COMMANDS: dict[str, tuple[Command, Callable[[Plan], None] | None]] = {
    "first index": (index, lambda plan: shutil.rmtree(plan.folder)),
    "update": (index, _edit),
    "rebuild": (rebuild, None),
    "repair": (mend, _damage),
    "check": (opened, None),
}
"""Each command, and what is done to an index of two generations before it."""


def failures(errnos: Sequence[int], stride: int) -> Iterator[str]:
    """For every so-many-th step of every command, and every error: what went wrong afterwards, empty for nothing."""
    with _store() as plan:
        for name, (command, before) in COMMANDS.items():
            counted = Faulty(10**9, die)
            with _copied(plan, before) as copy:
                command(replace(copy, disk=counted))
            for step in (1, 2, 3, *range(4, len(counted.made) + 1, stride)):
                for number in errnos:
                    with _copied(plan, before) as copy:
                        yield _fault(
                            copy, command, Faulty(step, refuse(number)), f"{name}, step {step}, error {number}"
                        )


def _fault(plan: Plan, command: Command, disk: Faulty, where: str) -> str:
    """The command reports the error as ours; then the index opens, or the next repair and index mend it."""
    try:
        command(replace(plan, disk=disk))
    except IndexFault:
        pass
    except OSError as error:
        return f"{where}: {error!r} was not reported as ours"
    try:
        if command is mend:
            mend(plan)
        generations.read(plan.folder)
        index(plan)
        held = {document.id for document in sound(plan.folder).records.documents()}
    except IndexFault as error:
        return f"{where}: {error}"
    files = {path.name for path in plan.corpus.roots[0].iterdir()}
    return "" if held == files else f"{where}: it holds {held} of {files}"


@contextmanager
def _store() -> Iterator[Plan]:
    """An index of two generations, whose runs are written at every opportunity."""
    every, making.EVERY = making.EVERY, 0.0
    try:
        with tempfile.TemporaryDirectory() as place:
            docs = Path(place).resolve() / "docs"
            docs.mkdir()
            plan = Plan(places.corpus([docs]), docs.parent / "index", "exact", 120)
            for name, text in (("a.txt", "The harbour opened again."), ("b.txt", "Growers lost their blossom.")):
                (docs / name).write_text(text)
                index(plan)
            yield plan
    finally:
        making.EVERY = every


@contextmanager
def _copied(plan: Plan, before: Callable[[Plan], None] | None) -> Iterator[Plan]:
    """A copy of the index, after something was done to it or to the documents; these are put back afterwards."""
    with tempfile.TemporaryDirectory() as place:
        copy = replace(plan, folder=Path(place).resolve() / "index")
        shutil.copytree(plan.folder, copy.folder)
        if before:
            before(copy)
        yield copy
        (plan.corpus.roots[0] / "c.txt").unlink(missing_ok=True)
