"""Zip archives, and the kinds of document that are one. Nothing is ever written to disk, and sizes are not believed."""

import zipfile
from io import BytesIO

from index.errors import Code, FileSkipped, blamed

MAX_MEMBERS, MAX_BYTES, MAX_RATIO = 2_000, 200 << 20, 100
_SMALL = 10 << 20
"""Up to so many bytes together, members may be packed as tight as they are."""
_ENTRY = b"PK\1\2"
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive in these bytes. Raises FileSkipped for one that is none, or whose members are too many or too large.

    Its directory is looked at before anything is unpacked.
    """
    if data.count(_ENTRY) > 20 * MAX_MEMBERS:  # before the directory is read, for that takes time and memory too
        raise FileSkipped(Code.LIMIT, f"it holds more than {MAX_MEMBERS:,} files")
    with blamed("it is not a sound zip archive"):
        archive = zipfile.ZipFile(BytesIO(data))
    members = archive.infolist()
    size, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    if len(members) > MAX_MEMBERS:
        raise FileSkipped(Code.LIMIT, f"it holds more than {MAX_MEMBERS:,} files")
    if size > MAX_BYTES or (size > _SMALL and size > MAX_RATIO * packed):
        raise FileSkipped(Code.LIMIT, f"it would unpack to {size // 1024**2:,} MB")
    return archive


def unpacked(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> bytes:
    """The bytes of a member, of which there are no more than the directory says.

    Raises FileSkipped when it is not there, encrypted or damaged.
    """
    try:
        info = archive.getinfo(name) if isinstance(name, str) else name
    except KeyError as error:
        raise FileSkipped(Code.DAMAGED, f"its part {name} is missing") from error
    if info.flag_bits & _ENCRYPTED:
        raise FileSkipped(Code.ENCRYPTED, "it is encrypted, and cannot be read without its password")
    if info.compress_type not in _METHODS:
        raise FileSkipped(Code.DAMAGED, "it is packed by a method that is not read")
    with blamed("it cannot be unpacked"), archive.open(info) as member:
        data = member.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise FileSkipped(Code.DAMAGED, "a size in it is wrong")
    return data
