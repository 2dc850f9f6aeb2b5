"""The visible text of an HTML page, with the way back to the lines of its file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.decode import line_starts
from index.html.elements import BREAKS, CELLS, HEADINGS
from index.html.ink import Gap, Ink
from index.html.markup import ENTITY, Tag, decoded, tokens
from index.html.tree import Open, Tree
from index.types import Span

# A browser collapses these five; a no-break space is a character like any other. Words that stand on one line with a
# single space between them are one piece.
PIECE = re.compile(rf"[^\t\n\f\r &]++(?: [^\t\n\f\r &]++)*+|[\t\n\f\r ]++|{ENTITY.pattern}|&")
LINE_END = re.compile(r"\r\n|\r|\n")
CELL = re.compile(r"[^\t]++")
LONG_CELL = 80


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row of a page: its span in the visible text, the block element that it
    stands in, and whether that stands in a nav, aside or footer."""

    span: Span
    element: str
    furniture: bool


@dataclass(frozen=True, slots=True)
class Visible:
    """The visible text of a page, the offset in it at which each line of the file begins, and its blocks in order."""

    text: str
    lines: tuple[int, ...]
    blocks: tuple[Block, ...]

    def words(self, block: Block) -> str:
        """The text of a block."""
        return self.text[block.span.start : block.span.end]


def visible(page: str) -> Visible:
    """What a browser without style sheets and scripts shows of a page, in the order of the file.

    White space is collapsed as a browser does. Blocks stand apart by a blank line, the cells of a table row by a tab;
    a <br> is a line break, and begins a block unless the next line goes on in lower case.
    """
    tree, ink = Tree(), Ink()
    around: list[Open] = []
    for token in tokens(page):
        if isinstance(token, Tag):
            if not tree.top.unseen:
                ink.gap(_gap(token, tree.top), token.span.start)
            tree.take(token)
        elif not tree.top.unseen:
            around += [tree.top] * _write(page, token, tree.top.pre, ink)
    text = "".join(ink.pieces)
    lines = tuple(ink.offset(start) for start in line_starts(page))
    spans = (Span(start, end) for start, end in zip(ink.begun, [*ink.ended, ink.length], strict=False))
    return Visible(text, lines, tuple(_blocks(text, zip(spans, around, strict=True))))


def _gap(tag: Tag, around: Open) -> Gap:
    """What a tag puts between the words before and after it."""
    if tag.name == "br":
        return Gap.LINE if around.element in HEADINGS else Gap.TURN
    if tag.name in BREAKS:
        return Gap.BLOCK
    return Gap.CELL if tag.name in CELLS else Gap.NONE


def _write(page: str, run: Span, pre: bool, ink: Ink) -> int:
    """Write a run of text between two tags; returns how many blocks begin in it."""
    begun = len(ink.begun)
    for found in PIECE.finditer(page, run.start, run.end):
        piece, place = found[0], found.start()
        if piece[0] == "&":
            piece = decoded(piece)
        if piece.strip("\t\n\f\r "):
            ink.word(piece, place)
            continue
        for _ in LINE_END.findall(piece)[:2] if pre else ():
            ink.gap(Gap.LINE, place)
        ink.gap(Gap.SPACE, place)
    return len(ink.begun) - begun


def _blocks(text: str, spans: Iterator[tuple[Span, Open]]) -> Iterator[Block]:
    """The blocks that hold a word, without white space at their ends. A table row is cut into its cells where it is
    layout, which shows by a long cell or by a <br> in one."""
    for whole, inside in spans:
        cells = [Span(*cell.span()) for cell in CELL.finditer(text, whole.start, whole.end)]
        turned = whole.start > 0 and not text.endswith("\n\n", 0, whole.start)
        layout = turned or any(cell.end - cell.start > LONG_CELL for cell in cells)
        for span in cells if layout else [whole]:
            content = text[span.start : span.end]
            if any(char.isalnum() for char in content):
                start = span.start + len(content) - len(content.lstrip())
                yield Block(Span(start, start + len(content.strip())), inside.element, inside.furniture)
