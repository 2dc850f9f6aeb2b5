"""The retriever: from a question to the best passages, with what each side of the search made of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import UsageError
from index.index import Index
from index.likeness import WordModel
from index.parts import part
from index.plan import Change, seen_text
from index.refresh import refresh
from index.types import Hit, Progress, Rank, Report
from index.vectors import Embedder
from index.wordvectors import shipped
from qa import sources
from qa.carried import doubled
from qa.rank import Query, Ranked, Search, query, rank
from qa.rerankers import Reranker
from qa.settings import Settings
from qa.sources import Named, named, without
from qa.stages import weights
from qa.types import EVERYWHERE, Filters, Found, is_day
from qa.when import Window, share, window
from qa.where import plan

MAX_QUESTION = 4_000


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds passages in an index. An immutable snapshot, safe to use from several threads.

    `changes` tells what the opening did to the index, `reason` why it was built from nothing if it was, and `behind`
    that it was left as it was, since another process is updating it.
    """

    index: Index
    embedder: Embedder
    word_model: WordModel
    reranker: Reranker | None
    settings: Settings
    changes: tuple[Change, ...] = field(default=())
    reason: str = ""
    behind: bool = False

    @classmethod
    def open(
        cls, docs: str | Path | Sequence[str | Path], settings: Settings | None = None, report: Report = quiet
    ) -> "Retriever":
        """A retriever over files and folders; their index is built or brought up to date when needed.

        Raises a DossierError when the documents or the index cannot be used.
        """
        return cls._made(docs, settings or Settings(), report, False)

    @classmethod
    def rebuild(cls, docs: Sequence[str | Path], settings: Settings, report: Report = quiet) -> "Retriever":
        """As `open`, but the index is built from nothing, whatever there is."""
        return cls._made(docs, settings, report, True)

    @classmethod
    def _made(
        cls, docs: str | Path | Sequence[str | Path], settings: Settings, report: Report, anew: bool
    ) -> "Retriever":
        weights(settings.ranking)  # a mistake there is told before an index is built
        embedder, reranker = load_embedder(settings), load_reranker(settings)
        done = refresh(plan(docs, settings), embedder, report, anew)
        opened = cls(done.index, embedder, shipped(), reranker, settings)
        return replace(opened, changes=done.changes, reason=done.reason, behind=done.behind)

    def refresh(self, report: Report = quiet) -> "Retriever":
        """A retriever over the documents as they are now, with the models of this one. Raises as `open`."""
        done = refresh(plan(self.index.about.roots, self.settings), self.embedder, report)
        return replace(self, index=done.index, changes=done.changes, reason=done.reason, behind=done.behind)

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
        return list(self.find(question, k, Filters(since, until, source)).hits)

    def find(self, question: str, k: int | None = None, filters: Filters = EVERYWHERE) -> Found:
        """As `search`, with the stretch of time and the sources by which passages were preferred."""
        question = checked(question)
        k = self.settings.k if k is None else k
        asked, search, found = self.prepared(question, k, filters)
        best = rank(self.index, self.word_model, asked, search)
        if self.reranker is not None:
            best = self._reranked(self.reranker, question, best)
        hits = (Hit(self.index.passage(one.number), one.score, one.ranks, one.matches) for one in best[:k])
        return replace(found, hits=tuple(hits))

    def prepared(self, question: str, k: int, filters: Filters = EVERYWHERE) -> tuple[Query, Search, Found]:
        """What is searched for and how, for `qa.rank`, and by what passages are preferred, without any hits."""
        by = weights(self.settings.ranking)
        allowed = None if filters == EVERYWHERE else self.index.records.allowed(*_checked_filters(filters))
        time = window(question, self._today()) if by.get("time") else None
        asked = named(question, self.index.records.names, self._today()) if by.get("source") else None
        search = Search(
            weights=by,
            k=k if self.reranker is None else max(k, self.settings.rerank),
            pool=self.settings.pool,
            allowed=allowed,
            time=None if time is None else lambda rows: self._in_time(time, rows),
            source=None if asked is None else lambda rows: self._of_sources(asked, rows),
        )
        text = doubled(without(question, asked) if asked else question)
        found = Found((), time, asked.sources if asked else ())
        return query(self.index, self.word_model, text, self.embedder.query(text)), search, found

    def _today(self) -> date:
        """The day from which a question counts: that of the newest document, or today if none has a date."""
        newest = self.index.about.newest
        return date.fromisoformat(newest) if newest else date.today()

    def _in_time(self, named: Window, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        return np.array([share(named, *facts) for facts in self.index.records.texts(rows)], np.float32)

    def _of_sources(self, asked: Named, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        return np.array([sources.share(asked, *facts) for facts in self.index.records.published(rows)], np.float32)

    def _reranked(self, reranker: Reranker, question: str, best: list[Ranked]) -> list[Ranked]:
        """The best candidates in the reranker's order, then the others; each score is as it was."""
        head = best[: self.settings.rerank]
        texts = [seen_text(one.document, one.sentences) for one in (self.index.passage(found.number) for found in head)]
        scores = reranker.scores(question, texts)
        order = np.lexsort((np.array([one.number for one in head]), -scores))
        moved = [
            replace(head[place], ranks=(*head[place].ranks, Rank("reranker", new, float(scores[place]), 0.0)))
            for new, place in enumerate(order, 1)
        ]
        return moved + best[self.settings.rerank :]


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name. Raises PartMissing when there is no such embedder."""
    name, _, argument = settings.embedder.partition(":")
    loaded: Embedder = part("index.embedders", name).load(argument)
    return loaded


def load_reranker(settings: Settings) -> Reranker | None:
    """The reranker that the settings name, if any. Raises PartMissing when there is no such reranker."""
    name, _, argument = settings.reranker.partition(":")
    if not name:
        return None
    loaded: Reranker = part("qa.rerankers", name).load(argument)
    return loaded


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
        if day is not None and not is_day(day):
            raise UsageError(f"“{day}” is no date for --{name}: write YYYY, YYYY-MM or YYYY-MM-DD")
    return filters.since, filters.until, filters.source
