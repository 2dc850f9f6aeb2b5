"""Regular expressions that are compiled when they are first used.

Compiling takes longer than anything else that a module does when it is imported, and one question needs a few of them.
"""

import re
from typing import Any, cast


class _Later:
    """Becomes the compiled pattern: what is asked for once is kept in the instance, where it is found as fast."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._pattern, self._flags), name)
        setattr(self, name, found)
        return found


def later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but a mistake in the pattern is raised by its first use.

    It has the methods of a pattern and is safe to use from several threads, but it is no instance of `re.Pattern`.
    """
    return cast("re.Pattern[str]", _Later(pattern, flags))
