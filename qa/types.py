"""What a question turns into."""

from dataclasses import dataclass

from index.patterns import later
from index.types import Document, Hit, Passage, Span
from qa.when import Window

_DAY = later(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Filters:
    """Where to look: dates are YYYY, YYYY-MM or YYYY-MM-DD, both ends included; None leaves a side open.

    A document without a date is outside any date range. `source` is found in a document's source or path.
    """

    since: str | None = None
    until: str | None = None
    source: str | None = None


EVERYWHERE = Filters()


def is_day(text: str) -> bool:
    """Whether a text is a date as filters take it: YYYY, YYYY-MM or YYYY-MM-DD."""
    return bool(_DAY.fullmatch(text))


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the hits, best first, and by what passages were preferred: the stretch of time and the
    sources that the question names, if any."""

    hits: tuple[Hit, ...]
    time: Window | None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation, and the answer that it got, if that is known."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a sentence reports to have said it, as the text has it: `name`, and `role` if it gives one (“Dmitry Peskov”,
    “Kremlin spokesman”); `direct` when the sentence holds the speaker's own words in quotation marks.

    `[start, end)` is where in the document's text the name stands from which the speaker is known; that may be a
    sentence or more before or after the quote.
    """

    name: str
    role: str
    direct: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dating:
    """The days that a relative date in a quote stands for, counted from its article's date: ours, never quoted.

    `[start, end)` is the phrase in the document's text (“on Wednesday”), `first` and `last` are YYYY-MM-DD.
    """

    start: int
    end: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that an answerer proposes: `[start, end)` in the text of the passage's document.

    `highlight` is the short answer in it, in the same offsets, where one is asked for and found. `fault` says why the
    quote does not stand in the file now; empty when it does.
    """

    passage: Passage
    start: int
    end: int
    fault: str = ""
    highlight: Span | None = None
    speaker: Speaker | None = None
    dates: tuple[Dating, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the documents say: the quote to be shown, then those of other documents that say the same.

    `value` is what it gives as the short answer where statements of an answer give different ones, else empty.
    """

    quotes: tuple[Quote, ...]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote in an answer: `quote` is exactly `passage.document.text[start:end]`, and `[number]` stands for it.

    `highlight` (the short answer), `speaker` and `dates` count in the document's text too. `repeats` is the number of
    the citation that says the same and is shown for it; None for one that is shown itself. `fault` says why the quote
    did not stand in the file when the answer was made; empty when it did.
    """

    number: int
    passage: Passage
    quote: str
    start: int
    end: int
    fault: str = ""
    highlight: Span | None = None
    speaker: Speaker | None = None
    dates: tuple[Dating, ...] = ()
    repeats: int | None = None

    @property
    def first_line(self) -> int:
        """The line (page, row …) of the file in which the quote begins."""
        return self.passage.document.line(self.start)

    @property
    def last_line(self) -> int:
        """The line (page, row …) of the file in which the quote ends."""
        return self.passage.document.line(self.end - 1)

    @property
    def highlighted(self) -> str:
        """The short answer as it stands in the quote; empty where there is none."""
        return self.passage.document.text[self.highlight.start : self.highlight.end] if self.highlight else ""


@dataclass(frozen=True, slots=True)
class Value:
    """One of the different values that documents give for what is asked, and the numbers of the citations that do."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What was searched: how many documents and passages, and within which filters."""

    documents: int
    passages: int
    filters: Filters = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question: quotes with their sources, or that they do not say.

    `searched` is the question as it was searched for, with what a follow-up carries over. `confidence` is the estimated
    probability, from 0 to 1, that the first quote answers it. An abstained answer has no citations, a `reason`, and the
    nearest passages as its hits. `missing` are the words of the question that stand nowhere in the documents. `differs`
    holds the values side by side where sources give different ones, else nothing. `newer` is the newest article on the
    same subject that is newer than every article cited, if there is one. `time` is the stretch of time that `searched`
    names, by which passages were preferred, and `sources` are the sources that it names, preferred as well.
    """

    question: str
    searched: str
    text: str
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    confidence: float
    abstained: bool
    reason: str
    scope: Scope
    missing: tuple[str, ...] = ()
    differs: tuple[Value, ...] = ()
    newer: Document | None = None
    time: Window | None = None
    sources: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Citation, ...]:
        """The citations whose quotes are shown, in order; the others repeat one of them."""
        return tuple(one for one in self.citations if one.repeats is None)

    def numbers(self, shown: Citation) -> tuple[int, ...]:
        """The numbers of a citation that is shown and of those that repeat it, in order."""
        return tuple(one.number for one in self.citations if shown.number in (one.number, one.repeats))
