"""All that the store does to a disk, step by step, so that tests can put another disk in its place.

`DISK` is the file system. The tests have one that fails or dies at any step (tests/store/faulty.py) and one that loses
power (tests/store/simulated.py). Everything else here is made of those steps.
"""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EINVAL, EPERM
from pathlib import Path
from threading import Lock
from typing import Protocol

from index.locks import held, take

if sys.platform != "win32":
    import fcntl

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CHUNK = 1 << 26

_SEEKING = Lock()
"""Windows has no read at a place: it takes two steps."""


class Disk(Protocol):
    """The steps. Each raises OSError; handles are numbers, to be closed once. Python opens none for child programs."""

    def make_folder(self, path: Path) -> None: ...

    def create(self, path: Path) -> int:
        """A new file to write to. Raises FileExistsError when there is anything by that name, a link included."""
        ...

    def open(self, path: Path) -> int:
        """A file to read. Raises OSError for what is no plain file, without waiting, and PermissionError for a file
        or folder that others may have written to."""
        ...

    def open_folder(self, path: Path) -> int:
        """A folder, to be synced."""
        ...

    def write(self, handle: int, data: bytes) -> None: ...

    def read(self, handle: int, most: int) -> bytes:
        """At most so many bytes, fewer only where the file ends."""
        ...

    def read_at(self, handle: int, start: int, size: int) -> bytes:
        """So many bytes from a place on, fewer only where the file ends. Safe from several threads."""
        ...

    def size(self, handle: int) -> int:
        """The bytes of a file."""
        ...

    def sync(self, handle: int) -> None:
        """What was written to a file, or the names in a folder, outlast a loss of power after this."""
        ...

    def close(self, handle: int) -> None: ...

    def rename(self, old: Path, new: Path) -> None:
        """Move a file or folder within its file system, in one step; a file that has the new name is replaced."""
        ...

    def remove(self, path: Path) -> None: ...

    def remove_folder(self, path: Path) -> None: ...

    def names(self, path: Path) -> list[str]:
        """The names in a folder, sorted. Raises PermissionError for a folder that others may write to."""
        ...

    def kind(self, path: Path) -> str:
        """“file”, “folder”, “other” or, where there is nothing, empty. Links are “other”."""
        ...

    def free(self, path: Path) -> int:
        """Bytes that may still be written below a folder."""
        ...

    def lock(self, path: Path) -> int:
        """The writer's lock, held until the handle is closed or the process ends, however it ends.

        Raises BlockingIOError when another process holds it, with the number of that process if the file tells it.
        """
        ...


class FileSystem:
    """The steps on the real disk."""

    def make_folder(self, path: Path) -> None:
        os.mkdir(path, 0o700)

    def create(self, path: Path) -> int:
        return os.open(path, _NEW | _SAFE, 0o600)

    def open(self, path: Path) -> int:
        handle = os.open(path, os.O_RDONLY | _SAFE)
        try:
            _check(path, os.fstat(handle), stat.S_ISREG)
        except OSError:
            os.close(handle)
            raise
        return handle

    def open_folder(self, path: Path) -> int:
        return -1 if os.name == "nt" else os.open(path, os.O_RDONLY)

    def write(self, handle: int, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest[:_CHUNK]) :]

    def read(self, handle: int, most: int) -> bytes:
        parts, left = [], most
        while left and (part := os.read(handle, min(left, _CHUNK))):
            parts.append(part)
            left -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def read_at(self, handle: int, start: int, size: int) -> bytes:
        if sys.platform == "win32":
            with _SEEKING:
                os.lseek(handle, start, os.SEEK_SET)
                return self.read(handle, size)
        data = os.pread(handle, size, start)
        while len(data) < size and (part := os.pread(handle, size - len(data), start + len(data))):
            data += part
        return data

    def size(self, handle: int) -> int:
        return os.fstat(handle).st_size

    def sync(self, handle: int) -> None:
        if handle == -1:
            return  # Windows has no way to sync a folder
        if sys.platform == "darwin":
            with suppress(OSError):  # where the file system cannot do it, an ordinary sync is all there is
                fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
                return
        os.fsync(handle)

    def close(self, handle: int) -> None:
        if handle != -1:
            held().discard(handle)
            os.close(handle)

    def rename(self, old: Path, new: Path) -> None:
        os.replace(old, new)

    def remove(self, path: Path) -> None:
        os.unlink(path)

    def remove_folder(self, path: Path) -> None:
        os.rmdir(path)

    def names(self, path: Path) -> list[str]:
        _check(path, os.lstat(path), stat.S_ISDIR)
        return sorted(os.listdir(path))

    def kind(self, path: Path) -> str:
        try:
            mode = os.lstat(path).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return ""
        return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"

    def free(self, path: Path) -> int:
        return shutil.disk_usage(path).free

    def lock(self, path: Path) -> int:
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | _SAFE, 0o600)
            try:
                _check(path, os.fstat(handle), stat.S_ISREG)
                take(handle)
                if os.path.samestat(os.fstat(handle), os.lstat(path)):
                    with suppress(OSError):  # who holds it is for people, and not worth a failure
                        os.ftruncate(handle, 0)
                        os.write(handle, b"%d" % os.getpid())
                    held().add(handle)
                    return handle
            except FileNotFoundError:
                pass  # somebody removed the file in between: the lock is that of a file that nobody else will find
            except BlockingIOError as error:
                holder = os.read(handle, 20).decode("ascii", "replace")
                os.close(handle)
                raise BlockingIOError(error.errno, holder) from error
            except OSError:
                os.close(handle)
                raise
            os.close(handle)


DISK: Disk = FileSystem()
"""The real one."""


def put(disk: Disk, path: Path, data: bytes) -> None:
    """Write a new file, and sync it."""
    with handle(disk, disk.create(path)) as file:
        disk.write(file, data)
        disk.sync(file)


def settle(disk: Disk, folder: Path) -> None:
    """Sync the names in a folder."""
    with handle(disk, disk.open_folder(folder)) as opened:
        disk.sync(opened)


def make_folders(disk: Disk, folder: Path) -> None:
    """Make a folder and those above it that are missing; all but the name of the last one are synced."""
    missing = []
    for level in (folder, *folder.parents):
        if disk.kind(level):
            break
        missing.append(level)
    for level in reversed(missing):
        with suppress(FileExistsError):  # two may start at once
            disk.make_folder(level)
        if level != folder:
            settle(disk, level.parent)


def clear(disk: Disk, path: Path) -> None:
    """Remove a file, or a folder with all that is in it; links are removed, not followed."""
    if disk.kind(path) != "folder":
        disk.remove(path)
        return
    for name in disk.names(path):
        clear(disk, path / name)
    disk.remove_folder(path)


@contextmanager
def handle(disk: Disk, opened: int) -> Iterator[int]:
    """Close a handle in the end, whatever happens."""
    try:
        yield opened
    finally:
        disk.close(opened)


def _check(path: Path, status: os.stat_result, is_kind: Callable[[int], bool]) -> None:
    """Raises OSError for what is not of the kind wanted, and for what others may have written."""
    if not is_kind(status.st_mode):
        raise OSError(EINVAL, "it is not a regular file or folder", str(path))
    if hasattr(os, "geteuid"):
        if status.st_uid not in (os.geteuid(), 0):
            raise PermissionError(EPERM, "it belongs to another user", str(path))
        if status.st_mode & stat.S_IWOTH:
            raise PermissionError(EPERM, "everybody may write to it", str(path))
