"""Ask a folder of documents a question: `Assistant` answers, `Retriever` finds passages."""

from importlib import import_module
from typing import TYPE_CHECKING

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
_HOMES = {
    "qa.assistant": ("Assistant",),
    "qa.retrieve": ("Retriever",),
    "qa.settings": ("Settings",),
    "qa.types": ("Answer", "Citation", "Filters", "Turn"),
    "index.errors": ("DossierError",),
    "index.types": ("Hit", "Passage"),
}


def __getattr__(name: str) -> object:
    """Load what is asked for when it is asked for: the chat paints before the search is loaded, and never needs it."""
    home = next((module for module, names in _HOMES.items() if name in names), "")
    if not home:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found
