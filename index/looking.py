"""The files of a corpus as they are now, and how they differ from those that an index was built of; no file is read."""

import os
import time
from dataclasses import dataclass
from operator import itemgetter

from index.index import Index
from index.manifest import About
from index.places import Columns, Listing, Times, listing
from index.plan import Plan
from index.vectors import Embedder
from index.wordvectors import shipped

_RACY = 2_000_000_000
_LAST_CHANGE = itemgetter(1 if os.name == "nt" else 2)
"""When a file was last changed, of its times: on Windows the last of them tells when it was made."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The files of a corpus, and when one began to look at them, in nanoseconds since 1970."""

    at: int
    files: Listing


@dataclass(frozen=True, slots=True)
class Differences:
    """The ids of the files that are new, changed or gone since an index was built, by size and time of writing."""

    new: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


def look(plan: Plan) -> Seen:
    """The files of a corpus as they are now."""
    return Seen(time.time_ns(), listing(plan.corpus, plan.folder))


def is_current(found: Columns, index: Index) -> bool:
    """Whether files that were found are those that the index was built of, by their state on disk."""
    before = index.files
    last = int((before.mtimes if os.name == "nt" else before.ctimes).max(initial=0))
    return found == before.columns and last < index.about.built - _RACY


def compare(plan: Plan, index: Index) -> Differences:
    """What has changed on disk since an index was built."""
    before = dict(zip(index.files.ids(), index.files.times(), strict=True))
    found = listing(plan.corpus, plan.folder)
    now = dict(zip(found.ids, found.times, strict=True))
    both = now.keys() & before.keys()
    changed = {name for name in both if now[name][:2] != before[name][:2]}
    return Differences(frozenset(now.keys() - before.keys()), frozenset(changed), frozenset(before.keys() - now.keys()))


def same(now: Times, then: Times, built: int) -> bool:
    """Whether a file is as it was `then`, by its size and the times of writing and changing it. One written within two
    seconds of the build may have changed unseen, so is not."""
    return now == then and _LAST_CHANGE(now) < built - _RACY


def fits(plan: Plan, embedder: Embedder, about: About) -> bool:
    """Whether an index can be built upon: it was made of the same documents in the same way."""
    made = (about.words, about.embedder, about.store, about.word_model, about.roots)
    return made == (plan.words, embedder.name, plan.store, shipped().name, tuple(map(str, plan.corpus.roots)))
