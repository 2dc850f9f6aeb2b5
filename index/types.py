"""What flows through the program. Every type is frozen; offsets are characters, lines count from 1."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open range [start, end) of characters in a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its `id` in the corpus, which is its path below the corpus folder, and its absolute `path`."""

    id: str
    path: str


@dataclass(frozen=True, slots=True)
class Rules:
    """For each fact about a document, the name of the rule that found it; empty where it is unknown."""

    title: str = ""
    date: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `text` is what citations count in: the decoded file itself for plain text and markdown,
    the visible text of an HTML page, the `text` field of a JSON line, the text of the pages of a PDF.

    `id` is unique in its corpus: the path below the corpus folder, or a record's own `_id`. `path` is absolute, and
    `inside` says where in the file the document lies when that is an archive or a mail with attachments.
    `date` is the publication date as ISO 8601 (YYYY-MM-DD). Facts that the document does not give are None.
    `lines` holds the offset in `text` at which each line of the file begins, from the file's `first_line` on; where
    the file has no lines, its pages, paragraphs, rows, chapters, messages or entries, which is what `unit` says.
    `decoding` tells how the bytes were made text where that is in doubt; empty where it is not.
    """

    id: str
    path: str
    text: str
    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    rules: Rules = Rules()
    lines: tuple[int, ...] = (0,)
    first_line: int = 1
    unit: str = "line"
    inside: str = ""
    decoding: str = ""

    def line(self, offset: int) -> int:
        """The line (page, paragraph …) of the file that holds the character at `offset`."""
        return self.first_line + max(0, bisect_right(self.lines, offset) - 1)


@dataclass(frozen=True, slots=True)
class Article:
    """What a reader yields: a document, and which stretches of its text are the article.

    `blocks` are paragraphs, headings or list items in order, without overlap; the menus, buttons and forms around
    an article are in no block. A block holds no blank line; a line break inside one is only a wrapped line.
    """

    document: Document
    blocks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Inner:
    """What a reader yields for a file within the file: a member of an archive, an attachment. `name` is a label."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole sentences: `text` is exactly `document.text[start:end]`. `number` is its row in the index.

    `sentences` are the places of its sentences in the document, in order; a heading or list item counts as one.
    """

    number: int
    document: Document
    text: str
    start: int
    end: int
    first_line: int
    last_line: int
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Rank:
    """Where one stage of the ranking put a passage: its rank from 1, its raw score, its share of the whole score."""

    stage: str
    rank: int
    score: float
    share: float


@dataclass(frozen=True, slots=True)
class Match:
    """A word of a question and the search term of a passage that comes nearest: 1 for its own term, else a cosine.

    `weight` is the word's share of the question, all words together 1.
    """

    asked: str
    found: str
    likeness: float
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, its score from 0 to 1, what each stage said of it, and which of its terms match."""

    passage: Passage
    score: float
    ranks: tuple[Rank, ...]
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: `done` of `total` items."""

    stage: str
    done: int
    total: int


Report = Callable[[Progress], None]
"""Receives progress. What it raises ends the work, and the index stays as it was."""
