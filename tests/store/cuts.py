"""Real losses of power: an ext4 file system is shut down without flushing its journal while a process commits to it.

Needs root, mkfs.ext4 and loop devices. What the kernel had not written is lost, as when a machine loses power; a disk
that lies about what it has written is another matter. `python -m tests.store.cuts COUNT`
"""

import fcntl
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from index.disk import DISK, Disk, FileSystem
from index.errors import IndexFault
from index.generations import lock, read
from tests.store.power import Held, held, put

SHUTDOWN, WITHOUT_LOG = 0x8004587D, 2
"""FS_IOC_SHUTDOWN of Linux, and its flag that drops the journal's unwritten part (EXT4_GOING_FLAGS_NOLOGFLUSH)."""
SIZE = 64 << 20


class Careless(FileSystem):
    """A disk whose files are never synced, to show that the test notices; folders are."""

    def sync(self, handle: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{handle}"):
            super().sync(handle)


def possible() -> bool:
    """Whether this system lets a test do all this."""
    return sys.platform == "linux" and os.geteuid() == 0 and bool(shutil.which("mkfs.ext4") and shutil.which("mount"))


def cuts(count: int, seed: int, disk: Disk) -> Counter[str]:
    """Outcomes of so many cuts; those in capitals must not be."""
    seen, chance = Counter[str](), random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        image, mounted = Path(place, "image"), Path(place, "mounted")
        mounted.mkdir()
        for _ in range(count):
            with image.open("wb") as file:
                file.truncate(SIZE)
            _run("mkfs.ext4", "-q", "-F", str(image))
            _run("mount", "-o", "loop", str(image), str(mounted))
            try:
                told = _committed_until_the_cut(mounted, chance.uniform(0.0, 0.25), disk)
            finally:
                _run("umount", str(mounted))
            _run("mount", "-o", "loop", str(image), str(mounted))
            try:
                seen[_left(mounted / "index", told)] += 1
                seen["acknowledged commits"] += told
            finally:
                _run("umount", str(mounted))
    return seen


def _committed_until_the_cut(mounted: Path, delay: float, disk: Disk) -> int:
    """The number of the last commit that was acknowledged before the power went; 0 when none was."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            for number in range(1, 100_000):
                with lock(mounted / "index", disk):
                    put(mounted / "index", _contents(number), disk)
                os.write(writing, number.to_bytes(4))
        except IndexFault:
            pass  # the disk is gone
        finally:
            os._exit(0)
    os.close(writing)
    time.sleep(delay)
    handle = os.open(mounted, os.O_RDONLY)
    fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", WITHOUT_LOG))
    os.close(handle)
    with suppress(ProcessLookupError):
        os.kill(child, 9)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as told:
        numbers = told.read()
    return int.from_bytes(numbers[-4:]) if numbers else 0


def _left(folder: Path, told: int) -> str:
    """What became of the index, of which the commit `told` was acknowledged."""
    try:
        found = held(read(folder))
        number = int(found["files.bin"][6:14]) if found else 0
        if found and found != _contents(number):
            return "WRONG"
        put(folder, _contents(99_999))
        return "LOST" if number < told else "whole"
    except IndexFault:
        return "CORRUPT"


def _contents(number: int) -> Held:
    own = bytes([number % 251]) * 30_000
    return {"files.bin": b"files %08d" % number * 500, "0": b"the same in all" * 9_000, "1": own}


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    whole, careless = cuts(int(sys.argv[1]), 6, DISK), cuts(int(sys.argv[1]) // 8, 6, Careless())
    sys.stdout.write(json.dumps({"synced": whole, "files never synced": careless}) + "\n")
