"""The stages of the ranking and the weights that settings give them."""

from collections.abc import Mapping
from functools import lru_cache

from index.errors import UsageError

STAGES = ("words", "document", "meaning", "likeness", "feedback", "lead", "time", "source")


@lru_cache(maxsize=32)
def weights(spec: str) -> Mapping[str, float]:
    """The weights of the stages, as in “words=0.2 meaning=0.8”; a stage that is not named has none.

    Raises UsageError for an unknown stage, a weight below 0 or that is no number, and where none finds passages.
    """
    found: dict[str, float] = {}
    for part in spec.replace(",", " ").split():
        stage, _, weight = part.partition("=")
        try:
            found[stage] = float(weight)
        except ValueError:
            found[stage] = -1.0
        if stage not in STAGES or not 0 <= found[stage] < float("inf"):
            raise UsageError(f"“{part}” is no stage of the ranking with its weight: write {STAGES[0]}=0.5 or the like, "
                             f"for some of {', '.join(STAGES)}")  # fmt: skip
    if not any(found.get(stage) for stage in ("words", "document", "meaning")):
        raise UsageError("the ranking has no stage that finds passages: give words, document or meaning a weight")
    return found
