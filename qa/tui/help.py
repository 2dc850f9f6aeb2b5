"""The page that f1 shows."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

HELP = """\
Every answer is made of sentences quoted from the documents, each with its source.

Prompt
  enter            ask                    ctrl+j   new line
  up, down         earlier questions, from the first and last row
  esc              take back the question that is being answered; else go to the prompt

Everywhere
  tab, shift+tab   prompt, transcript, sources
  f2  filters      f3  all chats          f4  sources beside the chat
  f7  new chat     f8  update the index   ctrl+s   export the chat
  ctrl+y           copy the answer        ctrl+o   ask another folder
  ctrl+p           all commands           ctrl+q   quit; so does ctrl+c twice

Transcript
  up, down, j, k   choose an answer       1 to 9   open its source; enter opens the first
  y                copy it                r        ask again
  e                change what was searched for, and ask that as it is
  page up, down    scroll                 a click on [1] opens source 1

Sources
  up, down         preview a source       enter    open it

Reader
  n, p             next, previous passage of the answer in this document
  N, P             next, previous document of the answer
  /                find                   y, Y     copy the quote, with its source
  q, esc           back to the chat
"""


class Help(ModalScreen[None]):
    """All keys on one page; any of its keys closes it."""

    DEFAULT_CSS = """
    Help { align: center middle; }
    Help VerticalScroll { width: 86; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        border: round $border; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,f1,enter", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        """The page, which scrolls where it does not fit."""
        with VerticalScroll():
            yield Static(HELP, markup=False)
