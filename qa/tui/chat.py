"""The chat: it routes what the widgets and the workers say to one another; none of them knows another."""

from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer
from textual.worker import Worker

from qa.assistant import Assistant
from qa.chats.store import Chats, Heading
from qa.plain import answer_text
from qa.tui.clipboard import copy
from qa.tui.exporting import offer
from qa.tui.filtering import FilterScreen
from qa.tui.finding import ChatsScreen
from qa.tui.messages import Answered, AskFailed
from qa.tui.prompt import Prompt
from qa.tui.reader import Reader
from qa.tui.reference import references
from qa.tui.session import STOPPED, Session
from qa.tui.sources import SourcesPanel
from qa.tui.statusline import StatusLine
from qa.tui.transcript import Transcript
from qa.tui.work import Documents, Request, answer, run, unforeseen
from qa.types import Filters

WIDE, TALL = 100, 20
_DRAFT_EVERY = 2.0
_WELCOME = "Ask a question. Every answer is quoted from the documents, with its sources. F1 shows the keys."
_UNANSWERED, _IN_LINE = "waits for the documents", "waits for the question before it"
_SEARCHING = "searching… esc stops"


class ChatScreen(Screen[None]):
    """Status line, transcript and sources, prompt. With enough room the sources stand beside the transcript."""

    DEFAULT_CSS = """
    ChatScreen Horizontal { height: 1fr; }
    ChatScreen.-small SourcesPanel, ChatScreen.-without SourcesPanel { display: none; }
    ChatScreen.-short Prompt { border: none; max-height: 3; } ChatScreen.-short Transcript { padding: 0 1; }
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
        self.session = Session(
            chats, documents.roots or documents.name, filters, lambda why: self._transcript.add_error(why)
        )
        self._assistant: Assistant | None = None
        self._asking: Worker[None] | None = None
        self._told: frozenset[tuple[str, str]] = frozenset()

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield StatusLine(self._documents, self._filters)
        with Horizontal():
            yield Transcript()
            yield SourcesPanel()
        yield Prompt(self.session.chats.prompts())
        yield Footer()

    def on_mount(self) -> None:
        """Show the screen first, then open the documents."""
        self._transcript.add_note(_WELCOME)
        if self.session.chats.note:
            self._transcript.add_error(self.session.chats.note)
        self.call_after_refresh(self._status.open)
        self.set_interval(_DRAFT_EVERY, self.keep_draft)

    def on_resize(self, event: events.Resize) -> None:
        """Where there is no room for the sources beside the transcript, they stand in it."""
        short = event.size.height < TALL
        small = short or event.size.width < WIDE
        self.set_class(small, "-small")
        self.set_class(short, "-short")
        self._transcript.set_inline(small or self.has_class("-without"))

    def resume(self, heading: Heading) -> None:
        """Go on with a chat where it was left."""
        self.keep_draft()
        self._transcript.show(self.session.resume(heading), self.session.last)
        self._status.narrow(self.session.filters)
        self._prompt.text = heading.draft
        self._prompt.focus()

    def keep_draft(self) -> None:
        """Keep what is being typed."""
        self.session.draft(self._prompt.text)

    def action_new_chat(self) -> None:
        """Begin again: nothing that was said counts for the next question."""
        self.session.begin()
        self._transcript.clear(_WELCOME)
        self._prompt.focus()

    def action_chats(self) -> None:
        """Choose among the chats that are kept."""
        self.keep_draft()
        self.app.push_screen(ChatsScreen(self.session.chats, self.session.id), self._chosen)

    def action_filters(self) -> None:
        """Choose within which dates and sources answers are looked for."""
        self.app.push_screen(FilterScreen(self.session.filters, self._assistant), self._narrow)

    def action_clear_filters(self) -> None:
        """Look everywhere again."""
        self._narrow(Filters())

    def action_export(self) -> None:
        """Write the chat to a file."""
        offer(self.app, self.session, self._assistant)

    def action_sources(self) -> None:
        """Show or hide the sources beside the transcript."""
        self.toggle_class("-without")
        self._transcript.set_inline(self.has_class("-small") or self.has_class("-without"))

    def action_update_index(self) -> None:
        """Bring the index up to date; the one in use answers until then."""
        self._status.open()

    def action_cancel_index(self) -> None:
        """Stop indexing; the index is as it was."""
        self._status.cancel()

    def action_copy_answer(self) -> None:
        """Copy the current answer with its sources."""
        if found := self.session.talk.answers.get(self._transcript.current):
            copy(self.app, "\n".join(answer_text(found)), "The answer")

    def action_edit(self) -> None:
        """Put what was searched for into the prompt, to be changed and asked as it is."""
        if found := self.session.talk.answers.get(self._transcript.current):
            self._prompt.edit_alone(found.searched)

    def action_again(self) -> None:
        """Ask the current question again."""
        if found := self.session.talk.answers.get(self._transcript.current):
            self.post_message(Prompt.Asked(found.question, False))

    def action_stop(self) -> None:
        """Take back the question that is being answered, else the last that waits, else go to the prompt."""
        if question := self.session.withdraw():
            self._transcript.show_state(question.number, STOPPED)
            self._prompt.give_back(question.text)
            self._ask_next()
        else:
            self._prompt.focus()

    def action_open_source(self, turn: int, number: int) -> None:
        """Read the document behind a source of an answer."""
        answers = self.session.talk.answers
        found = references(answers[turn]) if turn in answers else ()
        if any(one.number == number for one in found):
            self._transcript.choose(turn)
            self.app.push_screen(Reader(found, number))

    @on(Transcript.Typed)
    def _type(self, event: Transcript.Typed) -> None:
        self._prompt.focus()
        self._prompt.insert(event.letter)

    @on(Transcript.Beyond)
    def _show_others(self, event: Transcript.Beyond) -> None:
        self._transcript.show(*self.session.moved(self._transcript.first, event.step))

    @on(Transcript.Wanted)
    @on(SourcesPanel.Wanted)
    def _open(self, event: Transcript.Wanted | SourcesPanel.Wanted) -> None:
        self.action_open_source(self._transcript.current, event.number)

    @on(Transcript.Chosen)
    def _show_sources(self, event: Transcript.Chosen) -> None:
        found = self.session.talk.answers.get(event.turn)
        self.query_one(SourcesPanel).show(references(found) if found else ())

    @on(StatusLine.Ready)
    def _opened(self, event: StatusLine.Ready) -> None:
        self._assistant = event.assistant
        new = [told for told in event.skipped if told not in self._told]
        self._told |= frozenset(new)
        if event.summary:
            self._transcript.add_note(event.summary)
        self._transcript.add_skipped(new)
        self._ask_next()

    @on(StatusLine.Trouble)
    def _trouble(self, event: StatusLine.Trouble) -> None:
        self._transcript.add_error(event.why)

    @on(Answered)
    def _answered(self, event: Answered) -> None:
        if self.session.settle(event.question, event.answer):
            self._transcript.show_answer(event.question.number, event.answer)
            self._ask_next()

    @on(AskFailed)
    def _not_answered(self, event: AskFailed) -> None:
        if self.session.fail(event.question, event.why):
            self._transcript.show_failure(event.question.number, event.why)
            self._ask_next()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that failed in a way nobody foresaw ends only its own work."""
        running = self.session.talk.running
        if event.worker is self._asking and running and (why := unforeseen(event)):
            self.post_message(AskFailed(running, why))

    @property
    def _transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def _prompt(self) -> Prompt:
        return self.query_one(Prompt)

    @property
    def _status(self) -> StatusLine:
        return self.query_one(StatusLine)

    def _chosen(self, chat: str | None) -> None:
        if found := self.session.chats.heading(chat or self.session.id):
            if chat:
                self.resume(found)
        elif self.session.last:
            self.action_new_chat()  # the one that was open has been deleted

    def _narrow(self, filters: Filters | None) -> None:
        self.session.narrow(self.session.filters if filters is None else filters)
        self._status.narrow(self.session.filters)

    @on(Prompt.Asked)
    def _ask(self, event: Prompt.Asked) -> None:
        if not self._transcript.ends:
            self._transcript.show(self.session.part(self.session.last), self.session.last)
        question = self.session.ask(event.text, event.alone)
        state = _IN_LINE if self._assistant else _UNANSWERED
        self._transcript.add_question(question.number, event.text, state)
        self._ask_next()

    def _ask_next(self) -> None:
        if self._assistant and (question := self.session.talk.start()):
            self._transcript.show_state(question.number, _SEARCHING)
            request = Request(question, self.session.filters, self.session.talk.history())
            self._asking = run(self, "ask", partial(answer, self, self._assistant, request))
