"""Ask a folder of documents a question: `Assistant` answers, `Retriever` finds passages.

The names are imported when they are first used, so that a module of the package brings no more than it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.errors import DossierError
    from index.types import Hit, Passage
    from qa.assistant import Assistant
    from qa.retrieve import Retriever
    from qa.settings import Settings
    from qa.types import Answer, Citation, Filters, Turn

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "DossierError",
    "Filters",
    "Hit",
    "Passage",
    "Retriever",
    "Settings",
    "Turn",
]

_MODULES = {
    "index.errors": ("DossierError",),
    "index.types": ("Hit", "Passage"),
    "qa.assistant": ("Assistant",),
    "qa.retrieve": ("Retriever",),
    "qa.settings": ("Settings",),
    "qa.types": ("Answer", "Citation", "Filters", "Turn"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
