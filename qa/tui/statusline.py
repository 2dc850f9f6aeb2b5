"""The line on top: which documents, how many, and whether the index still is what they are."""

from dataclasses import dataclass
from functools import partial

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker

from index.types import Progress
from qa.engine.types import Known
from qa.pace import left
from qa.safe import one_line
from qa.tui.messages import Kept, Looked, Opened, OpenFailed, Working
from qa.tui.work import UP_TO_DATE, Documents, look, open_documents, open_kept, run, unforeseen
from qa.types import Filters

_LOOK_EVERY = 30.0
_BAR = 10
_NOTHING_NEW = "nothing changed since the index was made"
_MEANWHILE = "the documents changed: the index before answers while it is updated"
OPENING = "opening…"
NOT_OPEN = "not open: f8 tries again"
OLD_INDEX = "answering from the index as it was"


class StatusLine(Static):
    """One line of words; state is never told by colour alone. The documents are opened and indexed from here."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    @dataclass
    class Ready(Message):
        """The documents are open: what is known of their index, and what is to be said of the opening, if anything."""

        known: Known
        summary: str

    @dataclass
    class Trouble(Message):
        """Something about the documents went wrong, and what."""

        why: str

    def __init__(self, documents: Documents, filters: Filters) -> None:
        super().__init__(markup=False)
        self._documents, self._filters = documents, filters
        self.known: Known | None = None
        self._opening: Worker[None] | None = None
        self._reopening: Worker[None] | None = None
        self._words = OPENING

    @property
    def busy(self) -> bool:
        """Whether the documents are being opened or indexed."""
        return self._opening is not None

    def on_mount(self) -> None:
        """Look now and then whether the files changed."""
        self.set_interval(_LOOK_EVERY, self.look)
        self.show(OPENING)

    def open(self, anew: bool = False) -> None:
        """Open the documents or bring them up to date, from nothing when `anew`; the index in use stays until then."""
        if self._opening is None:
            self.show(OPENING)
            self._opening = run(self, "open", partial(open_documents, self, self._documents.engine, anew))

    def cancel(self) -> None:
        """Stop indexing; the index is as it was."""
        if self._opening:
            self._opening.cancel()
            self._opening = None
            self.show(OLD_INDEX if self.known else NOT_OPEN)

    def narrow(self, filters: Filters) -> None:
        """Say within which filters answers are looked for."""
        self._filters = filters
        self.show(self._words)

    def look(self) -> None:
        """Compare the files on disk with the index."""
        if self.known and self._opening is None:
            run(self, "look", partial(look, self, self._documents.engine))

    def show(self, words: str) -> None:
        """Show how things stand, after the name of the documents and how many there are."""
        self._words = words
        count = f"{self.known.documents:,} document{'s' * (self.known.documents != 1)}" if self.known else ""
        first, *rest = (
            one_line(fact) for fact in (self._documents.name, count, words, filtered(self._filters)) if fact
        )
        self.update(Content.assemble((first, "bold"), *(f" · {fact}" for fact in rest)))

    @on(Working)
    def _show_progress(self, event: Working) -> None:
        event.stop()
        if self._opening is None:
            return
        if not self.known and not self._reopening and event.progress.total:  # it indexes: the index before may answer
            self._reopening = run(self, "kept", partial(open_kept, self, self._documents.engine))
        self.show(working(event.progress, event.seconds))

    @on(Kept)
    def _kept(self, event: Kept) -> None:
        event.stop()
        if self._opening and self.known is None:
            self.known = event.known
            self.post_message(self.Ready(event.known, _MEANWHILE))

    @on(Opened)
    def _opened(self, event: Opened) -> None:
        event.stop()
        if self._opening is None:
            return
        first, self.known, self._opening = self.known is None, event.known, None
        self.show(UP_TO_DATE)
        self.post_message(self.Ready(event.known, event.known.summary or ("" if first else _NOTHING_NEW)))

    @on(OpenFailed)
    def _not_opened(self, event: OpenFailed) -> None:
        event.stop()
        self._fail(event.why)

    @on(Looked)
    def _looked(self, event: Looked) -> None:
        event.stop()
        if self._opening is None:
            self.show(event.words)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that failed in a way nobody foresaw ends only its own work."""
        event.stop()
        if why := unforeseen(event):
            if event.worker is self._opening:
                self._fail(why)
            elif event.worker.group == "look":
                self.post_message(self.Trouble(why))

    def _fail(self, why: str) -> None:
        self._opening = None
        self.show(OLD_INDEX if self.known else NOT_OPEN)
        self.post_message(self.Trouble(why))


def working(progress: Progress, seconds: float) -> str:
    """A stage in words, with a bar, how much of it is done, and how long it will take yet once that is known."""
    if progress.total <= 1:  # all or nothing: a bar would say nothing
        return f"{progress.stage}…{f' {seconds:.0f} s' * (seconds >= 1)}"
    full = _BAR * progress.done // progress.total
    done = f"{progress.stage} {'▰' * full}{'▱' * (_BAR - full)} {progress.done:,}/{progress.total:,}"
    return " · ".join(filter(None, (done, left(progress, seconds))))


def filtered(filters: Filters) -> str:
    """Which documents are left out by a filter, in words; empty without one."""
    named = (("since", filters.since), ("until", filters.until), ("source", filters.source))
    told = ", ".join(f"{name} {value}" for name, value in named if value)
    return f"only {told}" if told else ""
