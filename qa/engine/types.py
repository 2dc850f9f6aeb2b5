"""What a chat asks of an engine, and what it is told. None of it needs the search, or numpy."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from index.types import Report
from qa.types import Answer, Filters, Turn


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an index that is open.

    `built` is nanoseconds since 1970, `newest` the date of the newest document as YYYY-MM-DD, empty where none has one.
    `sources` are the sources with how many documents each has, `skipped` the files of which something was skipped with
    the reason, and `summary` what the opening did to the index, empty when the documents are what they were.
    """

    documents: int
    passages: int
    embedder: str
    built: int
    newest: str
    sources: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, str], ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Request:
    """A question with where to look for its answer and what was said before, oldest first."""

    question: str
    filters: Filters
    history: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many files are new, changed or gone since the index was made, by their sizes and times."""

    new: int = 0
    changed: int = 0
    gone: int = 0


Alive = Callable[[], None]
"""Called again and again while something is waited for. What it raises ends the waiting and is raised again."""


class Engine(Protocol):
    """Opens documents and answers. Its methods take as long as they take, and may be called from several threads.

    Each raises a DossierError when it cannot do what it should, and whatever `report` or `alive` raises.
    """

    def open(self, report: Report, anew: bool = False) -> Known:
        """Open the documents, their index built or brought up to date first; built from nothing when `anew`.

        Until this returns, questions are answered from the index that was open before.
        """
        ...

    def kept(self, alive: Alive) -> Known:
        """Answer from the index as it is until the documents are open; it may be older than they are.

        Raises IndexMissing when there is none.
        """
        ...

    def ask(self, request: Request, alive: Alive) -> Answer:
        """What the documents say to a question. The hits of an answer may be left out, but for the nearest passages of
        one that abstains."""
        ...

    def examples(self, alive: Alive) -> tuple[str, ...]:
        """A few questions about these documents, each of which has an answer in them."""
        ...

    def look(self, alive: Alive) -> Standing:
        """Compare the files with the index; none is read."""
        ...

    def fitting(self, filters: Filters, alive: Alive) -> int:
        """How many documents fit the filters."""
        ...

    def log(self) -> str:
        """What the engine wrote about its own faults, the last lines of it."""
        ...

    def close(self) -> None:
        """End it, and whatever it is doing."""
        ...


def request_json(request: Request) -> dict[str, Any]:
    """A request as plain values."""
    return {
        "question": request.question,
        "filters": asdict(request.filters),
        "history": [asdict(turn) for turn in request.history],
    }


def request_of(found: dict[str, Any]) -> Request:
    """The request that `request_json` wrote."""
    return Request(found["question"], Filters(**found["filters"]), tuple(Turn(**turn) for turn in found["history"]))


def known_of(found: dict[str, Any]) -> Known:
    """What `dataclasses.asdict` made of it, after a way as JSON."""
    pairs = {name: tuple((one, other) for one, other in found[name]) for name in ("sources", "skipped")}
    return Known(**{**found, **pairs})
