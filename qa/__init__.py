"""Ask a folder of documents a question: `Assistant` answers, `Retriever` finds passages."""

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
