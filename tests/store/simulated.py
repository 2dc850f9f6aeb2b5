"""A disk in memory that can lose power.

It keeps apart what was done and what was synced. `crashes` gives the disks that a loss of power may leave: of the
changes to a folder that were not synced, any may have been carried out and any lost; a file that was not synced may be
whole, empty, cut, full of zeros or have a wrong bit. That is Lucene's list (MockDirectoryWrapper) on more orders than
a journalling file system allows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from errno import EINVAL, ENOENT, ENOTEMPTY
from itertools import combinations, count
from pathlib import Path

ALL = 4
"""Up to so many changes of a folder that were not synced, every selection of them is tried."""


@dataclass(slots=True)
class File:
    """What is in a file; `synced` unless something was written since."""

    data: bytes = b""
    synced: bool = False


@dataclass(slots=True)
class Folder:
    """The names in a folder: as they are now, as they were when it was synced, and the changes since.

    A change is (names that end, names that begin to stand for something), both at once.
    """

    now: "dict[str, File | Folder]" = field(default_factory=dict)
    synced: "dict[str, File | Folder]" = field(default_factory=dict)
    changes: "list[tuple[str, str, File | Folder | None]]" = field(default_factory=list)

    def change(self, old: str, new: str, node: "File | Folder | None") -> None:
        self.changes.append((old, new, node))
        _apply(self.now, (old, new, node))


Node = File | Folder
Change = tuple[str, str, Node | None]


class Simulated:
    """The steps of a Disk. `unsynced` are the numbers of the syncs, from 1, that are left out.

    `log` counts the steps that change something; `stop_after` raises Stopped after so many of them.
    """

    def __init__(self, root: Folder | None = None, unsynced: frozenset[int] = frozenset()) -> None:
        self.root = root or Folder()
        self.steps = self.syncs = 0
        self.stop_after: int | None = None
        self._unsynced = unsynced
        self._handles: dict[int, tuple[Node, int]] = {}
        self._next = count(1000)

    def make_folder(self, path: Path) -> None:
        parent = self._folder(path.parent)
        if path.name in parent.now:
            raise FileExistsError(17, "File exists", str(path))
        parent.change("", path.name, Folder())
        self._step()

    def create(self, path: Path) -> int:
        parent = self._folder(path.parent)
        if path.name in parent.now:
            raise FileExistsError(17, "File exists", str(path))
        made = File()
        parent.change("", path.name, made)
        self._step()
        return self._handle(made)

    def open(self, path: Path) -> int:
        found = self._node(path)
        if not isinstance(found, File):
            raise OSError(EINVAL, "it is not a regular file or folder", str(path))
        return self._handle(found)

    def open_folder(self, path: Path) -> int:
        return self._handle(self._folder(path))

    def write(self, handle: int, data: bytes) -> None:
        node, _ = self._handles[handle]
        assert isinstance(node, File)
        for part in (data[: len(data) // 2], data[len(data) // 2 :]):
            node.data += part
            node.synced = False
            self._step()

    def read(self, handle: int, most: int) -> bytes:
        node, place = self._handles[handle]
        assert isinstance(node, File)
        self._handles[handle] = node, place + most
        return node.data[place : place + most]

    def read_at(self, handle: int, start: int, size: int) -> bytes:
        node, _ = self._handles[handle]
        assert isinstance(node, File)
        return node.data[start : start + size]

    def size(self, handle: int) -> int:
        node, _ = self._handles[handle]
        assert isinstance(node, File)
        return len(node.data)

    def sync(self, handle: int) -> None:
        self.syncs += 1
        if self.syncs in self._unsynced:
            return
        node, _ = self._handles[handle]
        if isinstance(node, File):
            node.synced = True
        else:
            node.synced, node.changes = dict(node.now), []
        self._step()

    def close(self, handle: int) -> None:
        del self._handles[handle]

    def rename(self, old: Path, new: Path) -> None:
        parent = self._folder(old.parent)
        node, there = self._node(old), self._folder(new.parent).now.get(new.name)
        if isinstance(there, Folder) and there.now:
            raise OSError(ENOTEMPTY, "Directory not empty", str(new))
        if old.parent == new.parent:
            parent.change(old.name, new.name, node)
        else:
            self._folder(new.parent).change("", new.name, node)
            parent.change(old.name, "", None)
        self._step()

    def remove(self, path: Path) -> None:
        self._node(path)
        self._folder(path.parent).change(path.name, "", None)
        self._step()

    def remove_folder(self, path: Path) -> None:
        if self._folder(path).now:
            raise OSError(ENOTEMPTY, "Directory not empty", str(path))
        self.remove(path)

    def names(self, path: Path) -> list[str]:
        return sorted(self._folder(path).now)

    def kind(self, path: Path) -> str:
        try:
            return "file" if isinstance(self._node(path), File) else "folder"
        except OSError:
            return ""

    def free(self, path: Path) -> int:
        return 1 << 40

    def lock(self, path: Path) -> int:
        parent = self._folder(path.parent)
        if path.name not in parent.now:
            parent.change("", path.name, File(synced=True))
        return self._handle(self._node(path))

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self.stop_after:
            raise Stopped

    def _handle(self, node: Node) -> int:
        number = next(self._next)
        self._handles[number] = node, 0
        return number

    def _folder(self, path: Path) -> Folder:
        found = self._node(path)
        if not isinstance(found, Folder):
            raise NotADirectoryError(20, "Not a directory", str(path))
        return found

    def _node(self, path: Path) -> Node:
        node: Node = self.root
        for name in path.parts[1:]:
            if not isinstance(node, Folder) or name not in node.now:
                raise FileNotFoundError(ENOENT, "No such file or directory", str(path))
            node = node.now[name]
        return node


class Stopped(BaseException):
    """Power is lost after this step."""


def crashes(root: Folder) -> Iterator[Folder]:
    """The disks that a loss of power may leave of this one; what they hold is synced."""
    changed = [folder for folder in _folders(root) if folder.changes]
    loose = [file for file in _files(root) if not file.synced]
    for kept in _selections(changed):
        for damages in _damages(loose):
            yield _left(root, kept, damages)


def _selections(changed: list[Folder]) -> Iterator[dict[int, list[Change]]]:
    """For each folder the changes that were carried out: all and none everywhere, then one folder at a time varied."""
    whole: dict[int, list[Change]] = {id(folder): folder.changes for folder in changed}
    nothing: dict[int, list[Change]] = {id(folder): [] for folder in changed}
    yield whole
    if changed:
        yield nothing
    for folder in changed:
        for some in _some(folder.changes):
            for others in (whole, nothing) if len(changed) > 1 else (whole,):
                yield {**others, id(folder): some}


def _some(changes: list[Change]) -> Iterator[list[Change]]:
    """Selections of changes that are neither all nor none: each of few; of many, prefixes, singles and gaps."""
    size = len(changes)
    if size <= ALL:
        yield from (list(some) for number in range(1, size) for some in combinations(changes, number))
        return
    yield from (changes[:number] for number in range(1, size))
    yield from ([one] for one in changes[1:])
    yield from (changes[:number] + changes[number + 1 :] for number in range(size - 1))


def _damages(loose: list[File]) -> Iterator[dict[int, bytes]]:
    """What becomes of files that were not synced: nothing, or each way of damage to one of them, or to all."""
    yield {}
    for way in range(4):
        for file in loose:
            yield {id(file): _damaged(file.data, way)}
        if len(loose) > 1:
            yield {id(file): _damaged(file.data, way) for file in loose}


def _damaged(data: bytes, way: int) -> bytes:
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 4]) + data[middle + 1 :] if data else b"\4"
    return (b"", data[:middle], bytes(len(data)), flipped)[way]


def _left(folder: Folder, kept: dict[int, list[Change]], damages: dict[int, bytes]) -> Folder:
    names = dict(folder.synced)
    for change in kept.get(id(folder), []):
        _apply(names, change)
    left = {
        name: _left(node, kept, damages)
        if isinstance(node, Folder)
        else File(damages.get(id(node), node.data), synced=True)
        for name, node in names.items()
    }
    return Folder(dict(left), dict(left))


def _apply(names: dict[str, Node], change: Change) -> None:
    old, new, node = change
    names.pop(old, None)
    if new and node is not None:
        names[new] = node


def _folders(root: Folder) -> Iterator[Folder]:
    yield root
    for node in {id(node): node for node in (*root.now.values(), *root.synced.values())}.values():
        if isinstance(node, Folder):
            yield from _folders(node)


def _files(root: Folder) -> Iterator[File]:
    for folder in _folders(root):
        nodes = (*folder.now.values(), *folder.synced.values())
        yield from {id(node): node for node in nodes if isinstance(node, File)}.values()
