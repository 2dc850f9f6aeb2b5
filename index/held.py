"""What was read and may be asked for again, bounded by the bytes that it takes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Held(Generic[Value]):
    """The values that were used last, of at most so many bytes together. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most, self._size, self._lock = most, 0, Lock()
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], tuple[Value, int]]) -> Value:
        """The value of a key; `make` gives it and its size in bytes where it is not held. It may be made twice when
        two threads ask at once, and is not held when it alone is larger than all may be."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][0]
        value, size = make()
        with self._lock:
            if key not in self._values and size <= self._most:
                self._values[key] = value, size
                self._size += size
                while self._size > self._most:
                    self._size -= self._values.popitem(last=False)[1][1]
        return value
