"""The sources of the current answer, beside the transcript."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from qa.chats.write import cited
from qa.tui.clipboard import copy
from qa.tui.draw import NEAREST_LABEL, preview_contents, source_content
from qa.tui.reference import Reference


class SourcesPanel(Vertical):
    """A list of sources, and below it the highlighted one: its sentence marked, with the sentences around it."""

    DEFAULT_CSS = """
    SourcesPanel { width: 44; border-left: solid $panel-lighten-2; padding: 0 1; }
    SourcesPanel .label { text-style: bold; height: 1; margin-bottom: 1; }
    SourcesPanel OptionList { height: auto; max-height: 50%; border: none; padding: 0; background: transparent; }
    SourcesPanel .preview { height: 1fr; margin-top: 1; border-top: solid $panel-lighten-2; padding-top: 1; }
    SourcesPanel .quote { border-left: outer $accent; padding-left: 1; text-style: bold; margin: 1 0; }
    SourcesPanel .quote.-near { text-style: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"open({n})", f"Open source {n}", show=False) for n in range(1, 10)),
        Binding("y", "copy", "Copy the quote", show=False),
    ]

    @dataclass
    class Wanted(Message):
        """A source is to be opened."""

        number: int

    def __init__(self) -> None:
        super().__init__()
        self._references: tuple[Reference, ...] = ()

    def compose(self) -> ComposeResult:
        """A label, the list, and the preview in three parts."""
        yield Static(classes="label", markup=False)
        yield OptionList(markup=False)
        with VerticalScroll(classes="preview", can_focus=False):
            yield Static(classes="before", markup=False)
            yield Static(classes="quote", markup=False)
            yield Static(classes="after", markup=False)

    def show(self, references: tuple[Reference, ...]) -> None:
        """Show other sources, the first one highlighted."""
        self._references = references
        near = any(not one.quoted for one in references)
        label = NEAREST_LABEL.capitalize() if near else "Sources" if references else "Sources appear here"
        self.query_one(".label", Static).update(Content(label))
        self.query_one(".quote").set_class(near, "-near")
        self.query_one(".preview").display = bool(references)
        options = self.query_one(OptionList)
        options.display = bool(references)
        options.clear_options()
        options.add_options([Option(source_content(one)) for one in references])
        options.highlighted = 0 if references else None

    def on_mount(self) -> None:
        """There is nothing to show before the first answer."""
        self.show(())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Preview the source that was moved to."""
        event.stop()
        if event.option_index < len(self._references):
            contents = preview_contents(self._references[event.option_index])
            for part, content in zip((".before", ".quote", ".after"), contents, strict=True):
                widget = self.query_one(part, Static)
                widget.update(content)
                widget.display = bool(content.plain)
            self.query_one(".preview", VerticalScroll).scroll_home(animate=False)

    def action_open(self, number: int) -> None:
        """Ask for a source by its number."""
        self.post_message(self.Wanted(number))

    def action_copy(self) -> None:
        """Copy the quote that is previewed, with where it stands."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            here = self._references[place]
            copy(self.app, cited(here.passage, here.start, here.end), "The quote with its source")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask for the source that was chosen."""
        event.stop()
        self.post_message(self.Wanted(self._references[event.option_index].number))
