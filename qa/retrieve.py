"""The retriever: from a question to the best passages, with what each side of the search made of them."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from index.build import Change, Plan
from index.errors import UsageError
from index.index import Index
from index.parts import part
from index.places import corpus, index_folder
from index.refresh import Refreshed, refresh
from index.types import Embedder, Hit, Progress, Report
from index.words import terms
from qa.fuse import Side, fuse
from qa.settings import Settings
from qa.types import EVERYWHERE, Filters

MAX_QUESTION = 4_000
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds passages in an index. An immutable snapshot, safe to use from several threads.

    `changes` tells what the opening did to the index, `reason` why it was built from nothing if it was.
    """

    index: Index
    embedder: Embedder
    settings: Settings
    changes: tuple[Change, ...] = field(default=())
    reason: str = ""

    @classmethod
    def open(
        cls, docs: str | Path | Sequence[str | Path], settings: Settings | None = None, report: Report = quiet
    ) -> "Retriever":
        """A retriever over files and folders; their index is built or brought up to date when needed.

        Raises a DossierError when the documents or the index cannot be used.
        """
        settings = settings or Settings()
        embedder = load_embedder(settings)
        return cls._of(embedder, settings, refresh(plan(docs, settings), embedder, report))

    @classmethod
    def rebuild(cls, docs: Sequence[str | Path], settings: Settings, report: Report = quiet) -> "Retriever":
        """As `open`, but the index is built from nothing, whatever there is."""
        embedder = load_embedder(settings)
        return cls._of(embedder, settings, refresh(plan(docs, settings), embedder, report, rebuild=True))

    @classmethod
    def _of(cls, embedder: Embedder, settings: Settings, done: Refreshed) -> "Retriever":
        return cls(done.index, embedder, settings, done.changes, done.reason)

    def search(
        self,
        question: str,
        k: int | None = None,
        since: str | None = None,
        until: str | None = None,
        source: str | None = None,
    ) -> list[Hit]:
        """The k passages that fit a question best, best first; fewer when there are no more.

        `since` and `until` limit the publication date (YYYY, YYYY-MM or YYYY-MM-DD), `source` the source or path.
        Raises UsageError for an empty question, or a date of another form.
        """
        question = checked(question)
        k = self.settings.k if k is None else k
        filters = Filters(since, until, source)
        allowed = None if filters == EVERYWHERE else self.index.records.allowed(*_checked_filters(filters))
        pool = max(k, self.settings.pool)
        near = [one for one in self.index.near(self.embedder.query(question), pool, allowed) if one[1] > 0]
        matching = self.index.matching(terms(question), pool, allowed)
        weight = self.settings.lexical
        fused = fuse({"matching": Side(matching, weight), "near": Side(near, 1 - weight)}, k)
        return [Hit(self.index.passage(one.number), one.score, one.ranks) for one in fused]


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name. Raises PartMissing when there is no such embedder."""
    name, _, argument = settings.embedder.partition(":")
    loaded: Embedder = part("index.embedders", name).load(argument)
    return loaded


def plan(docs: str | Path | Sequence[str | Path], settings: Settings) -> Plan:
    """What to build for these documents, and where."""
    place = corpus([docs] if isinstance(docs, str | Path) else docs)
    chosen = settings.home or os.environ.get("DOSSIER_HOME")
    home = Path(chosen).expanduser() if chosen else user_cache_path("dossier", appauthor=False)
    folder = index_folder(place, Path(settings.index) if settings.index else None, home)
    return Plan(place, folder, settings.store, settings.words)


def checked(question: str) -> str:
    """The question without the space around it. Raises UsageError when nothing is left, or it is far too long."""
    question = question.strip()
    if not re.search(r"\w", question):
        raise UsageError("the question is empty: ask in words")
    if len(question) > MAX_QUESTION:
        raise UsageError(f"the question has {len(question):,} characters: {MAX_QUESTION:,} is the most")
    return question.encode("utf-8", "replace").decode()


def _checked_filters(filters: Filters) -> tuple[str | None, str | None, str | None]:
    for name, day in (("since", filters.since), ("until", filters.until)):
        if day is not None and not _DAY.fullmatch(day):
            raise UsageError(f"“{day}” is no date for --{name}: write YYYY, YYYY-MM or YYYY-MM-DD")
    return filters.since, filters.until, filters.source
