"""Sentences, by rule: where a text may be cut so that each piece can be quoted on its own."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from index.types import Span

TITLES = frozenset(
    "mr mrs ms mx dr prof gen sen rep gov lt col sgt capt cmdr maj adm rev hon pres st mt ft vs cf eg ie fig pp vol ed "
    "approx им ул гл тел св проф акад обл".split()
)
"""Abbreviations that a capital follows within a sentence."""

BEFORE_NUMBERS = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec no nos art sec ch p стр рис ст п № янв фев".split()
)
"""Abbreviations that a number follows within a sentence."""

OPEN_ENDED = frozenset(
    "inc corp ltd co jr sr etc al bros llc plc dept univ assn г гг в вв руб млн млрд тыс др т".split()
)
"""Abbreviations that may end a sentence as well: it ends when a word that often begins one follows."""

STARTERS = frozenset(
    "the a an he she it they we you i this that these those there in on at by for from with after before when while "
    "if as but and so yet however meanwhile his her their our its what who how why where one some many most other "
    "он она оно они мы вы я это этот эта в на по при после до когда если но и а однако как что кто".split()
)

_END = re.compile(r"(?:(?<![.!?])[.!?]++|…|[。！？])[\"'”’»)\]]*+(?=\s)\s+|[。！？]+[」』”]*")
_NEXT = re.compile(r"[\"'“‘«(\[—–\-\s]*(.)")
_WORD_BEFORE = re.compile(r"[\w.№]+$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_QUOTES = re.compile(r"“[^“”]*”|«[^«»]*»|(?<![\w\"])\"(?=\S)[^\"]*(?<=\S)\"(?!\w)")
_LONGEST_QUOTE = 600
_LONGEST = 1_500


def sentences(text: str, block: Span) -> list[Span]:
    """The sentences of one block of `text`, in order; together they hold all its characters but white space.

    “U.S.”, “Jan. 20”, “$8.35 billion” and a quotation of several sentences with who said it stay whole. No sentence
    is longer than 1,500 characters: a longer one is cut at white space.
    """
    body = text[block.start : block.end]
    cuts = [0, *_ends(body), len(body)]
    spans: list[Span] = []
    for start, end in pairwise(cuts):
        for piece in _short(body, start, end):
            if stripped := trim(body, piece):
                spans.append(Span(block.start + stripped.start, block.start + stripped.end))
    return spans


def trim(text: str, span: Span) -> Span | None:
    """`span` without the white space at its ends, or None when nothing is left."""
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    return Span(start, end) if end > start else None


def _ends(body: str) -> Iterator[int]:
    quoted = [match.span() for match in _QUOTES.finditer(body) if match.end() - match.start() <= _LONGEST_QUOTE]
    starts = [start for start, _ in quoted]
    for match in _END.finditer(body):
        mark = match.start()
        around = bisect_right(starts, mark) - 1
        inside = around >= 0 and mark < quoted[around][1] and match.end() < quoted[around][1]
        if not inside and _is_end(body, match):
            yield match.end()


def _is_end(body: str, match: re.Match[str]) -> bool:
    following = _NEXT.match(body, match.end())
    if following is None or match.group()[0] in "。！？":
        return True
    first = following.group(1)
    if first.islower():
        return False
    before = _WORD_BEFORE.search(body, max(0, match.start() - 40), match.start())
    if match.group().strip("\"'”’»)] \n\r\t") != "." or before is None:
        return first.isalnum() or match.group()[0] in "!?…" or "\n" in match.group()
    return first.isalnum() and _word_ends(before.group(), body, following.start(1))


def _word_ends(word: str, body: str, next_start: int) -> bool:
    """Whether a full stop after `word` ends the sentence, given the word that begins at `next_start`."""
    folded = word.lower().strip(".")
    next_word = re.match(r"\w+", body[next_start : next_start + 30])
    follows = next_word.group().lower() if next_word else ""
    if folded in TITLES:
        return False
    if folded in BEFORE_NUMBERS and follows[:1].isdigit():
        return False
    if ("." in word and _DOTTED.fullmatch(word)) or folded in OPEN_ENDED:
        return follows in STARTERS
    single_letter = len(word) == 1 and word.isalpha() and word.isupper()
    enumerator = word.isdigit() and next_start <= 6
    return not (single_letter or enumerator)


def _short(body: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _LONGEST:
        cut = max(body.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in (" ", "\n"))
        cut = cut + 1 if cut > 0 else start + _LONGEST
        yield Span(start, cut)
        start = cut
    yield Span(start, end)
