"""The open elements at a place in an HTML page."""

from collections import Counter
from dataclasses import dataclass, field

from index.html.elements import BREAKS, CELLS, ENDED_BY, FURNITURE, VOID, unseen
from index.html.markup import Tag

BLOCKS = BREAKS | CELLS
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Open:
    """An open element: what it is counted under, and what holds for the text in it.

    `element` is the block element that it is or stands in, and `scope` how many block elements are open there.
    """

    key: Key
    scope: int = 0
    element: str = ""
    unseen: bool = False
    pre: bool = False
    furniture: bool = False


@dataclass(slots=True)
class Tree:
    """The open elements, innermost last.

    The end tag of an inline element reaches no further than the block element around it, and elements are counted by
    scope and name, so that none is looked for in vain: the work is linear in the number of tags.
    """

    stack: list[Open] = field(default_factory=lambda: [Open((0, ""))])
    counts: Counter[Key] = field(default_factory=Counter)

    @property
    def top(self) -> Open:
        """The innermost open element."""
        return self.stack[-1]

    def take(self, tag: Tag) -> None:
        """Open or close what the tag opens or closes."""
        if tag.closing:
            self._close(self._key(tag.name))
            return
        while tag.name in ENDED_BY.get(self.top.element, ()):
            self._close((-1, self.top.element))
        if not tag.empty and tag.name not in VOID:
            self._open(tag)

    def _key(self, name: str) -> Key:
        return (-1 if name in BLOCKS else self.top.scope, name)

    def _open(self, tag: Tag) -> None:
        around, key, block = self.top, self._key(tag.name), tag.name in BLOCKS
        self.counts[key] += 1
        self.stack.append(
            Open(
                key,
                scope=around.scope + block,
                element=tag.name if block else around.element,
                unseen=around.unseen or unseen(tag.name, tag.attributes),
                pre=around.pre or tag.name == "pre",
                furniture=around.furniture or tag.name in FURNITURE,
            )
        )

    def _close(self, key: Key) -> None:
        if not self.counts[key]:
            return
        while True:
            closed = self.stack.pop().key
            self.counts[closed] -= 1
            if closed == key:
                return
