"""Zip archives: each member is read as the file that it is. Nothing is written to disk, and a name in an archive is a
label, never a path."""

import posixpath
from collections.abc import Iterator

from index.decode import sound
from index.errors import Code, FileSkipped
from index.types import Article, Inner, Source
from index.zips import opened, unpacked


def read(source: Source, data: bytes) -> Iterator[Article | FileSkipped | Inner]:
    """The members of an archive, in order of name, and for each that cannot be unpacked, why.

    Hidden members are left out, as hidden files are. Raises FileSkipped for a file that is no archive.
    """
    archive = opened(data)
    seen: set[str] = set()
    for info in sorted(archive.infolist(), key=lambda one: one.filename):
        name = label(info.filename)
        if (
            info.filename.endswith("/")
            or not name
            or any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
        ):
            continue
        try:
            if name in seen:
                raise FileSkipped(Code.REPEATED, "another member has the same name")
            seen.add(name)
            yield Inner(name, unpacked(archive, info))
        except FileSkipped as skipped:
            yield FileSkipped(skipped.code, f"{name}: {skipped}")
    if not seen:
        raise FileSkipped(Code.EMPTY, "the archive holds no files")


def label(name: str) -> str:
    """The name of a member without what would lead out of the archive."""
    parts = posixpath.normpath(" ".join(sound(name).replace("\\", "/").split())).split("/")
    return "/".join(part for part in parts if part not in {"", ".", ".."})
