"""The chat that is open: its questions as they are asked and answered, each written to disk at once."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from index.errors import ChatsFault
from qa.chats.store import Chats, Heading, Kept
from qa.tui.conversation import Conversation, Question
from qa.types import Answer, Filters

MOST = 30
"""How many turns are shown at once."""

STEP = 20
"""By how many turns the part that is shown moves."""

STOPPED = "stopped"
UNANSWERED = "not answered: the chat was closed before"


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring turns of a chat, how many there are before and after them, and what else is to be said."""

    turns: tuple[Kept, ...]
    earlier: int
    later: int
    note: str = ""


class Session:
    """One open chat. What cannot be written is told once through `tell`, and the chat goes on without."""

    def __init__(self, chats: Chats, corpus: str, filters: Filters, tell: Callable[[str], None]) -> None:
        self.chats = chats
        self.corpus = corpus
        self._tell = tell
        self._told = False
        self.talk = Conversation()
        self.filters = filters
        self.begin()

    def begin(self) -> None:
        """A new chat within the same filters, kept from its first question on; what waits is taken back."""
        self.stop()
        self.id, self.last = secrets.token_hex(8), 0
        self.talk = Conversation()

    def resume(self, heading: Heading) -> Part:
        """Go on with a chat; returns its last turns."""
        self.stop()
        self.id, self.filters, self.last = heading.id, heading.filters, self.chats.count(heading.id)
        self.talk = Conversation()
        part = self.part(self.last)
        self.talk.take((one.number, one.answer) for one in part.turns if one.answer)
        other = heading.corpus != self.corpus
        return replace(part, note=f"this chat was about {heading.corpus}; new questions go to {self.corpus}" * other)

    def part(self, last: int) -> Part:
        """The turns up to number `last`, as many as are shown at once."""
        first = max(1, min(last, self.last) - MOST + 1)
        turns = tuple(self._stated(one) for one in self.chats.turns(self.id, first, MOST))
        self.talk.answers |= {one.number: one.answer for one in turns if one.answer}
        end = turns[-1].number if turns else 0
        return Part(turns, first - 1, max(0, self.last - end))

    def moved(self, first: int, step: int) -> tuple[Part, int]:
        """The turns further back or ahead than those from `first` on, and the turn next to what was shown."""
        if step < 0:
            return self.part(first - 1 + MOST - STEP), first - 1
        return self.part(first + MOST - 1 + STEP), first + MOST

    def ask(self, text: str, alone: bool = False) -> Question:
        """Put a question in line."""
        self.last += 1
        if self._kept(lambda: self.chats.begin(self.id, self.corpus, text)):
            self._kept(lambda: self._number(text))
        question = Question(self.id, self.last, text, alone)
        self.talk.ask(question)
        return question

    def settle(self, question: Question, answer: Answer) -> bool:
        """Take the answer to the running question; false when nobody waits for it any more."""
        if not self.talk.settle(question, answer):
            return False
        self._kept(lambda: self.chats.settle(question.chat, question.number, answer))
        return True

    def fail(self, question: Question, why: str) -> bool:
        """The running question gets no answer; false when nobody waits for it any more."""
        if not self.talk.fail(question):
            return False
        self._kept(lambda: self.chats.settle(question.chat, question.number, why))
        return True

    def withdraw(self) -> Question | None:
        """Take back the running question, else the last that waits."""
        if question := self.talk.withdraw():
            self._kept(lambda: self.chats.settle(question.chat, question.number, STOPPED))
        return question

    def stop(self) -> None:
        """Take back all that has no answer yet."""
        while self.withdraw():
            pass

    def narrow(self, filters: Filters) -> None:
        """Look for answers within these filters from now on."""
        self.filters = filters
        self._kept(lambda: self.chats.keep_filters(self.id, filters))

    def draft(self, text: str) -> None:
        """Keep what is being typed."""
        self._kept(lambda: self.chats.keep_draft(self.id, text))

    def heading(self) -> Heading | None:
        """What is known of this chat; None before its first question."""
        return self.chats.heading(self.id)

    def _number(self, text: str) -> None:
        self.last = self.chats.ask(self.id, text, UNANSWERED)
        self.chats.keep_filters(self.id, self.filters)
        self.chats.remember(text)

    def _stated(self, one: Kept) -> Kept:
        """A turn as it stands now: one that runs or waits says so."""
        waiting = {question.number for question in (*self.talk.waiting, *filter(None, [self.talk.running]))}
        return replace(one, state="waits") if one.number in waiting else one

    def _kept(self, write: Callable[[], None]) -> bool:
        """Write, and whether that went well."""
        try:
            write()
        except ChatsFault as error:
            if not self._told:
                self._told = True
                self._tell(str(error))
            return False
        return True
