"""Follow folders of documents, and bring their index up to date after every change, until told to stop."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import watchfiles

from index.errors import DossierError, IndexBusy, UsageError
from index.plan import NEWS, Plan
from index.types import Report
from qa.retrieve import Retriever

DEBOUNCE, STEP = 2_000, 200
"""Milliseconds: an update waits until nothing changed for a step, but never longer than the first."""
RETRY = 5_000
"""Milliseconds after which an update that did not work is tried again, though nothing changed."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told of the progress of an update, of what it did, and, once for each reason, of why it did not work."""

    report: Report
    updated: Callable[[Retriever], None]
    failed: Callable[[DossierError], None]


def watch(retriever: Retriever, plan: Plan, watcher: Watcher) -> None:
    """Follow the documents of a retriever until SIGTERM, upon which it returns, or KeyboardInterrupt.

    An update that does not work (another process is at it, the folder is gone) is tried again until it does. Raises
    UsageError when the system cannot watch so many folders.
    """
    with _ended_by_sigterm() as ended:
        try:
            told = ""
            settled = False
            for changed in _wakings(plan):
                if settled and not changed:
                    continue
                settled = False
                try:
                    retriever = retriever.refresh(watcher.report)
                    if retriever.behind:
                        raise IndexBusy("another process is updating the index: this one waits for it")
                except DossierError as error:
                    if told != str(error):
                        watcher.failed(error)
                    told = str(error)
                    continue
                told, settled = "", True
                if any(change.status in NEWS for change in retriever.changes):
                    watcher.updated(retriever)
        except KeyboardInterrupt:
            if not ended:
                raise


def _wakings(plan: Plan) -> Iterator[bool]:
    """True when something may have changed, and False now and then when nothing did."""
    roots = plan.corpus.roots
    while True:
        if not all(root.exists() for root in roots):
            time.sleep(RETRY / 1000)
            yield True
            continue
        folders = {root if root.is_dir() else root.parent for root in roots}
        try:
            for changes in watchfiles.watch(
                *sorted(folders),
                watch_filter=lambda _, path: _matters(Path(path), plan),
                debounce=DEBOUNCE,
                step=STEP,
                rust_timeout=RETRY,
                yield_on_timeout=True,
                recursive=any(root.is_dir() for root in roots),
                ignore_permission_denied=True,
            ):
                yield bool(changes)
                if not changes and not all(root.exists() for root in roots):
                    break  # a folder that comes back is another one, to be watched anew
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UsageError(
                f"the folders cannot be watched: {error}. Where the system's limit is too low, raise it "
                "(sysctl fs.inotify.max_user_watches), or set WATCHFILES_FORCE_POLLING=1"
            ) from error


def _matters(path: Path, plan: Plan) -> bool:
    """Whether a file may be one of the corpus: none of its folders is hidden, and it is not of the index."""
    if path.is_relative_to(plan.folder):
        return False
    within = [path.relative_to(root) for root in plan.corpus.roots if path.is_relative_to(root)]
    return any(not any(part.startswith(".") for part in one.parts) for one in within)


@contextmanager
def _ended_by_sigterm() -> Iterator[list[bool]]:
    """SIGTERM raises KeyboardInterrupt within; the list is empty until then."""
    ended: list[bool] = []

    def end(_: int, __: FrameType | None) -> None:
        ended.append(True)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield ended
    finally:
        signal.signal(signal.SIGTERM, before)
