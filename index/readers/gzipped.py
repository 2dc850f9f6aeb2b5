"""Files packed by gzip (RFC 1952): the one file in it, named as the packed one without its .gz."""

import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from index.errors import Code, FileSkipped
from index.types import Article, Inner, Source

MAX_BYTES = 200 << 20
_GZIP = 31
_CHUNK = 1 << 20


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped | Inner]:
    """The file that is packed. Raises FileSkipped for one that is damaged, cut off or larger than 200 MB unpacked."""
    yield Inner(PurePosixPath(source.id).stem, b"".join(_chunks(data)))


def _chunks(data: bytes) -> Iterator[bytes]:
    size = 0
    try:
        while data:
            unpacker = zlib.decompressobj(_GZIP)
            while not unpacker.eof:
                chunk = unpacker.decompress(data, _CHUNK)
                size += len(chunk)
                data = unpacker.unconsumed_tail
                if size > MAX_BYTES:
                    raise FileSkipped(Code.LIMIT, f"it would unpack to more than {MAX_BYTES // 1024**2} MB")
                if not chunk and not unpacker.eof and not data:
                    raise FileSkipped(Code.DAMAGED, "it is cut off")
                yield chunk
            data = unpacker.unused_data.lstrip(b"\0")  # a file may be packed in several pieces, and padded
    except zlib.error as error:
        raise FileSkipped(Code.DAMAGED, "it is not a sound gzip file") from error
