"""The lock of a file, which one process holds at a time and the system drops when that ends."""

import os
import sys
from functools import cache

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_BEYOND = 1 << 20
"""The byte that Windows locks, so that others may still read the file."""


def take(handle: int) -> None:
    """Lock a file. Raises BlockingIOError when that is another's."""
    if sys.platform == "win32":
        os.lseek(handle, _BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(error.errno, error.strerror) from error
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@cache
def held() -> set[int]:
    """The locks that this process holds. A process that is forked from it gives them up at once: else it would keep
    them when this one is killed."""
    handles: set[int] = set()

    def forget() -> None:
        for one in handles:
            os.close(one)
        handles.clear()

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forget)
    return handles
