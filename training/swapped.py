"""Questions that ask the same of another name or another year, to which the documents have no answer.

What a sentence says of Norway is easily taken for what was asked of Germany: the two words stand in the same company.
People seldom write such questions, so they are made of those that have an answer.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from index.likeness import word_vectors
from index.words import term
from index.wordvectors import shipped
from qa.alike import alike
from qa.peoples import country, states

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b(?! [A-Z])")
_SMALL = re.compile(r"\b[a-z]{3,}\b")
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_TIMES, _SHARE = 3, 5
"""A name stands so often inside a sentence, and so many times more often with a capital than without."""

_CLOSE, _NEAREST, _MOST = 0.35, 40, 8
"""The cosine from which two names are of a kind; of so many nearest ones the first so many are chosen from."""

_YEARS = 12
"""How far off another year is at the most."""


class Swaps:
    """What may stand in questions over some texts for the names and years that stand there."""

    def __init__(self, texts: Sequence[str], seed: int) -> None:
        self._dice = random.Random(seed)
        capital, small = (
            Counter(word for text in texts for word in pattern.findall(text)) for pattern in (_NAME, _SMALL)
        )
        kept = [name for name, count in capital.items() if count >= max(_TIMES, _SHARE * small[name.lower()])]
        self._names = {name: place for place, name in enumerate(kept)}
        self._vectors = word_vectors(shipped(), [term(name) for name in kept])

    def of(self, questions: Sequence[tuple[str, str]], names: int, years: int) -> Iterator[str]:
        """At most so many of the questions, each given with the text around its answer, with another name; and at most
        so many with another year."""
        mixed = self._dice.sample(questions, len(questions))
        for made, left in ((self._named, names), (self._dated, years)):
            for question, text in mixed:
                if left and (other := made(question, text)):
                    left -= 1
                    yield other

    def _named(self, question: str, text: str) -> str:
        """The question with another name, which the text does not hold, nor its country; empty where there is none."""
        known = [name for name in _NAME.findall(question) if name in self._names]
        if not known:
            return ""
        name, there = self._dice.choice(known), {*states(text).values()}
        others = [one for one in self._like(name) if one not in text and country(term(one)) not in there][:_MOST]
        return question.replace(name, self._dice.choice(others)) if others else ""

    def _like(self, name: str) -> Iterator[str]:
        """The names of the same kind, nearest first, without what may be the same name in another form."""
        every = list(self._names)
        cosines = self._vectors @ self._vectors[self._names[name]]
        for place in np.argsort(-cosines)[:_NEAREST]:
            other = every[place]
            same = other[:4] == name[:4] or alike(term(name), term(other), True)
            if cosines[place] > _CLOSE and not same:
                yield other

    def _dated(self, question: str, text: str) -> str:
        """The question with another year near by, which the text does not hold; empty where it has no year."""
        match = _YEAR.search(question)
        if not match:
            return ""
        year = int(match.group())
        others = [str(one) for one in range(year - _YEARS, year + _YEARS + 1) if str(one) not in text and one != year]
        return question.replace(match.group(), self._dice.choice(others)) if others else ""
