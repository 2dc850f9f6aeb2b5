"""Within which dates and sources answers are looked for."""

from typing import ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qa.assistant import Assistant
from qa.retrieve import is_day
from qa.safe import one_line
from qa.types import Filters

_MOST = 200
_HELP = "Dates are YYYY, YYYY-MM or YYYY-MM-DD. enter applies · ctrl+r clears · tab and ↑ ↓ move · esc leaves"
_NAMES = ("since", "until", "source")


class FilterScreen(ModalScreen[Filters]):
    """Two dates, and a source out of a list with how many documents each has. Returns the filters."""

    DEFAULT_CSS = """
    FilterScreen { align: center middle; }
    FilterScreen Vertical { width: 76; max-width: 100%; height: 80%; padding: 0 1; border: round $border; }
    FilterScreen Input { background: $panel; margin-bottom: 1; }
    FilterScreen OptionList { height: 1fr; border: none; padding: 0; margin: 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("ctrl+r", "clear", "Clear", priority=True),
    ]

    def __init__(self, filters: Filters, assistant: Assistant | None) -> None:
        super().__init__()
        self._before = filters
        self._index = index = assistant.retriever.index if assistant else None
        self._sources = index.records.sources() if index else []
        self._listed: list[str] = []

    def compose(self) -> ComposeResult:
        """A line for each filter, the sources, what fits."""
        values = (self._before.since, self._before.until, self._before.source)
        labels = ("Published on or after", "Published on or before", "Source or path contains")
        with Vertical():
            for name, label, value in zip(_NAMES, labels, values, strict=True):
                yield Static(label, markup=False)
                yield Input(value or "", id=name, compact=True, placeholder="any")
            yield OptionList(markup=False)
            yield Static(classes="matching", markup=False)
            yield Static(_HELP, markup=False)

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

    def action_clear(self) -> None:
        """No filter at all."""
        for name in _NAMES:
            self.query_one(f"#{name}", Input).value = ""

    def _filters(self) -> Filters | None:
        since, until, source = (self.query_one(f"#{name}", Input).value.strip() or None for name in _NAMES)
        sound = all(day is None or is_day(day) for day in (since, until))
        return Filters(since, until, source) if sound else None

    def _show(self) -> None:
        filters = self._filters()
        self.query_one(".matching", Static).update(Content(self._matching(filters)))
        typed = self.query_one("#source", Input).value.strip().casefold()
        fits = [(name, count) for name, count in self._sources if typed in name.casefold()][:_MOST]
        options = self.query_one(OptionList)
        self._listed = [name for name, _ in fits]
        options.clear_options()
        options.add_options([Option(Content(f"{count:>7,}  {one_line(name)}")) for name, count in fits])

    def _matching(self, filters: Filters | None) -> str:
        if filters is None:
            return "that is no date"
        if self._index is None:
            return "the documents are not open yet"
        allowed = self._index.records.allowed(filters.since, filters.until, filters.source)
        count = int(np.count_nonzero(self._index.owning(allowed)))
        return f"{count:,} of {self._index.about.documents:,} documents fit"
