"""Questions to begin with, made of the documents by rule; each was asked, and has an answer in them."""

from collections.abc import Iterator
from itertools import islice

from index.types import Passage
from qa.assistant import Assistant
from qa.engine.types import Alive
from qa.names import Named, is_body
from qa.safe import one_line
from qa.speech import speaker
from qa.types import Speaker

COUNT = 3
_TRIED = 12
_LONGEST = 90


def examples(assistant: Assistant, alive: Alive) -> tuple[str, ...]:
    """At most three questions, none twice. Of twelve that are made, those without an answer are left out."""
    found: list[str] = []
    for question in islice(_made(assistant), _TRIED):
        alive()
        if len(found) < COUNT and question not in found and not assistant.ask(question).abstained:
            found.append(question)
    return tuple(found)


def _made(assistant: Assistant) -> Iterator[str]:
    """A question for each of some passages, which are spread evenly over the documents."""
    index = assistant.retriever.index
    count = index.about.passages
    for place in range(min(_TRIED, count)):
        passage = index.passage(place * count // min(_TRIED, count))
        if question := _question(passage):
            yield question


def _question(passage: Passage) -> str:
    """What somebody whom the passage quotes by name said, else about the title of its document; empty without both."""
    found = filter(None, (speaker(passage.document, sentence) for sentence in passage.sentences))
    name = next((one_line(one.name) for one in found if _is_known(one, passage.document.text)), "")
    title = one_line(passage.document.title or "")
    if name:
        return f"What did {name} say?"
    return f"What is known about “{title}”?" if 0 < len(title) <= _LONGEST else ""


def _is_known(found: Speaker, text: str) -> bool:
    """Whether somebody is called by first and last name."""
    words = found.name.split()
    named = len(words) > 1 and len(found.name) <= _LONGEST and all(word[0].isupper() for word in words)
    return named and not is_body(text, Named(found.start, found.end))
