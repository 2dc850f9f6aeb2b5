"""The page that f1 shows: first the keys of the place where one is."""

from textual.screen import Screen

from qa.tui.page import Page

HELP = {
    "Prompt": """\
enter            ask
ctrl+j           new line
up, down         earlier questions, from the first and last row
ctrl+r           search the questions asked before
esc              take back the question that is being answered""",
    "Transcript": """\
up, down, j, k   choose an answer
enter, 1 to 9    open its first source, or that one; so does a click
y                copy it
r                ask again
e                change what was searched for, and ask that as it is
d                show what went wrong
page up, down    scroll; so do home and end
a letter         goes on in the prompt""",
    "Sources": """\
up, down         preview a source
enter, 1 to 9    open it, or that one
y                copy its quote, with where it stands""",
    "Everywhere": """\
tab, shift+tab   prompt, transcript, sources
f1               this page
f2               filters
f3               all chats
f4               sources beside the chat, or not
f7               new chat
f8               update the index
ctrl+o           ask another folder
ctrl+s           export the chat
ctrl+y           copy the answer with its sources
ctrl+p           all commands
ctrl+q           quit; so does ctrl+c twice""",
    "Reader": """\
n, p             next, previous passage of the answer in this document
N, P             next, previous document of the answer
/                find; enter goes on to the next place
y, Y             copy the quote; with its source
e                open the file in $EDITOR, at the line
v                read the text in $PAGER
o                open the document's address in the browser; asks first
q, esc           back to the chat""",
    "Chats": """\
a letter         searches titles, questions and answers
up, down, enter  choose, open
ctrl+r           another title
ctrl+x           delete
ctrl+z           bring back what was deleted
esc              back to the chat""",
    "Filters": """\
enter            apply
ctrl+l           last 7 days, last 30 days, this year, to the newest document
ctrl+r           clear
tab              dates, source, list of sources
esc              leave them as they were""",
    "Documents": """\
tab, right       take the suggestion
enter            index and ask this folder
esc              leave""",
    "Search of history": """\
up, down, enter  choose, take into the prompt
esc              back to the prompt""",
    "Export": """\
.md, .json, .txt the ending of the file chooses the form
enter            write
esc              leave""",
}
"""The keys of each place; the page shows those of the chat after those of the place where one is."""

_CHAT = ("Prompt", "Transcript", "Sources", "Everywhere", "Reader")
_PLACES = {
    "Reader": "Reader",
    "ChatsScreen": "Chats",
    "FilterScreen": "Filters",
    "SetupScreen": "Documents",
    "HistoryScreen": "Search of history",
    "ExportScreen": "Export",
}


def help_page(screen: Screen[object]) -> Page:
    """The keys, those of the focused widget of the chat, or of another screen, before all others."""
    here = _PLACES.get(type(screen).__name__) or _focused(screen)
    places = [here, *(place for place in _CHAT if place != here)]
    parts = (f"{place}{' (you are here)' * (place == here)}\n{_indented(HELP[place])}" for place in places)
    about = "Every answer is made of sentences quoted from the documents, each with its source."
    return Page("Keys", "\n\n".join([about, *parts]))


def _focused(screen: Screen[object]) -> str:
    names = [type(one).__name__ for one in screen.focused.ancestors_with_self] if screen.focused else []
    known = {"Prompt": "Prompt", "Transcript": "Transcript", "SourcesPanel": "Sources"}
    return next((known[name] for name in names if name in known), "Prompt")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
