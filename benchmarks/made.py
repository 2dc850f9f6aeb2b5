"""Made news of any size: the same seed gives the same articles, and any of them can be made on its own.

Words are drawn by the law of Zipf and Mandelbrot (p of rank r is as 1 / (r + 2.7) to the power of 1.07): the commonest
are English function words, then come the whole words that the model's tokenizer knows, and the rare ones are built of
English syllables. Every article has a subject, a word and those whose vectors are nearest to it, and people, numbers
and days that come back within it, so that questions made of an article are about it, and passages lie as near to each
other and as far apart as those of news. Their index has the size and speed of one of news; they mean nothing, so
nothing is to be said of how good answers are.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedders.static import SHIPPED
from index.likeness import word_vectors
from index.words import term
from index.wordvectors import shipped

WORDS = 1_000
"""Words of an article, about."""
PASSAGES = 11.845
"""Passages that an article is cut into, on average."""

VOCABULARY = 400_000

_FUNCTION = (
    "the of to and a in that is was for on it with as he be at by from his this have but not are had they which an we "
    "or were been their has would will who more about there when so all what its her she if one out up no can other "
    "into than them only over new some could time these two may then do first any my now such like our over also "
    "after most made before must through years where much your way well down should because long each just those "
    "people how too little state good very make world still own see men work here get both between life being under "
    "never day same another know while last might us great old year off come since against go came right used take "
    "three said"
).split()
_ONSETS = "b br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sl sp st str t th tr v w wh".split()
_VOWELS = "a e i o u ai ea ee oa ou".split()
_CODAS = ["", "", "", *"b ck d g l ll m n nd ng nt p r rd rk rn s sh st t th x".split()]
_ENDINGS = ("", "s", "ed", "ing")
_ROLES = "minister mayor president director spokesman judge doctor professor general ambassador".split()
_SOURCES = ("Harbour Post", "Northern Courier", "Daily Ledger", "Evening Star", "Coast Tribune", "Valley Times")
_SYLLABLES = len(_ONSETS) * len(_VOWELS) * len(_CODAS)
_OWN = 40
"""Words of the subject of an article."""

_FIRST_DAY = date(2005, 1, 1)


@dataclass(frozen=True, slots=True)
class Article:
    """A made article; `sentences` are all of its sentences, in order, `own` the words and names that are its own."""

    number: int
    title: str
    date: date
    source: str
    paragraphs: tuple[str, ...]
    sentences: tuple[str, ...]
    own: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs, with a blank line between each two."""
        return "\n\n".join(self.paragraphs)


class Made:
    """All articles of a seed."""

    def __init__(self, seed: int = 7) -> None:
        self._seed = seed

    @cached_property
    def words(self) -> list[str]:
        """The words by rank, the commonest first."""
        common = [*_FUNCTION, *self._known]
        return [*common, *map(_word, range(VOCABULARY - len(common)))]

    @cached_property
    def _known(self) -> list[str]:
        """The words of English that have tokens and vectors of their own, the commonest first."""
        tokens = json.loads((SHIPPED / "tokenizer.json").read_bytes())["model"]["vocab"]
        whole = (
            one for one in sorted(tokens, key=tokens.__getitem__) if one.isalpha() and one.isascii() and len(one) > 3
        )
        return [one for one in whole if one not in _FUNCTION and shipped().row(term(one))]

    @cached_property
    def _near(self) -> NDArray[np.intp]:
        """For each known word the places of those that are nearest to it, itself among them."""
        vectors = word_vectors(shipped(), list(map(term, self._known)))
        parts = (vectors[start : start + 512] @ vectors.T for start in range(0, len(vectors), 512))
        return np.concatenate([np.sort(np.argpartition(-part, _OWN, axis=1)[:, :_OWN], axis=1) for part in parts])

    def _subject(self, dice: np.random.Generator) -> list[str]:
        """Words that are near to one, in no order."""
        near = self._near[int(dice.integers(len(self._known)))]
        return [self._known[place] for place in dice.permutation(near)]

    @cached_property
    def _shares(self) -> NDArray[np.float64]:
        """How likely a word is of this rank or a commoner one."""
        weights = 1 / (np.arange(VOCABULARY) + 2.7) ** 1.07
        shares: NDArray[np.float64] = np.cumsum(weights) / weights.sum()
        return shares

    def article(self, number: int) -> Article:
        """The article of a number, whatever was made before."""
        dice = np.random.default_rng((self._seed, number))
        own = self._subject(dice)
        people = [self._person(dice) for _ in range(3)]
        sentences = []
        lengths = np.clip(dice.normal(19, 7, WORDS * 7 // 100), 5, 40).astype(int)
        count = int(np.searchsorted(np.cumsum(lengths), WORDS)) + 1
        drawn = np.searchsorted(self._shares, dice.random(int(lengths[:count].sum()))).tolist()
        kinds = dice.random((count, 3))
        at = 0
        for length, kind in zip(lengths[:count].tolist(), kinds.tolist(), strict=True):
            words = [self.words[rank] for rank in drawn[at : at + length]]
            at += length
            sentences.append(_sentence(words, kind, own, people))
        issued = _FIRST_DAY + timedelta(days=int(dice.integers(7_000)))
        source = _SOURCES[int(dice.integers(len(_SOURCES)))]
        title = " ".join(own[:6]).capitalize()
        paragraphs = [" ".join(sentences[start : start + 3]) for start in range(0, count, 3)]
        paragraphs[0] = f"{own[6].upper()}, {issued:%B} {issued.day} ({source}) — {paragraphs[0]}"
        return Article(number, title, issued, source, tuple(paragraphs), tuple(sentences), (*own, *people))

    def questions(self, articles: int, count: int) -> list[str]:
        """Questions about articles of numbers below `articles`: every second one is a natural question with function
        words and a name, the others are keywords."""
        dice = np.random.default_rng((self._seed, articles, count))
        return [self._question(dice, int(dice.integers(articles)), place % 2 == 0) for place in range(count)]

    def _question(self, dice: np.random.Generator, number: int, natural: bool) -> str:
        one = self.article(number)
        sentence = one.sentences[int(dice.integers(len(one.sentences)))]
        said = [word for word in sentence.rstrip(".").split() if word.lower() not in _FUNCTION and word.isalpha()]
        held = (said + list(one.own))[:4]
        if not natural:
            return " ".join(held[:3])
        said_of = f"the {held[0]} {held[1]} in {one.date:%B} and who was {held[2]} with {held[3]}"
        return f"What did {one.own[-1]} say about {said_of}?"

    def _person(self, dice: np.random.Generator) -> str:
        first, last = (self.words[int(rank)].capitalize() for rank in dice.integers(20_000, 110_000, 2))
        return f"{first} {last}"


def write_texts(made: Made, articles: int, folder: Path) -> int:
    """Write articles as text files, a thousand a folder; returns how many bytes they have."""
    size = 0
    for number in range(articles):
        one = made.article(number)
        into = folder / f"{number // 1000:04}"
        if number % 1000 == 0:
            into.mkdir(parents=True, exist_ok=True)
        data = f"{one.title}\n\nDate: {one.date}\nSource: {one.source}\n\n{one.text}\n".encode()
        (into / f"{number:07}.txt").write_bytes(data)
        size += len(data)
    return size


def write_lines(made: Made, articles: int, path: Path) -> int:
    """Write articles as JSON lines in BEIR's form; returns how many bytes they have."""
    with path.open("wb") as file:
        return sum(file.write(line) for line in _lines(made, articles))


def _lines(made: Made, articles: int) -> Iterator[bytes]:
    for one in map(made.article, range(articles)):
        metadata = {"date": one.date.isoformat(), "source": one.source}
        record = {"_id": f"{one.number:07}", "title": one.title, "text": one.text, "metadata": metadata}
        yield json.dumps(record, ensure_ascii=False).encode() + b"\n"


def _sentence(words: list[str], kind: list[float], own: list[str], people: list[str]) -> str:
    """A sentence of these words, with some of the article's own, and perhaps a person, a number or a comma."""
    for place in range(2, len(words), 4):
        words[place] = own[int(kind[0] * 997 + place * place) % len(own)]
    if kind[1] < 0.3:
        words[0] = people[int(kind[1] * 10) % len(people)]
        words[1:1] = ["said", "that"] if kind[2] < 0.5 else [f"the {_ROLES[int(kind[2] * 10)]}", "of"]
    elif kind[1] < 0.5:
        words.insert(len(words) // 2, f"{int(kind[2] * 9_000) + 3:,}")
    if kind[2] > 0.4:
        words[len(words) // 2] += ","
    words[0] = words[0][0].upper() + words[0][1:]
    return " ".join(words) + "."


def _word(rank: int) -> str:
    """A word that hardly any other rank has: of one syllable for the commoner ones, else of two, and an ending."""
    rest, ending = divmod(rank, len(_ENDINGS))
    more, first = rest // _SYLLABLES, rest * 4_001 % _SYLLABLES
    return (_syllable(more * 907) if more else "") + _syllable(first) + _ENDINGS[ending]


def _syllable(number: int) -> str:
    rest, coda = divmod(number % _SYLLABLES, len(_CODAS))
    onset, vowel = divmod(rest, len(_VOWELS))
    return _ONSETS[onset] + _VOWELS[vowel] + _CODAS[coda]
