"""Within which dates and sources answers are looked for."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from index.errors import DossierError
from qa.engine.types import Engine, Known
from qa.safe import one_line
from qa.tui.work import alive
from qa.types import Filters, is_day

_MOST = 200
_HELP = "Dates are YYYY, YYYY-MM or YYYY-MM-DD. enter applies · ctrl+r clears · tab and ↑ ↓ move · esc leaves"
_NAMES = ("since", "until", "source")
_PRESETS = ("last 7 days", "last 30 days", "this year")
_NO_DATE = "that is no date"


class FilterScreen(ModalScreen[Filters]):
    """Two dates, and a source out of a list with how many documents each has. Returns the filters."""

    DEFAULT_CSS = """
    FilterScreen { align: center middle; }
    FilterScreen Vertical { width: 76; max-width: 100%; height: 80%; padding: 0 1; border: round $border; }
    FilterScreen Input { background: $panel; margin-bottom: 1; }
    FilterScreen OptionList { height: 1fr; min-height: 3; border: none; padding: 0; margin: 1 0; }
    FilterScreen .presets { margin-bottom: 1; }
    FilterScreen.-short Vertical { height: 100%; } FilterScreen.-short Input { margin: 0; }
    FilterScreen.-short OptionList, FilterScreen.-short .presets { margin: 0; }
    FilterScreen.-short .help { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("ctrl+r", "clear", "Clear", priority=True),
        Binding("ctrl+l", "next_preset", "Last days", priority=True),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (26, "-tall")]  # noqa: RUF012 (as Textual declares it)

    def __init__(self, filters: Filters, engine: Engine, known: Known | None) -> None:
        super().__init__()
        self._before, self._engine, self._known = filters, engine, known
        self._listed: list[str] = []
        self._preset = -1

    def compose(self) -> ComposeResult:
        """A line for each filter, the dates that are often wanted, the sources, what fits."""
        values = (self._before.since, self._before.until, self._before.source)
        labels = ("Published on or after", "Published on or before", "Source or path contains")
        with Vertical():
            for name, label, value in zip(_NAMES, labels, values, strict=True):
                yield Static(label, markup=False)
                yield Input(value or "", id=name, compact=True, placeholder="any")
                if name == "until" and self._known and self._known.newest:
                    yield Static(_presets_content(self._known.newest), classes="presets")
            yield OptionList(markup=False)
            yield Static(classes="matching", markup=False)
            yield Static(_HELP, classes="help", markup=False)

    def on_mount(self) -> None:
        """Say what fits the filters as they are."""
        self._show()

    def on_input_changed(self) -> None:
        """Say what fits while it is typed."""
        self._show()

    def on_input_submitted(self) -> None:
        """Take these filters, if they are sound."""
        if filters := self._filters():
            self.dismiss(filters)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take this source."""
        source = self.query_one("#source", Input)
        source.value = self._listed[event.option_index]
        source.focus()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what was counted."""
        if event.state is WorkerState.SUCCESS and isinstance(event.worker.result, str):
            self._say(event.worker.result)

    def action_clear(self) -> None:
        """No filter at all."""
        for name in _NAMES:
            self.query_one(f"#{name}", Input).value = ""

    def action_preset(self, number: int) -> None:
        """Take dates that are often wanted, counted from the newest document."""
        if self._known and self._known.newest:
            self._preset = number
            self.query_one("#since", Input).value = preset(number, self._known.newest)
            self.query_one("#until", Input).value = ""

    def action_next_preset(self) -> None:
        """Take the next of these dates, around their end."""
        self.action_preset((self._preset + 1) % len(_PRESETS))

    def _filters(self) -> Filters | None:
        since, until, source = (self.query_one(f"#{name}", Input).value.strip() or None for name in _NAMES)
        sound = all(day is None or is_day(day) for day in (since, until))
        return Filters(since, until, source) if sound else None

    def _show(self) -> None:
        self._count(self._filters())
        typed = self.query_one("#source", Input).value.strip().casefold()
        sources = self._known.sources if self._known else ()
        fits = [(name, count) for name, count in sources if typed in name.casefold()][:_MOST]
        options = self.query_one(OptionList)
        self._listed = [name for name, _ in fits]
        options.clear_options()
        options.add_options([Option(Content(f"{count:>7,}  {one_line(name)}")) for name, count in fits])

    def _count(self, filters: Filters | None) -> None:
        """Count what fits, in a thread; only the last count is waited for."""
        if filters is None or self._known is None:
            self.workers.cancel_group(self, "count")
            self._say(_NO_DATE if filters is None else "the documents are not open yet")
            return
        work = partial(_fitting, self._engine, filters, self._known.documents)
        self.run_worker(work, group="count", exclusive=True, thread=True, exit_on_error=False)

    def _say(self, words: str) -> None:
        self.query_one(".matching", Static).update(Content(words))


def preset(number: int, newest: str) -> str:
    """The first day of the last 7 or 30 days, or of the year, that end with the newest document, YYYY-MM-DD."""
    day = date.fromisoformat(newest)
    return (day - timedelta(6), day - timedelta(29), day.replace(month=1, day=1))[number].isoformat()


def _presets_content(newest: str) -> Content:
    return Content.assemble(*_presets(), (f"   ctrl+l\ncounted from the newest document, {newest}", "dim"))


def _presets() -> Iterator[Content]:
    for number, words in enumerate(_PRESETS):
        action = Style(underline=True) + Style.from_meta({"@click": f"screen.preset({number})"})
        yield Content.assemble(" · " * (number > 0), (words, action))


def _fitting(engine: Engine, filters: Filters, documents: int) -> str:
    """How many documents fit, in words; empty when it is not known."""
    try:
        return f"{engine.fitting(filters, alive()):,} of {documents:,} documents fit"
    except DossierError as error:
        return one_line(str(error))
