"""What runs in threads: each asks the engine for one thing, and posts one message about it.

Anything but a DossierError is left to the worker, whose failure the screen reports.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.worker import Worker, WorkerState, get_current_worker

from index.errors import CorpusError, DossierError, EngineFault
from index.types import Progress, Report
from qa.engine.types import Alive, Engine, Request, Standing
from qa.tui.conversation import Question
from qa.tui.messages import Answered, AskFailed, Kept, Looked, Opened, OpenFailed, Suggested, Working


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a chat: their name for people, what answers from them, their absolute paths, if they have any,
    and what makes documents of other paths."""

    name: str
    engine: Engine
    roots: str = ""
    elsewhere: "Callable[[tuple[str, ...]], Documents] | None" = None

    @property
    def key(self) -> str:
        """By what chats know these documents."""
        return self.roots or self.name


UP_TO_DATE = "up to date"
GONE = "documents not found: answering from the index"
_EVERY = 0.1


class Stopped(Exception):
    """Raised to end the work of a worker that was cancelled; never seen outside this module."""


def open_documents(target: MessagePump, engine: Engine, anew: bool) -> None:
    """Open or refresh, and post Opened or OpenFailed; nothing when the worker was cancelled."""
    try:
        target.post_message(Opened(engine.open(_reporter(target), anew)))
    except DossierError as error:
        target.post_message(OpenFailed(str(error)))
    except Stopped:
        return


def open_kept(target: MessagePump, engine: Engine) -> None:
    """Open the index as it is, and post Kept; where there is none, or it is damaged, the chat waits for a new one."""
    try:
        target.post_message(Kept(engine.kept(alive())))
    except (DossierError, Stopped):
        return


def answer(target: MessagePump, engine: Engine, question: Question, request: Request) -> None:
    """Answer a question, and post Answered or AskFailed; nothing when the worker was cancelled."""
    try:
        target.post_message(Answered(question, engine.ask(request, alive())))
    except DossierError as error:
        target.post_message(AskFailed(question, str(error), isinstance(error, EngineFault)))
    except Stopped:
        return


def suggest(target: MessagePump, engine: Engine) -> None:
    """Find questions to begin with, and post Suggested; where that goes wrong, the chat does without."""
    try:
        target.post_message(Suggested(engine.examples(alive())))
    except (DossierError, Stopped):
        return


def look(target: MessagePump, engine: Engine) -> None:
    """Compare the files' names, sizes and times with those of the index, and post Looked; none is read."""
    try:
        target.post_message(Looked(standing(engine.look(alive()))))
    except CorpusError:
        target.post_message(Looked(GONE))
    except (DossierError, Stopped):
        return  # what cannot be compared now is compared again soon


def run(owner: DOMNode, group: str, work: Callable[[], None]) -> Worker[None]:
    """Run work in a thread; what goes wrong in it in a way that nobody foresaw is told to its owner."""
    return owner.run_worker(work, name=group, group=group, thread=True, exit_on_error=False)


def alive() -> Alive:
    """What raises once the worker of this thread is cancelled."""
    worker = get_current_worker()

    def check() -> None:
        if worker.is_cancelled:
            raise Stopped

    return check


def unforeseen(event: Worker.StateChanged) -> str:
    """What went wrong in a worker in a way that nobody foresaw; empty when nothing did."""
    if event.state is not WorkerState.ERROR:
        return ""
    return f"unexpected {type(event.worker.error).__name__}: {event.worker.error}"


def standing(found: Standing) -> str:
    """How the documents differ from their index, in words."""
    if found == Standing():
        return UP_TO_DATE
    counts = ((found.new, "new"), (found.changed, "changed"), (found.gone, "gone"))
    return f"stale: {', '.join(f'{count:,} {what}' for count, what in counts if count)}: f8 updates"


def _reporter(target: MessagePump) -> Report:
    """A report that posts at most ten times a second, and every new stage; it raises when the worker is cancelled."""
    check = alive()
    last, begun = (0.0, ""), time.monotonic()

    def report(progress: Progress) -> None:
        nonlocal last, begun
        check()
        now = time.monotonic()
        if progress.stage != last[1]:
            begun = now
        if progress.stage != last[1] or now - last[0] >= _EVERY:
            last = (now, progress.stage)
            target.post_message(Working(progress, now - begun))

    return report
