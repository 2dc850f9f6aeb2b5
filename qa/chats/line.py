"""The chat line by line, for screen readers, plain terminals and pipes: nothing is drawn, nothing is written over."""

import secrets
import sys
from collections.abc import Iterator
from io import TextIOWrapper

from index.errors import DossierError
from qa.assistant import Assistant
from qa.chats.places import kept, roots
from qa.plain import answer_text
from qa.safe import one_line, safe
from qa.types import Filters, Turn

_RECENT = 12


def talk(assistant: Assistant, filters: Filters) -> int:
    """Answer each line of standard input until it ends; returns the exit code. Every turn is kept among the chats."""
    about, chats = assistant.retriever.index.about, kept(assistant.retriever.settings)
    if chats.note:
        _say(f"Note: {chats.note}")
    _say(f"{about.documents:,} documents. Type a question and press Enter; an empty line or Ctrl+D ends.")
    chat, history = secrets.token_hex(8), list[Turn]()
    for question in _questions():
        try:
            chats.begin(chat, roots(about.roots), question)
            number = chats.ask(chat, question, "")
            answer = assistant.ask(question, history[-_RECENT:], filters)
            chats.settle(chat, number, answer)
        except DossierError as error:
            _say(f"Error: {one_line(str(error))}")
            continue
        history.append(Turn(question, answer.text))
        _say("\n".join(["Answer:", *answer_text(answer)]))
    chats.close()
    return 0


def _questions() -> Iterator[str]:
    """What is typed, line by line, until there is nothing. What is no UTF-8 in it becomes U+FFFD."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    while True:
        sys.stdout.write("Question: " if sys.stdin.isatty() else "")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line.strip():
            return
        yield line.strip()


def _say(text: str) -> None:
    sys.stdout.write(f"{safe(text)}\n")
    sys.stdout.flush()
