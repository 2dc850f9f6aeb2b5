"""The chat: it routes what the widgets and the workers say to one another; none of them knows another."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from qa.chats.store import Chats, Heading
from qa.plain import answer_text
from qa.tui.clipboard import copy
from qa.tui.exporting import offer
from qa.tui.filtering import FilterScreen
from qa.tui.finding import ChatsScreen
from qa.tui.history import HistoryScreen
from qa.tui.page import Page
from qa.tui.prompt import Prompt
from qa.tui.reference import references
from qa.tui.report import report_text
from qa.tui.session import Session
from qa.tui.statusline import StatusLine
from qa.tui.talk import Talk
from qa.tui.transcript import Transcript
from qa.tui.work import Documents
from qa.types import Filters

WIDE, TALL = 100, 20
LEAST = (40, 10)
"""The columns and rows below which nothing can be read."""

_SPACING, _COMPACT = "spacing", "compact"
_DRAFT_EVERY = 2.0
_TOO_SMALL = f"The window is too small: {LEAST[0]} columns and {LEAST[1]} rows are needed. Nothing is lost."


class ChatScreen(Screen[None]):
    """Status line, transcript and sources, prompt. With enough room the sources stand beside the transcript."""

    DEFAULT_CSS = """
    ChatScreen { layers: below above; overflow: hidden; }
    ChatScreen .too-small { layer: above; width: 100%; height: 100%; background: $background; display: none; }
    ChatScreen.-tiny .too-small { display: block; }
    ChatScreen.-small SourcesPanel, ChatScreen.-without SourcesPanel { display: none; }
    ChatScreen.-short Prompt { border: none; max-height: 3; } ChatScreen.-short Transcript { padding: 0 1; }
    ChatScreen.-compact Transcript { padding: 0 1; } ChatScreen.-compact Transcript > * { margin-bottom: 0; }
    """
    AUTO_FOCUS = "Prompt"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", id="help"),
        Binding("f2", "filters", "Filters", id="filters", priority=True),
        Binding("f3", "chats", "Chats", id="chats", priority=True),
        Binding("f4", "sources", "Sources", show=False, id="sources"),
        Binding("f7", "new_chat", "New chat", priority=True, show=False, id="new"),
        Binding("f8", "update_index", "Update", id="update"),
        Binding("ctrl+s", "export", "Export", priority=True, id="export"),
        Binding("ctrl+y", "copy_answer", "Copy", priority=True, show=False, id="copy"),
        Binding("escape", "stop", "Stop", show=False, id="stop"),
    ]

    def __init__(self, documents: Documents, filters: Filters, chats: Chats) -> None:
        super().__init__()
        self._documents, self._filters = documents, filters
        self.session = Session(chats, documents.key, filters, lambda why: self._transcript.add_error(why))
        self._told: frozenset[tuple[str, str]] = frozenset()

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield StatusLine(self._documents, self._filters)
        yield Talk(self.session, self._documents.engine)
        yield Prompt(self.session.chats.prompts())
        yield Footer()
        yield Static(Content(_TOO_SMALL), classes="too-small")

    def on_mount(self) -> None:
        """Show the screen first, then open the documents."""
        self.set_class(self.session.chats.chosen(_SPACING) == _COMPACT, "-compact")
        if self.session.chats.note:
            self._transcript.add_error(self.session.chats.note)
        self.call_after_refresh(self._status.open)
        self.set_interval(_DRAFT_EVERY, self.keep_draft)

    def on_unmount(self) -> None:
        """End what answers and indexes."""
        self._documents.engine.close()

    def on_resize(self, event: events.Resize) -> None:
        """Where there is no room for the sources beside the transcript, they stand in it."""
        width, height = event.size
        self.set_class(width < WIDE or height < TALL, "-small")
        self.set_class(height < TALL, "-short")
        self.set_class(width < LEAST[0] or height < LEAST[1], "-tiny")
        self._arrange()

    def resume(self, heading: Heading) -> None:
        """Go on with a chat where it was left."""
        self.keep_draft()
        self.query_one(Talk).resume(heading)
        self._status.narrow(self.session.filters)
        self._prompt.text = heading.draft
        self._prompt.focus()

    @property
    def sources(self) -> int:
        """How many sources the current answer has that can be opened."""
        found = self.query_one(Talk).current
        return len(references(found)) if found else 0

    def keep_draft(self) -> None:
        """Keep what is being typed."""
        self.session.draft(self._prompt.text)

    def action_new_chat(self) -> None:
        """Begin again: nothing that was said counts for the next question."""
        self.query_one(Talk).begin()
        self._prompt.focus()

    def action_chats(self, renaming: bool = False) -> None:
        """Choose among the chats that are kept, or give this one another title."""
        self.keep_draft()
        self.app.push_screen(ChatsScreen(self.session.chats, self.session.id, renaming), self._chosen)

    def action_history(self) -> None:
        """Search the questions that were asked before."""
        self.app.push_screen(HistoryScreen(self.session.chats.prompts()), self._prompt.take)

    def action_filters(self) -> None:
        """Choose within which dates and sources answers are looked for."""
        screen = FilterScreen(self.session.filters, self._documents.engine, self._status.known)
        self.app.push_screen(screen, self._narrow)

    def action_clear_filters(self) -> None:
        """Look everywhere again."""
        self._narrow(Filters())

    def action_export(self, form: str = "md") -> None:
        """Write the chat to a file."""
        offer(self.app, self.session, self._status.known, form)

    def action_sources(self) -> None:
        """Show or hide the sources beside the transcript."""
        self.toggle_class("-without")
        self._arrange()

    def action_spacing(self) -> None:
        """Leave empty lines between questions and answers, or leave them out."""
        self.toggle_class("-compact")
        self.session.chats.choose(_SPACING, _COMPACT if self.has_class("-compact") else "")

    def action_update_index(self, anew: bool = False) -> None:
        """Bring the index up to date, or build it from nothing; the one in use answers until then."""
        self._status.open(anew)

    def action_cancel_index(self) -> None:
        """Stop indexing; the index is as it was."""
        self._status.cancel()

    def action_report(self) -> None:
        """Show what is in the index, and what was skipped and why."""
        self.app.push_screen(Page("Index report", report_text(self._documents.key, self._status.known)))

    def action_details(self) -> None:
        """Show what went wrong so far, and what the process that searches wrote about it."""
        log = self._documents.engine.log() or "nothing"
        told = self._transcript.faults.text
        self.app.push_screen(Page("What went wrong", f"{told}\n\nThe engine's log:\n{log}"))

    def action_copy_answer(self, with_sources: bool = True) -> None:
        """Copy the current answer, with its sources or without."""
        if found := self.query_one(Talk).current:
            copy(self.app, "\n".join(answer_text(found)) if with_sources else found.text, "The answer")

    def action_edit(self) -> None:
        """Put what was searched for into the prompt, to be changed and asked as it is."""
        if found := self.query_one(Talk).current:
            self._prompt.edit_alone(found.searched)

    def action_again(self) -> None:
        """Ask the current question again, or the last one, where that went wrong."""
        self.query_one(Talk).again()

    def action_stop(self) -> None:
        """Take back the question that is being answered, else the last that waits, else go to the prompt."""
        if question := self.query_one(Talk).withdraw():
            self._prompt.give_back(question)
        else:
            self._prompt.focus()

    def action_open_source(self, turn: int, number: int) -> None:
        """Read the document behind a source of an answer; turn 0 is the current one."""
        self.query_one(Talk).open_source(turn or self._transcript.current, number)

    def action_example(self, number: int) -> None:
        """Ask one of the questions that were suggested, if they are shown still."""
        if 0 < number <= len(self._transcript.examples):
            self.query_one(Talk).ask(self._transcript.examples[number - 1], False)
            self._prompt.focus()

    @on(Transcript.Picked)
    def _picked(self, event: Transcript.Picked) -> None:
        self.action_example(event.number)

    @on(Transcript.Typed)
    def _type(self, event: Transcript.Typed) -> None:
        self._prompt.focus()
        self._prompt.insert(event.letter)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted beside the prompt belongs into it."""
        if not self._prompt.has_focus:
            self._prompt.focus()
            self._prompt.insert(event.text)

    @on(Prompt.Asked)
    def _ask(self, event: Prompt.Asked) -> None:
        self.query_one(Talk).ask(event.text, event.alone)

    @on(StatusLine.Ready)
    def _opened(self, event: StatusLine.Ready) -> None:
        new = [told for told in event.known.skipped if told not in self._told]
        self._told |= frozenset(new)
        if event.summary:
            self._transcript.add_note(event.summary)
        self._transcript.add_skipped(new)
        self.query_one(Talk).opened()

    @on(StatusLine.Trouble)
    def _trouble(self, event: StatusLine.Trouble) -> None:
        self._transcript.add_error(event.why)

    @property
    def _transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def _prompt(self) -> Prompt:
        return self.query_one(Prompt)

    @property
    def _status(self) -> StatusLine:
        return self.query_one(StatusLine)

    def _arrange(self) -> None:
        self._transcript.set_inline(self.has_class("-small") or self.has_class("-without"))

    def _chosen(self, chat: str | None) -> None:
        if found := self.session.chats.heading(chat or self.session.id):
            if chat:
                self.resume(found)
        elif self.session.last:
            self.action_new_chat()  # the one that was open has been deleted

    def _narrow(self, filters: Filters | None) -> None:
        self.session.narrow(self.session.filters if filters is None else filters)
        self._status.narrow(self.session.filters)
