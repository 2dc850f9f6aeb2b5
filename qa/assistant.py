"""What every door opens into: ask, search, and bring the index up to date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.types import Hit, Report, Span
from qa.asked import Asked, readings
from qa.cite import Understood, compose
from qa.dating import datings
from qa.doubt import NOTHING_WITHIN, outside, reason
from qa.extract import answer
from qa.followup import resolve
from qa.retrieve import Retriever, checked, quiet
from qa.settings import Settings
from qa.speech import speaker
from qa.standing import fault
from qa.types import EVERYWHERE, Answer, Filters, Found, Quote, Scope, Turn


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers questions over an index. An immutable snapshot, safe to use from several threads."""

    retriever: Retriever

    @classmethod
    def open(
        cls, docs: str | Path | Sequence[str | Path], settings: Settings | None = None, report: Report = quiet
    ) -> "Assistant":
        """An assistant over files and folders; their index is built or brought up to date when needed.

        Raises a DossierError when the documents or the index cannot be used.
        """
        return cls(Retriever.open(docs, settings, report))

    def ask(self, question: str, history: Sequence[Turn | str] = (), filters: Filters = EVERYWHERE) -> Answer:
        """What the documents say to a question, in their own words, or that they do not say.

        Every quote is read again in its file; its citation says so when it is not there any more.

        `history` are the earlier turns, oldest first; a string is a turn whose answer is not known. Raises UsageError
        for an empty question.
        """
        settings, index = self.retriever.settings, self.retriever.index
        question = checked(question)
        turns = [Turn(turn) if isinstance(turn, str) else turn for turn in history]
        searched = resolve(question, turns, self.retriever.embedder)
        found, tried = self.find(searched, None, filters), []
        for one in readings(searched, index):
            tried.append((answer(one, found.hits, self.retriever.embedder, settings.sentences), one))
            if tried[-1][0].confidence >= settings.threshold:
                break
        draft, matched = max(tried, key=lambda pair: pair[0].confidence)
        if not draft.statements or draft.confidence < settings.threshold:
            draft = replace(draft, statements=(), reason=self._doubt(matched, found, filters))
        statements = tuple(replace(one, quotes=tuple(map(self._told, one.quotes))) for one in draft.statements)
        scope = Scope(*index.records.counts(), filters)
        understood = Understood(question, searched, scope, found.time, found.sources)
        return compose(understood, replace(draft, statements=statements), found.hits)

    def _doubt(self, question: Asked, found: Found, filters: Filters) -> str:
        """Why nothing answers, and how many articles on the subject the filters leave out."""
        passages = [hit.passage for hit in found.hits]
        if filters == EVERYWHERE:
            return reason(question, passages)
        everywhere = [hit.passage for hit in self.find(question.text).hits]
        why = reason(question, passages) if passages else NOTHING_WITHIN
        return "; ".join(filter(None, (why, outside(question, everywhere, passages))))

    def _told(self, quote: Quote) -> Quote:
        """A quote with who says it, the days that it means, and whether it stands in its file now."""
        document, start, end = quote.passage.document, quote.start, quote.end
        return replace(
            quote,
            fault=fault(quote, self.retriever.index),
            speaker=speaker(document, Span(start, end)),
            dates=datings(document, start, end),
        )

    def search(self, question: str, k: int | None = None, filters: Filters = EVERYWHERE) -> list[Hit]:
        """The passages that fit a question best, best first."""
        return list(self.find(question, k, filters).hits)

    def find(self, question: str, k: int | None = None, filters: Filters = EVERYWHERE) -> Found:
        """As `search`, with the stretch of time by which passages were preferred; None when the ranking has no time."""
        return self.retriever.find(question, k, filters)

    def refresh(self, report: Report = quiet) -> "Assistant":
        """An assistant over the documents as they are now. This one goes on answering from the index as it was."""
        return Assistant(self.retriever.refresh(report))
