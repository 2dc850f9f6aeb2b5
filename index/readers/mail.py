"""Single messages (.eml): the plain text of a message, else its HTML; a citation names the paragraph.

The subject is the title, the sender the source. Attachments are read as the files that they are.
"""

from collections.abc import Iterator

from index.day import day
from index.errors import Code, FileSkipped
from index.letters import Letter, letter
from index.types import Article, Document, Inner, Rules, Source


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped | Inner]:
    """The message of a file, and its attachments. Raises FileSkipped for a file that is no message, or an empty one."""
    found = letter(data)
    if not (found.subject or found.sender or found.date):
        raise FileSkipped(Code.DAMAGED, "it is not a message: it has no header")
    if not found.blocks and not found.attachments:
        raise FileSkipped(Code.NO_TEXT, "the message holds no text")
    if found.blocks:
        starts = tuple(block.start for block in found.blocks)
        yield Article(message(source.id, source.path, found, (starts, 1, "paragraph")), found.blocks)
    yield from found.attachments


def message(id: str, path: str, found: Letter, place: tuple[tuple[int, ...], int, str]) -> Document:
    """A message as a document; `place` holds the starts of its units, the number of the first and what they are."""
    date = day(found.date)
    facts = found.subject, date, found.sender
    return Document(
        id=id,
        path=path,
        text=found.text,
        title=found.subject or None,
        date=date,
        source=found.sender or None,
        rules=Rules(*("mail header" if fact else "" for fact in facts)),
        lines=place[0],
        first_line=place[1],
        unit=place[2],
        decoding=found.doubt,
    )
