"""Bring an index up to date with its documents: use it as it is, build upon it, or build from nothing."""

from dataclasses import dataclass

from index import generations
from index.build import Change, Plan, build, is_current
from index.errors import IndexBusy, IndexDamaged, IndexFault, IndexMismatch
from index.foresee import foreseen
from index.index import Index, unpack
from index.types import Report
from index.vectors import Embedder
from index.wordvectors import shipped


@dataclass(frozen=True, slots=True)
class Refreshed:
    """An index that is up to date. `changes` is empty when nothing was built; `reason` tells why all was built anew.

    `behind` is true for an index that is as it was before, since another process is updating it.
    """

    index: Index
    changes: tuple[Change, ...] = ()
    reason: str = ""
    behind: bool = False


def refresh(plan: Plan, embedder: Embedder, report: Report, rebuild: bool = False) -> Refreshed:
    """The index of a corpus, as its files are now.

    One that another version of the program or of the same model made is built from nothing. Raises what `build` raises;
    and unless `rebuild` is true, IndexDamaged for a damaged index and IndexMismatch for one of another embedder.
    """
    current, reason = _current(plan, rebuild)
    if current and not rebuild:
        reason = _outdated(plan, current, embedder)
        if not reason and is_current(plan, current):
            return Refreshed(current)
    usable = current if current and not reason and not rebuild else None
    try:
        changes = build(plan, embedder, usable, report)
    except IndexBusy:
        if usable is None:
            raise
        return Refreshed(usable, behind=True)
    generation = generations.read(plan.folder, plan.disk)
    if generation is None:
        raise IndexFault(f"the index at {plan.folder} vanished while it was made: try again")
    return Refreshed(unpack(generation), tuple(changes), "a rebuild was asked for" if rebuild else reason)


def preview(plan: Plan, embedder: Embedder) -> tuple[list[Change], str]:
    """What `refresh` would change, and why it would build all anew if it would; nothing is written, no document parsed.

    Raises IndexDamaged, IndexDenied, IndexMismatch or IndexFault as `refresh`.
    """
    current, reason = _current(plan, False)
    reason = _outdated(plan, current, embedder) if current else reason
    return foreseen(plan, None if reason else current), reason


def _current(plan: Plan, rebuild: bool) -> tuple[Index | None, str]:
    """The index as it lies on disk, or None and why it is of no use (empty when there just is none)."""
    try:
        generation = generations.read(plan.folder, plan.disk)
    except IndexDamaged:
        if not rebuild:
            raise
        return None, ""
    if generation is None:
        made_before = generations.read_pointer(plan.folder, plan.disk) is not None
        return None, "another version of the program made it" if made_before else ""
    return unpack(generation), ""


def _outdated(plan: Plan, current: Index, embedder: Embedder) -> str:
    """Why nothing of the current index can be taken over; empty when it can."""
    made, wanted = (name.partition("@") for name in (current.about.embedder, embedder.name))
    if made[0] != wanted[0]:
        raise IndexMismatch(
            f"the index at {plan.folder} was made with the embedder {made[0]}, not {wanted[0]}: ask with "
            f"--embedder {made[0]}, or make it anew with: dossier index --rebuild --embedder {wanted[0]}"
        )
    if made != wanted or current.about.word_model != shipped().name:
        return "the embedding model is another version"
    if current.about.words != plan.words or current.about.store != plan.store:
        return "the settings for passages or for the vector store changed"
    return "" if current.about.roots == tuple(map(str, plan.corpus.roots)) else "it was made of other documents"
