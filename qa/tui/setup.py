"""The choice of a folder to ask."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState, get_current_worker

from index.errors import DossierError
from index.places import corpus, scan
from index.readers import READERS
from qa.safe import one_line

_HELP = "enter reads it · → takes the suggestion · esc leaves. Nothing is written to the folder."


class SetupScreen(ModalScreen[str]):
    """A path, and how many files there can be read. Returns the path."""

    DEFAULT_CSS = """
    SetupScreen { align: center middle; }
    SetupScreen Vertical { width: 90; max-width: 100%; height: auto; padding: 0 1; border: round $border; }
    SetupScreen Input { background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back")]

    def compose(self) -> ComposeResult:
        """A label, the path, and what is there."""
        with Vertical():
            yield Static("The folder, or file, to ask", markup=False)
            yield Input(f"{Path.cwd()}/", suggester=Folders(), select_on_focus=False, compact=True)
            yield Static(classes="said", markup=False)
            yield Static(_HELP, markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Count while it is typed; only the last count is waited for."""
        path = event.value
        self.run_worker(lambda: counted(path), group="count", exclusive=True, thread=True, exit_on_error=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the folder, if there is one."""
        path = Path(event.value).expanduser()
        if path.exists():
            self.dismiss(str(path))
        else:
            self._say("there is nothing of this name")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what was counted."""
        if event.state is WorkerState.SUCCESS and isinstance(event.worker.result, str):
            self._say(event.worker.result)

    def _say(self, words: str) -> None:
        self.query_one(".said", Static).update(Content(one_line(words)))


class Folders(Suggester):
    """Suggests the first folder whose name begins as what is typed."""

    async def get_suggestion(self, value: str) -> str | None:
        """The path of that folder, with a slash at its end; None when there is none."""
        head, _, begun = value.rpartition("/")
        try:
            names = sorted(
                one.name for one in (Path(head).expanduser() if head else Path("/")).iterdir() if one.is_dir()
            )
        except OSError:
            return None
        fits = (name for name in names if name.startswith(begun) and not (name.startswith(".") and not begun))
        found = next(fits, None)
        return f"{head}/{found}/" if found and begun else None


def counted(path: str) -> str:
    """How many files below a path can be read, and how many cannot, in words."""
    worker, readable, others = get_current_worker(), 0, 0
    try:
        for state in scan(corpus([path]), Path()):
            if worker.is_cancelled:
                return ""
            fits = not state.problem and Path(state.source.path).suffix.lower() in READERS
            readable, others = readable + fits, others + (not fits)
    except DossierError as error:
        return str(error)
    words = f"{readable:,} file{'' if readable == 1 else 's'} to read"
    return f"{words}, {others:,} of other kinds" if others else words
