"""A disk that fails or dies at a step: the real one below it, or a simulated one."""

import os
import signal
from collections.abc import Callable
from errno import EACCES, EDQUOT, EINTR, EIO, EMFILE, ENOSPC, EROFS
from pathlib import Path

from index.disk import DISK, Disk

ERRNOS = (ENOSPC, EIO, EACCES, EROFS, EMFILE, EINTR, EDQUOT)
"""What a disk may answer to any step."""


class Died(BaseException):
    """Ends a writer in the middle, as a crash would: nothing of ours catches it."""


def die() -> None:
    """As a kill of this process, but within it."""
    raise Died


def kill() -> None:
    """The real thing."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(number: int) -> Callable[[], None]:
    """Fail as the system does with this errno."""

    def fail() -> None:
        raise OSError(number, os.strerror(number))

    return fail


class Faulty:
    """Calls `fault` in place of the step with this number, from 1, and of those after it when it `persists`.

    Locks are taken and handles closed whatever happens, as the system does it for a process that ends. `made` are the
    names of the steps, which the disk `below` carries out; without `syncs` those are not, since most tests are not
    about power.
    """

    def __init__(
        self, step: int, fault: Callable[[], None], persists: bool = True, disk: Disk = DISK, syncs: bool = False
    ) -> None:
        self.made: list[str] = []
        self._step, self._fault, self._persists, self.below, self._syncs = step, fault, persists, disk, syncs

    def _count(self, name: str) -> None:
        self.made.append(name)
        if len(self.made) == self._step or (self._persists and len(self.made) > self._step):
            self._fault()

    def make_folder(self, path: Path) -> None:
        self._count("make_folder")
        self.below.make_folder(path)

    def create(self, path: Path) -> int:
        self._count("create")
        return self.below.create(path)

    def open(self, path: Path) -> int:
        self._count("open")
        return self.below.open(path)

    def open_folder(self, path: Path) -> int:
        self._count("open_folder")
        return self.below.open_folder(path)

    def write(self, handle: int, data: bytes) -> None:
        try:
            self._count("write")
        except BaseException:
            self.below.write(handle, data[: len(data) // 2])  # as when a disk becomes full
            raise
        self.below.write(handle, data)

    def read(self, handle: int, most: int) -> bytes:
        self._count("read")
        return self.below.read(handle, most)

    def read_at(self, handle: int, start: int, size: int) -> bytes:
        self._count("read_at")
        return self.below.read_at(handle, start, size)

    def size(self, handle: int) -> int:
        self._count("size")
        return self.below.size(handle)

    def sync(self, handle: int) -> None:
        self._count("sync")
        if self._syncs:
            self.below.sync(handle)

    def close(self, handle: int) -> None:
        self.below.close(handle)

    def rename(self, old: Path, new: Path) -> None:
        self._count("rename")
        self.below.rename(old, new)

    def remove(self, path: Path) -> None:
        self._count("remove")
        self.below.remove(path)

    def remove_folder(self, path: Path) -> None:
        self._count("remove_folder")
        self.below.remove_folder(path)

    def names(self, path: Path) -> list[str]:
        self._count("names")
        return self.below.names(path)

    def kind(self, path: Path) -> str:
        self._count("kind")
        return self.below.kind(path)

    def free(self, path: Path) -> int:
        self._count("free")
        return self.below.free(path)

    def lock(self, path: Path) -> int:
        self._count("lock")
        return self.below.lock(path)
