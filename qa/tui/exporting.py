"""Where a chat is written to: a file, or in a browser its downloads."""

from io import StringIO
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from index.errors import DossierError, UsageError
from qa.chats.write import FORMATS, Sheet, file_name, save, written
from qa.engine.types import Known
from qa.safe import safe
from qa.tui.session import Session

_HELP = "The ending chooses the form: .md, .json or .txt. Enter writes, esc leaves."
_AGAIN = "Enter again replaces it."


def offer(app: App[int], session: Session, known: Known | None, form: str) -> None:
    """Ask where a chat is to be written, and write it. `form` is the ending that is proposed."""
    found = session.heading()
    if found is None:
        app.notify("There is nothing to export yet: ask a question first.", markup=False)
        return
    about = known if found.corpus == session.corpus else None
    mark = f"built {about.built} of {about.documents:,} documents by {about.embedder}" if about else "not open"
    sheet = Sheet(found.title, found.corpus, mark, session.chats.turns(session.id, 1, session.last))

    def told(path: str | None) -> None:
        if path:
            app.notify(f"{'Given to the browser as' if app.is_web else 'Written to'} {path}", markup=False)

    app.push_screen(ExportScreen(sheet, form), told)


class ExportScreen(ModalScreen[str]):
    """A path to write to; a file that is there is replaced only when that is said twice. Returns the path."""

    DEFAULT_CSS = """
    ExportScreen { align: center middle; }
    ExportScreen Vertical { width: 90; max-width: 100%; height: auto; padding: 0 1; border: round $border; }
    ExportScreen Input { background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back")]

    def __init__(self, sheet: Sheet, form: str = "md") -> None:
        super().__init__()
        self._sheet, self._form = sheet, form
        self._replace = ""

    def compose(self) -> ComposeResult:
        """A label, the path, and what is to be said of it."""
        with Vertical():
            count = len(self._sheet.turns)
            what = "the question and its answer" if count == 1 else f"{count:,} questions and their answers"
            yield Static(f"Write {what} to", markup=False)
            path = self._folder() / file_name(self._sheet.title, self._form)
            yield Input(str(path), select_on_focus=False, compact=True)
            yield Static(_HELP, classes="said", markup=False)

    def on_input_changed(self) -> None:
        """Another path has to be said twice again."""
        self._replace = ""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write the file, or say why not."""
        path = Path(event.value)
        path = Path(path.name) if self.app.is_web else path.expanduser()
        try:
            form = path.suffix[1:].lower()
            if form not in FORMATS:
                raise UsageError(f"“{path.name}” says no form: end it with .md, .json or .txt")
            self._write(path, written(self._sheet, form), replace=self._replace == event.value)
        except DossierError as error:
            again = path.is_file() and form in FORMATS
            self._replace = event.value if again else ""
            words = f"{error}. {_AGAIN}" if again else str(error)
            self.query_one(".said", Static).update(Content(safe(words)))
        else:
            self.dismiss(safe(str(path)))

    def _folder(self) -> Path:
        """Where it is written to unless somewhere else is chosen; a browser knows for itself."""
        return Path() if self.app.is_web else Path.cwd()

    def _write(self, path: Path, text: str, replace: bool) -> None:
        if self.app.is_web:
            self.app.deliver_text(StringIO(text), save_filename=path.name)
        else:
            save(path, text, replace)
