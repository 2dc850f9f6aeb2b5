"""The files of a corpus as they are now, and how they differ from those that an index was built of; no file is read."""

import os
import time
from dataclasses import dataclass

from index.index import Index
from index.manifest import About
from index.places import FileState, scan
from index.plan import Plan
from index.vectors import Embedder
from index.wordvectors import shipped

_RACY = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """The files of a corpus in order of id, and when one began to look at them, in nanoseconds since 1970."""

    at: int
    states: list[FileState]


@dataclass(frozen=True, slots=True)
class Differences:
    """The ids of the files that are new, changed or gone since an index was built, by size and time of writing."""

    new: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


def look(plan: Plan) -> Seen:
    """The files of a corpus as they are now."""
    return Seen(time.time_ns(), list(scan(plan.corpus, plan.folder)))


def is_current(seen: Seen, index: Index) -> bool:
    """Whether the files of the corpus are those that the index was built of, by their state on disk."""
    files, states = index.files, seen.states
    if len(states) != len(files) or [state.source.id for state in states] != files.ids():
        return False
    return all(same(state, one, index.about.built) for state, one in zip(states, files.times(), strict=True))


def compare(plan: Plan, index: Index) -> Differences:
    """What has changed on disk since an index was built."""
    before = dict(zip(index.files.ids(), index.files.times(), strict=True))
    now = {state.source.id: state for state in scan(plan.corpus, plan.folder)}
    both = now.keys() & before.keys()
    changed = {name for name in both if (now[name].size, now[name].mtime) != before[name][:2]}
    return Differences(frozenset(now.keys() - before.keys()), frozenset(changed), frozenset(before.keys() - now.keys()))


def same(state: FileState, then: tuple[int, int, int], built: int) -> bool:
    """Whether a file is as it was `then`, by its size and the times of writing and changing it. One written within two
    seconds of the build may have changed unseen, so is not."""
    last_change = state.mtime if os.name == "nt" else state.ctime  # on Windows ctime is when the file was made
    return (state.size, state.mtime, state.ctime) == then and last_change < built - _RACY


def fits(plan: Plan, embedder: Embedder, about: About) -> bool:
    """Whether an index can be built upon: it was made of the same documents in the same way."""
    made = (about.words, about.embedder, about.store, about.word_model, about.roots)
    return made == (plan.words, embedder.name, plan.store, shipped().name, tuple(map(str, plan.corpus.roots)))
