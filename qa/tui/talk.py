"""The conversation: questions are asked of the engine one after the other, and shown with answers and sources."""

from functools import partial
from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.worker import Worker

from qa.chats.store import Heading
from qa.engine.types import Engine, Request
from qa.tui.messages import Answered, AskFailed, Suggested
from qa.tui.reader import Reader
from qa.tui.reference import references
from qa.tui.session import STOPPED, Session
from qa.tui.sources import SourcesPanel
from qa.tui.transcript import Transcript
from qa.tui.work import answer, run, suggest, unforeseen
from qa.types import Answer

WELCOME = "Ask a question. Every answer is quoted from the documents, with its sources. F1 shows the keys."
MORE = " (tab, then d, shows more; r asks again)"
UNANSWERED, IN_LINE = "will be asked when the documents are open", "waits for the question before it"


class Talk(Horizontal):
    """The transcript of one chat, and the sources of its current answer."""

    DEFAULT_CSS = """
    Talk { height: 1fr; }
    """

    def __init__(self, session: Session, engine: Engine) -> None:
        super().__init__()
        self.session, self._engine = session, engine
        self._open, self._failed = False, ""
        self._asking: Worker[None] | None = None
        self._since = 0.0

    def compose(self) -> ComposeResult:
        """Side by side, or the transcript alone."""
        yield Transcript()
        yield SourcesPanel()

    def on_mount(self) -> None:
        """Begin with a word, and tell how long a question takes while it takes long."""
        self.transcript.add_note(WELCOME)
        self.set_interval(1.0, self._tell_time)

    @property
    def transcript(self) -> Transcript:
        """The questions and answers that are shown."""
        return self.query_one(Transcript)

    @property
    def current(self) -> Answer | None:
        """The answer that is the current one, if there is any."""
        return self.session.talk.answers.get(self.transcript.current)

    def opened(self) -> None:
        """The documents are open: what waited is asked, or something is suggested."""
        self._open = True
        self._ask_next()
        if not self.session.last:
            run(self, "suggest", partial(suggest, self, self._engine))

    def begin(self) -> None:
        """Begin a chat in the place of this one."""
        self._stop_asking()
        self.session.begin()
        self.transcript.clear(WELCOME)
        if self._open:
            self.opened()

    def resume(self, heading: Heading) -> None:
        """Go on with a chat where it was left."""
        self._stop_asking()
        self.transcript.show(self.session.resume(heading), self.session.last)

    def ask(self, text: str, alone: bool) -> None:
        """Put a question in line; `alone` when it is to be searched for as it is."""
        if not self.transcript.ends:
            self.transcript.show(self.session.part(self.session.last), self.session.last)
        question, self._failed = self.session.ask(text, alone), ""
        self.transcript.add_question(question.number, text, IN_LINE if self._open else UNANSWERED)
        self._ask_next()

    def again(self) -> None:
        """Ask the last question again, where that went wrong, else the current one."""
        if text := self._failed or (self.current.question if self.current else ""):
            self.ask(text, False)

    def withdraw(self) -> str:
        """Take back the question that is being answered, else the last that waits; empty when there is neither."""
        question = self.session.withdraw()
        if question is None:
            return ""
        self.transcript.show_state(question.number, STOPPED)
        if self.session.talk.running is None:
            self._stop_asking()
        self._ask_next()
        return question.text

    def open_source(self, turn: int, number: int) -> None:
        """Read the document behind a source of an answer."""
        answers = self.session.talk.answers
        found = references(answers[turn]) if turn in answers else ()
        if any(one.number == number for one in found):
            self.transcript.choose(turn)
            self.app.push_screen(Reader(found, number))

    @on(Transcript.Beyond)
    def _show_others(self, event: Transcript.Beyond) -> None:
        self.transcript.show(*self.session.moved(self.transcript.first, event.step))

    @on(Transcript.Wanted)
    @on(SourcesPanel.Wanted)
    def _read(self, event: Transcript.Wanted | SourcesPanel.Wanted) -> None:
        self.open_source(self.transcript.current, event.number)

    @on(Transcript.Chosen)
    def _show_sources(self, event: Transcript.Chosen) -> None:
        found = self.session.talk.answers.get(event.turn)
        self.query_one(SourcesPanel).show(references(found) if found else ())

    @on(Suggested)
    def _suggest(self, event: Suggested) -> None:
        if not self.session.last:
            self.transcript.add_examples(event.questions)

    @on(Answered)
    def _answered(self, event: Answered) -> None:
        if self.session.settle(event.question, event.answer):
            self.transcript.show_answer(event.question.number, event.answer)
            self._ask_next()

    @on(AskFailed)
    def _not_answered(self, event: AskFailed) -> None:
        if self.session.fail(event.question, event.why):
            self._failed = event.question.text
            self.transcript.show_failure(event.question.number, event.why + MORE * event.more)
            self._ask_next()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that failed in a way nobody foresaw ends only its own work."""
        running = self.session.talk.running
        if event.worker is self._asking and running and (why := unforeseen(event)):
            self.post_message(AskFailed(running, why, True))

    def _ask_next(self) -> None:
        if self._open and (question := self.session.talk.start()):
            self._since = monotonic()
            self.transcript.show_state(question.number, searching(0))
            history = () if question.alone else self.session.talk.history()
            request = Request(question.text, self.session.filters, history)
            self._asking = run(self, "ask", partial(answer, self, self._engine, question, request))

    def _stop_asking(self) -> None:
        if self._asking:
            self._asking.cancel()
            self._asking = None

    def _tell_time(self) -> None:
        if running := self.session.talk.running:
            self.transcript.show_state(running.number, searching(monotonic() - self._since))


def searching(seconds: float) -> str:
    """What is shown of a question that is being answered for so long."""
    return f"searching… {seconds:.0f} s, esc stops" if seconds >= 1 else "searching… esc stops"
