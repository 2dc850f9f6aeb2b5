"""A document, opened at a cited place."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from index.types import Document, Span
from qa.chats.write import cited
from qa.tui.clipboard import copy
from qa.tui.confirm import Confirm
from qa.tui.draw import heading, shown
from qa.tui.excerpt import Excerpt, excerpt
from qa.tui.outside import address, can_suspend, edit, page
from qa.tui.reference import Reference

_MARK = "bold underline on $accent 40%"
_OTHER_MARK = "underline"
_ABOVE = 3


class Reader(Screen[None]):
    """The text of a document with the cited places of one answer marked, the chosen one in the upper third."""

    DEFAULT_CSS = """
    Reader { align-horizontal: center; }
    Reader .heading { height: auto; max-height: 4; padding: 0 1; background: $panel; }
    Reader .cut { height: auto; padding: 0 1; color: $text-muted; }
    Reader VerticalScroll { align-horizontal: center; }
    Reader .text { width: 100%; max-width: 84; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape", "back", "Back"),
        Binding("n", "step(1)", "Next"),
        Binding("p", "step(-1)", "Previous"),
        Binding("N", "article(1)", "Next document", show=False),
        Binding("P", "article(-1)", "Previous document", show=False),
        Binding("slash", "find", "Find"),
        Binding("y", "copy(False)", "Copy"),
        Binding("Y", "copy(True)", "Copy with source"),
        Binding("e", "edit", "Edit"),
        Binding("v", "page", "Pager", show=False),
        Binding("o", "browse", "Open address", show=False),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, references: tuple[Reference, ...], number: int) -> None:
        """Open at reference `number`; the others of the same document can be stepped to."""
        super().__init__()
        self._all = references
        self._found: Span | None = None
        self._go(number)

    def _go(self, number: int) -> None:
        opened = next(one for one in self._all if one.number == number)
        document = opened.passage.document
        same = [one for one in self._all if one.passage.document == document]
        self._places = sorted(same, key=lambda one: one.start)
        self._place = self._places.index(opened)
        self._text = shown(document.text)
        self._excerpt = excerpt(self._text, opened.start, opened.end)

    def compose(self) -> ComposeResult:
        """What the document is, then its text."""
        yield Static(classes="heading", markup=False)
        yield Static(classes="cut", markup=False)
        with VerticalScroll():
            yield Static(classes="text", markup=False)
        yield Input(placeholder="Find in this document; enter finds the next, esc ends", compact=True)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Go to the place, once the width is known."""
        self.query_one(Input).display = False
        self.query_one(VerticalScroll).focus()
        self._draw()

    def on_resize(self) -> None:
        """Keep the place in view when the text is wrapped anew."""
        self.call_after_refresh(self._scroll)

    def action_back(self) -> None:
        """Return from finding, else to the chat."""
        if self.query_one(Input).display:
            self.query_one(Input).display = False
            self.query_one(VerticalScroll).focus()
        else:
            self.dismiss()

    def action_find(self) -> None:
        """Type what is to be found."""
        self.query_one(Input).display = True
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next place that holds what was typed, in any case, around the end of the document."""
        wanted, text = event.value.lower(), self._text.lower()
        start = self._found.end if self._found else 0
        place = text.find(wanted, start) if wanted and len(text) == len(self._text) else -1
        place = text.find(wanted) if wanted and place < 0 else place
        self._found = Span(place, place + len(wanted)) if place >= 0 else None
        if self._found is None:
            self.notify("It is not in this document.", markup=False)
        self._draw()

    def action_article(self, step: int) -> None:
        """Go to the next or previous document of the answer, around its ends."""
        firsts: dict[str, int] = {}
        for one in self._all:
            firsts.setdefault(f"{one.passage.document.path}\n{one.passage.document.id}", one.number)
        document = self._document
        here = list(firsts).index(f"{document.path}\n{document.id}")
        self._found = None
        self._go(list(firsts.values())[(here + step) % len(firsts)])
        self._draw()

    def action_copy(self, with_source: bool) -> None:
        """Copy the quote, alone or with where it stands."""
        here = self._places[self._place]
        text = here.passage.document.text[here.start : here.end]
        words = cited(here.passage, here.start, here.end) if with_source else text
        copy(self.app, words, "The quote with its source" if with_source else "The quote")

    def action_step(self, step: int) -> None:
        """Go to the next or previous cited passage of this document, around its ends."""
        self._place, self._found = (self._place + step) % len(self._places), None
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Other programs are offered only where the terminal can be given to them, an address where there is one."""
        if action in ("edit", "page"):
            return can_suspend(self.app) and (action == "page" or not self._document.inside)
        return action != "browse" or bool(address(self._document)[0])

    def action_edit(self) -> None:
        """Open the file in an editor, at the line of the quote."""
        edit(self.app, self._document, self._places[self._place].first_line)

    def action_page(self) -> None:
        """Read the text in a pager."""
        page(self.app, self._document)

    def action_browse(self) -> None:
        """Open the document's address, if that is wanted when its host is known."""
        url, host = address(self._document)

        def opened(wanted: bool | None) -> None:
            if wanted:
                self.app.open_url(url)

        text = f"Open this address, which the document gives, in the browser?\n\nhost:    {host}\naddress: {url}"
        self.app.push_screen(Confirm(text, "opens it"), opened)

    def action_scroll(self, rows: int) -> None:
        """Scroll by rows."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    @property
    def _document(self) -> Document:
        return self._places[self._place].passage.document

    def _draw(self) -> None:
        self.refresh_bindings()
        here, at = self._places[self._place], self._at()
        if not self._excerpt.holds(at.start, at.end):
            self._excerpt = excerpt(self._text, at.start, at.end)
        self.query_one(".heading", Static).update(heading(here))
        cut = self.query_one(".cut", Static)
        cut.update(Content(_left_out(self._excerpt)))
        cut.display = bool(self._excerpt.before or self._excerpt.after)
        self.query_one(".text", Static).update(self._marked())
        self.call_after_refresh(self._scroll)

    def _marked(self) -> Content:
        """The text with its places marked; they are counted from the start of the excerpt."""
        first, content = self._excerpt.start, Content(self._excerpt.text)
        for place, one in enumerate(self._places):
            if self._excerpt.holds(one.start, one.end):
                style = _MARK if place == self._place else _OTHER_MARK
                content = content.stylize(style, one.start - first, one.end - first)
        if self._found:
            content = content.stylize("reverse", self._found.start - first, self._found.end - first)
        return content

    def _at(self) -> Span:
        """What is to be seen: what was found, else the quote."""
        here = self._places[self._place]
        return self._found or Span(here.start, here.end)

    def _scroll(self) -> None:
        """Bring the place into the upper third."""
        text, view = self.query_one(".text", Static), self.query_one(VerticalScroll)
        above = Content(self._excerpt.text[: self._at().start - self._excerpt.start] + "x")
        row = above.get_height({}, text.content_size.width) - 1 if text.content_size.width else 0
        view.scroll_to(y=max(0, row - view.size.height // _ABOVE), animate=False)


def _left_out(part: Excerpt) -> str:
    return f"a part of a long document: {part.before:,} characters before it and {part.after:,} after it are not shown"
