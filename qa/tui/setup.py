"""The choice of a folder to ask."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from index.errors import DossierError
from index.places import corpus, scan
from index.readers import READERS
from qa.pace import duration
from qa.safe import one_line

FIRST = "Which documents do you want to ask? Type the path of a folder, or of a file."
ANOTHER = "The folder, or file, to ask"
_HELP = "tab or → takes the suggestion · esc {}. Nothing is written to the folder, nothing leaves this machine."
_LEAVES, _SAMPLES = "leaves", "asks the sample articles that come with the program"
_NOTHING = "there is no file or folder of this name"
_EVERY = 0.2
_PER_SECOND = 600_000
"""Bytes of text that are read and indexed in a second on two cores, roughly: python -m benchmarks.reading has more."""


class SetupScreen(ModalScreen[str]):
    """A path, how many files there can be read, and how long that will take. Returns the path."""

    DEFAULT_CSS = """
    SetupScreen { align: center middle; }
    SetupScreen Vertical { width: 90; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        border: round $border; }
    SetupScreen Input { background: $panel; }
    SetupScreen .said { margin: 1 0; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("tab", "complete", "Complete", show=False, priority=True),
    ]

    @dataclass
    class Counted(Message):
        """What was counted of a path so far, in words."""

        path: str
        words: str

    def __init__(self, path: str = "", first: bool = False, why: str = "") -> None:
        """Begin with a path, else with the working folder; `first` when nothing was asked yet, `why` is said first."""
        super().__init__()
        self._path, self._first, self._why = path or f"{Path.cwd()}/", first, why

    def compose(self) -> ComposeResult:
        """A label, the path, and what is there."""
        with Vertical():
            yield Static(Content(one_line(self._why)), classes="why")
            yield Static(FIRST if self._first else ANOTHER, markup=False)
            yield Input(self._path, suggester=Folders(), select_on_focus=False, compact=True)
            yield Static(classes="said", markup=False)
            yield Static(_HELP.format(_SAMPLES if self._first else _LEAVES), markup=False)

    def on_mount(self) -> None:
        """Say what is wrong, if anything is."""
        self.query_one(".why").display = bool(self._why)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Count while it is typed; only the last count is waited for."""
        path = event.value

        def count() -> None:
            counted(path, lambda words: self.post_message(self.Counted(path, words)))

        self.run_worker(count, group="count", exclusive=True, thread=True, exit_on_error=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the folder, if there is one."""
        path = Path(event.value).expanduser()
        if event.value.strip() and path.exists():
            self.workers.cancel_node(self)
            self.dismiss(str(path))
        else:
            self._say(_NOTHING)

    def action_complete(self) -> None:
        """Take the suggestion."""
        self.query_one(Input).action_cursor_right()

    def on_setup_screen_counted(self, event: Counted) -> None:
        """Say what was counted, unless something else was typed meanwhile."""
        if event.path == self.query_one(Input).value:
            self._say(event.words)

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


def counted(path: str, tell: Callable[[str], object]) -> None:
    """Tell how many files below a path can be read, how many cannot, and how long it will take to index them: now and
    then while it is counted, and at last. Ends early where the worker of this thread is cancelled."""
    worker, told = get_current_worker(), time.monotonic()
    time.sleep(_EVERY)  # more may be typed
    if not Path(path).expanduser().exists():
        tell(_NOTHING)
        return
    readable, others, size = 0, 0, 0
    try:
        for state in scan(corpus([Path(path).expanduser()]), Path()):
            if worker.is_cancelled:
                return
            fits = not state.problem and Path(state.source.path).suffix.lower() in READERS
            readable, others, size = readable + fits, others + (not fits), size + fits * state.size
            if time.monotonic() - told > _EVERY:
                told = time.monotonic()
                tell(f"counting… {readable:,} files to read so far")
    except DossierError as error:
        tell(str(error))
        return
    tell(_summary(readable, others, size))


def _summary(readable: int, others: int, size: int) -> str:
    files = f"{readable:,} file{'' if readable == 1 else 's'}"
    rest = f"; {others:,} of other kinds" if others else ""
    if not readable:
        return f"no file that can be read{rest}"
    return f"Enter indexes {files} (about {duration(size / _PER_SECOND)}){rest}"
