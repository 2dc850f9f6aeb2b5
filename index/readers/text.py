"""Plain text: the document's text is the decoded file itself, so offsets and lines are those of the file."""

from collections.abc import Iterator

from index.clean import layout
from index.decode import decoded, line_starts
from index.errors import FileSkipped
from index.types import Article, Document, Rules, Source


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped]:
    """The one article of a text file. Raises FileSkipped for a file that holds no text."""
    decoding = decoded(data)
    text = decoding.text
    found = layout(text)
    headline = found.headline
    document = Document(
        id=source.id,
        path=source.path,
        text=text,
        title=text[headline.start : headline.end] if headline else None,
        rules=Rules(title="first line" if headline else ""),
        lines=line_starts(text),
        decoding=decoding.doubt,
    )
    yield Article(document, tuple(block for block in found.blocks if block != headline))
