"""Follow-up questions: what the earlier turns must lend them so that they can be searched for by themselves."""

from collections import Counter
from collections.abc import Sequence

from index.vectors import Embedder
from qa.instead import instead, other
from qa.leans import Words, content, leans, may_lean
from qa.types import Turn

_MOST = 3
"""The most words that a question takes over: more would outweigh its own."""

_BEGINNING = 300
"""How many characters of an answer tell what it is about."""

_RECENT = 3
"""How many questions back the conversation is what is being talked about."""

_NEAR = 0.1
"""The cosine from which a question is near what is being talked about: those of unrelated questions are mostly below it
in the static embedding. Other models give higher ones; then every short question is near."""


def resolve(question: str, history: Sequence[Turn], embedder: Embedder | None = None) -> str:
    """The question, with the words of the conversation that it leaves out in brackets behind it; where it only names
    another country, speaker or year, the question before with that in it.

    Those are the words of earlier questions that the last answer begins with; where it has none of them or is not
    known, the words of the last question with what that took over; of many the names, then those used most. A question
    that stands by itself comes back as it is. Whether a short one without a pronoun or a name does is told by its
    meaning, if there is an embedder.
    """
    asked = [*(turn.question for turn in history), question]
    place = len(history)
    while place and other(asked[place]):
        place -= 1
    whole = _completed(asked[place], history[:place], embedder)
    for after in range(place + 1, len(asked)):
        whole = instead(asked[after], whole) or _completed(asked[after], history[:after], embedder)
    return whole


def _completed(question: str, history: Sequence[Turn], embedder: Embedder | None) -> str:
    """The question with what it takes over in brackets, or as it is."""
    topic: Words = {}
    for place, turn in enumerate(history):
        topic = _topic(turn, topic, _leaning(turn.question, history[:place], topic, embedder))
    if not topic or not _leaning(question, history, topic, embedder):
        return question
    own = content(question)
    left = {stem: word for stem, word in topic.items() if stem not in own}
    named = _names(left)
    used = Counter(stem for turn in history for text in (turn.question, _start(turn)) for stem in content(text))
    best = sorted(left, key=lambda stem: (stem not in named, -used[stem]))[:_MOST]
    return f"{question} ({' '.join(left[stem] for stem in left if stem in best)})" if best else question


def _topic(turn: Turn, before: Words, leaning: bool) -> Words:
    """What the conversation is about after a turn; whom or what it named it is about until the next name."""
    own = content(turn.question)
    begins = content(_start(turn))
    taken_up = {stem: word for stem, word in (own | before).items() if stem in begins}
    if not leaning:
        return taken_up or own
    if not taken_up:
        return own | before
    return taken_up if _names(taken_up) else taken_up | _names(before)


def _names(words: Words) -> Words:
    """Those of these words that have a capital."""
    return {stem: word for stem, word in words.items() if word[0].isupper()}


def _start(turn: Turn) -> str:
    """The beginning of the answer of a turn."""
    return turn.answer[:_BEGINNING]


def _leaning(question: str, history: Sequence[Turn], topic: Words, embedder: Embedder | None) -> bool:
    """Whether a question leans on these earlier turns, whose topic is known."""
    known = topic.keys() | content(_start(history[-1])).keys() if history else set()
    if leans(question, known):
        return True
    return bool(history) and embedder is not None and may_lean(question) and _near(question, history, embedder)


def _near(question: str, history: Sequence[Turn], embedder: Embedder) -> bool:
    """Whether a question is near the last questions or the beginning of the last answer in meaning."""
    recent = " ".join(turn.question for turn in history[-_RECENT:])
    asking, *others = embedder.documents([question, recent, _start(history[-1])])
    return any(float(asking @ other) >= _NEAR for other in others)
