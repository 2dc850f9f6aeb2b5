"""The chat: it routes what the widgets and the workers say to one another; none of them knows another."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer
from textual.worker import Worker, WorkerState

from qa.assistant import Assistant
from qa.plain import answer_text
from qa.tui.conversation import Conversation
from qa.tui.messages import Answered, AskFailed, Looked, Opened, OpenFailed, Working
from qa.tui.prompt import Prompt
from qa.tui.reader import Reader
from qa.tui.reference import references
from qa.tui.sources import SourcesPanel
from qa.tui.statusline import StatusLine, filtered, working
from qa.tui.transcript import Transcript
from qa.tui.work import UP_TO_DATE, Documents, Opener, Request, answer, look, open_documents
from qa.types import Filters

WIDE, TALL = 100, 20
_LOOK_EVERY = 30.0
_NOTHING_NEW = "nothing changed since the index was made"
_WELCOME = "Ask a question. Every answer is quoted from the documents, with its sources. F1 shows the keys."
_OPENING = "opening…"
_NOT_OPEN = "not open: f8 tries again"
_OLD_INDEX = "answering from the index as it was"
_UNANSWERED = "waits for the documents"
_IN_LINE = "waits for the question before it"
_SEARCHING = "searching… esc stops"
_STOPPED = "stopped"


class ChatScreen(Screen[None]):
    """Status line, transcript and sources, prompt. With enough room the sources stand beside the transcript."""

    DEFAULT_CSS = """
    ChatScreen Horizontal { height: 1fr; }
    ChatScreen.-small SourcesPanel { display: none; }
    ChatScreen.-short Prompt { border: none; max-height: 3; }
    ChatScreen.-short Transcript { padding: 0 1; }
    """
    AUTO_FOCUS = "Prompt"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7", "new_chat", "New chat", priority=True),
        Binding("f8", "update_index", "Update"),
        Binding("ctrl+y", "copy_answer", "Copy", priority=True),
        Binding("escape", "stop", "Stop", show=False),
    ]

    def __init__(self, documents: Documents, filters: Filters) -> None:
        super().__init__()
        self._documents = documents
        self._filters = filters
        self._chat = Conversation()
        self._assistant: Assistant | None = None
        self._opening: Worker[None] | None = None
        self._asking: Worker[None] | None = None
        self._told: frozenset[tuple[str, str]] = frozenset()

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield StatusLine(markup=False)
        with Horizontal():
            yield Transcript()
            yield SourcesPanel()
        yield Prompt()
        yield Footer()

    def on_mount(self) -> None:
        """Show the screen first, then open the documents."""
        self._transcript.add_note(_WELCOME)
        self._show_status(_OPENING)
        self.call_after_refresh(self._open, self._documents.open)
        self.set_interval(_LOOK_EVERY, self._look)

    def on_resize(self, event: events.Resize) -> None:
        """Where there is no room for the sources beside the transcript, they stand in it."""
        short = event.size.height < TALL
        small = short or event.size.width < WIDE
        self.set_class(small, "-small")
        self.set_class(short, "-short")
        self._transcript.set_inline(small)

    def action_new_chat(self) -> None:
        """Begin again: nothing that was said counts for the next question."""
        self._chat = Conversation(self._chat.last)
        self._transcript.clear(_WELCOME)
        self.query_one(Prompt).focus()

    def action_update_index(self) -> None:
        """Bring the index up to date; the one in use answers until then."""
        if self._opening is None:
            self._open(self._assistant.refresh if self._assistant else self._documents.open)

    def action_copy_answer(self) -> None:
        """Copy the current answer with its sources to the terminal's clipboard."""
        if found := self._chat.answers.get(self._transcript.current):
            self.app.copy_to_clipboard("\n".join(answer_text(found)))
            self.notify("The answer was sent to the terminal's clipboard.", markup=False)

    def action_stop(self) -> None:
        """Take back the question that is being answered, else the last that waits, else go to the prompt."""
        if question := self._chat.withdraw():
            self._transcript.show_state(question.number, _STOPPED)
            self.query_one(Prompt).give_back(question.text)
            self._ask_next()
        else:
            self.query_one(Prompt).focus()

    def action_open_source(self, turn: int, number: int) -> None:
        """Read the document behind a source of an answer."""
        found = references(self._chat.answers[turn]) if turn in self._chat.answers else ()
        if any(one.number == number for one in found):
            self._transcript.choose(turn)
            self.app.push_screen(Reader(found, number))

    @on(Prompt.Asked)
    def _take(self, event: Prompt.Asked) -> None:
        question = self._chat.ask(event.text)
        state = _IN_LINE if self._assistant else _UNANSWERED
        self._transcript.add_question(question.number, question.text, state)
        self._ask_next()

    @on(Transcript.Wanted)
    def _open_from_transcript(self, event: Transcript.Wanted) -> None:
        self.action_open_source(event.turn, event.number)

    @on(SourcesPanel.Wanted)
    def _open_from_panel(self, event: SourcesPanel.Wanted) -> None:
        self.action_open_source(self._transcript.current, event.number)

    @on(Transcript.Chosen)
    def _show_sources(self, event: Transcript.Chosen) -> None:
        found = self._chat.answers.get(event.turn)
        self.query_one(SourcesPanel).show(references(found) if found else ())

    @on(Working)
    def _show_progress(self, event: Working) -> None:
        if self._opening:
            self._show_status(working(event.progress))

    @on(Opened)
    def _opened(self, event: Opened) -> None:
        first, self._assistant, self._opening = self._assistant is None, event.assistant, None
        new = [told for told in event.skipped if told not in self._told]
        self._told |= frozenset(new)
        if event.summary or not first:
            self._transcript.add_note(event.summary or _NOTHING_NEW)
        self._transcript.add_skipped(new)
        self._show_status(UP_TO_DATE)
        self._ask_next()

    @on(OpenFailed)
    def _not_opened(self, event: OpenFailed) -> None:
        self._fail_opening(event.why)

    @on(Answered)
    def _answered(self, event: Answered) -> None:
        if self._chat.settle(event.number, event.answer):
            self._transcript.show_answer(event.number, event.answer)
            self._ask_next()

    @on(AskFailed)
    def _not_answered(self, event: AskFailed) -> None:
        self._fail_asking(event.number, event.why)

    @on(Looked)
    def _looked(self, event: Looked) -> None:
        if self._opening is None:
            self._show_status(event.words)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that failed in a way nobody foresaw ends only its own work."""
        if event.state is not WorkerState.ERROR:
            return
        why = f"unexpected {type(event.worker.error).__name__}: {event.worker.error}"
        if event.worker is self._opening:
            self._fail_opening(why)
        elif event.worker is self._asking and self._chat.running:
            self._fail_asking(self._chat.running.number, why)
        elif event.worker.group == "look":
            self._transcript.add_error(why)

    @property
    def _transcript(self) -> Transcript:
        return self.query_one(Transcript)

    def _show_status(self, words: str) -> None:
        count = f"{self._assistant.retriever.index.about.documents:,} documents" if self._assistant else ""
        self.query_one(StatusLine).show(self._documents.name, count, words, filtered(self._filters))

    def _open(self, opener: Opener) -> None:
        self._show_status(_OPENING)
        self._opening = self._run("open", partial(open_documents, self, opener))

    def _fail_opening(self, why: str) -> None:
        self._opening = None
        self._transcript.add_error(why)
        self._show_status(_OLD_INDEX if self._assistant else _NOT_OPEN)

    def _ask_next(self) -> None:
        if self._assistant and (question := self._chat.start()):
            self._transcript.show_state(question.number, _SEARCHING)
            request = Request(question, self._filters, self._chat.history())
            self._asking = self._run("ask", partial(answer, self, self._assistant, request))

    def _fail_asking(self, number: int, why: str) -> None:
        if self._chat.fail(number):
            self._transcript.show_failure(number, why)
            self._ask_next()

    def _look(self) -> None:
        if self._assistant and self._opening is None:
            self._run("look", partial(look, self, self._assistant))

    def _run(self, group: str, work: Callable[[], None]) -> Worker[None]:
        return self.run_worker(work, name=group, group=group, thread=True, exit_on_error=False)
