"""The files of a large corpus, seen by a process of its own.

To ask the system about each of a hundred thousand files takes as long as to open their index and answer a question. The
process does nothing else and imports little, while this one gets the index ready.
"""

import gc
import json
import os
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, cast

from index.places import FILES, Columns, Corpus, listing
from index.plan import Plan
from index.start import start

MANY = 2 << 20
"""The bytes of a table of so many files, some twenty thousand, that another process is worth its start."""


class Glance:
    """Looks at the files of a corpus while other work is done. Left as a context manager, the process is ended."""

    def __init__(self, place: Corpus, leave_out: Path) -> None:
        """Raises OSError when no process can be started."""
        self._process = start("from index.glance import main; main()", os.environ)
        with cast(IO[bytes], self._process.stdin) as asked:
            asked.write(json.dumps([*map(str, (place.home, leave_out, *place.roots))]).encode())

    def __enter__(self) -> "Glance":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        cast(IO[bytes], self._process.stdout).close()
        self._process.wait()

    def columns(self) -> Columns | None:
        """What was seen; None when the process failed."""
        said = cast(IO[bytes], self._process.stdout)
        head, rest = said.readline(), memoryview(said.read())
        if self._process.wait() or not head:
            return None
        found, start = list[memoryview](), 0
        for size in json.loads(head):
            found.append(rest[start : start + size])
            start += size
        return tuple(found)


_begun = dict[tuple[Corpus, Path], Glance]()


def begin(plan: Plan) -> None:
    """Begin to look at the files of a corpus, where there were many, before the index is opened."""
    with suppress(OSError):
        size = max((table.stat().st_size for table in plan.folder.glob(f"gens/*/{FILES}")), default=0)
        if _pays(plan, size):
            _begun[plan.corpus, plan.folder] = Glance(plan.corpus, plan.folder)


def begun(plan: Plan, size: int) -> AbstractContextManager[Glance | None]:
    """The look that was begun, or a new one where the table of the files has a size that makes it worth while; None
    where it does not, or no process can be started."""
    found = _begun.pop((plan.corpus, plan.folder), None)
    with suppress(OSError):
        return found or (Glance(plan.corpus, plan.folder) if _pays(plan, size) else nullcontext())
    return nullcontext()


def _pays(plan: Plan, size: int) -> bool:
    return size >= MANY and plan.processes > 1


def main() -> None:
    """Look at the files of the corpus that standard input names, and say what is there on standard output."""
    gc.disable()  # nothing is made but what is said
    home, leave_out, *roots = map(Path, json.loads(sys.stdin.buffer.read()))
    columns = listing(Corpus(tuple(roots), home), leave_out).columns()
    sys.stdout.buffer.write(json.dumps([*map(len, columns)]).encode() + b"\n")
    sys.stdout.buffer.writelines(columns)
    sys.stdout.flush()
    os._exit(0)  # nothing is taken apart
