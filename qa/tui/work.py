"""What runs in threads: opening the documents, answering, looking whether files changed. Each posts one message.

Anything but a DossierError is left to the worker, whose failure the screen reports.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.worker import Worker, WorkerState, get_current_worker

from index.errors import DossierError, IndexBusy
from index.looking import Differences, compare
from index.plan import NEWS
from index.types import Progress, Report
from qa.assistant import Assistant
from qa.retrieve import plan
from qa.tui.conversation import Question
from qa.tui.messages import Answered, AskFailed, Looked, Opened, OpenFailed, Working
from qa.types import Filters, Turn

Opener = Callable[[Report], Assistant]
"""Opens the documents or brings them up to date, telling its progress."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a chat: their name for people, how to open them, their absolute paths, if they have any, and
    what makes documents of other paths."""

    name: str
    open: Opener
    roots: str = ""
    elsewhere: "Callable[[tuple[str, ...]], Documents] | None" = None

    @property
    def key(self) -> str:
        """By what chats know these documents."""
        return self.roots or self.name


@dataclass(frozen=True, slots=True)
class Request:
    """A question with where to look for its answer and what was said before."""

    question: Question
    filters: Filters
    history: tuple[Turn, ...]


UP_TO_DATE = "up to date"
GONE = "documents not found: answering from the index"
_EVERY = 0.1
_ENDING = 3.0
"""For so many seconds an index that is being written is waited for."""


class Stopped(Exception):
    """Raised by a report to end the work of a worker that was cancelled; never seen outside this module."""


def open_documents(target: MessagePump, opener: Opener) -> None:
    """Open or refresh, and post Opened or OpenFailed; nothing when the worker was cancelled."""
    try:
        assistant = _opened(opener, _reporter(target))
        target.post_message(Opened(assistant, _skipped(assistant), _summary(assistant)))
    except DossierError as error:
        target.post_message(OpenFailed(str(error)))
    except Stopped:
        return


def _opened(opener: Opener, report: Report) -> Assistant:
    """What the opener opens. One that was cancelled a moment ago may hold the index still, and is waited for."""
    end = time.monotonic() + _ENDING
    while True:
        try:
            return opener(report)
        except IndexBusy:
            if time.monotonic() > end:
                raise
            time.sleep(_EVERY)


def answer(target: MessagePump, assistant: Assistant, request: Request) -> None:
    """Answer a question, and post Answered or AskFailed."""
    question = request.question
    try:
        found = assistant.ask(question.text, () if question.alone else request.history, request.filters)
        target.post_message(Answered(question, found))
    except DossierError as error:
        target.post_message(AskFailed(question, str(error)))


def look(target: MessagePump, assistant: Assistant) -> None:
    """Compare the files' names, sizes and times with those of the index, and post Looked; none is read."""
    index = assistant.retriever.index
    try:
        found = compare(plan(index.about.roots, assistant.retriever.settings), index)
    except DossierError:
        target.post_message(Looked(GONE))
        return
    target.post_message(Looked(UP_TO_DATE if found == Differences() else changed(found)))


def run(owner: DOMNode, group: str, work: Callable[[], None]) -> Worker[None]:
    """Run work in a thread; what goes wrong in it in a way that nobody foresaw is told to its owner."""
    return owner.run_worker(work, name=group, group=group, thread=True, exit_on_error=False)


def unforeseen(event: Worker.StateChanged) -> str:
    """What went wrong in a worker in a way that nobody foresaw; empty when nothing did."""
    if event.state is not WorkerState.ERROR:
        return ""
    return f"unexpected {type(event.worker.error).__name__}: {event.worker.error}"


def changed(found: Differences) -> str:
    """How the documents differ from their index, in words."""
    counts = ((len(found.new), "new"), (len(found.changed), "changed"), (len(found.gone), "gone"))
    return f"stale: {', '.join(f'{count:,} {what}' for count, what in counts if count)}: f8 updates"


def _reporter(target: MessagePump) -> Report:
    """A report that posts at most ten times a second, and every new stage; it raises when the worker is cancelled."""
    worker = get_current_worker()
    last = (0.0, "")

    def report(progress: Progress) -> None:
        nonlocal last
        if worker.is_cancelled:
            raise Stopped
        now = time.monotonic()
        if progress.stage != last[1] or now - last[0] >= _EVERY:
            last = (now, progress.stage)
            target.post_message(Working(progress))

    return report


def _skipped(assistant: Assistant) -> tuple[tuple[str, str], ...]:
    files = assistant.retriever.index.files.files()
    return tuple((record.state.source.id, str(note)) for record in files for note in record.notes)


def _summary(assistant: Assistant) -> str:
    """What opening did to the index; empty when the documents are what they were. Skipped files are told apart."""
    opened = assistant.retriever
    counts = Counter(change.status for change in opened.changes)
    told = [f"{counts[status]} {status}" for status in NEWS if counts[status]]
    if opened.reason:
        told.append(f"everything indexed anew because {opened.reason}")
    if opened.behind:
        return "another process is updating the index: answering from the one before"
    return f"index updated: {', '.join(told)}" if told else ""
