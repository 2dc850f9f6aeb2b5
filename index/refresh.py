"""Bring an index up to date with its documents: use it as it is, build upon it, or build from nothing.

What builds is imported when something is to be built.
"""

from dataclasses import dataclass

from index import generations
from index.errors import IndexBusy, IndexFault, IndexMismatch
from index.generations import Generation
from index.glance import begun
from index.index import Index
from index.looking import fits, is_current, look
from index.manifest import About
from index.opened import unpack
from index.parts import part
from index.places import FILES
from index.plan import Change, Plan
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
    """The index of a corpus, as its files are now; built from nothing, whatever there is, with `rebuild`.

    One that another version of the program or of the same model made is built from nothing. Raises what `build` raises;
    and unless `rebuild` is true, IndexDamaged for a damaged index and IndexMismatch for one of another embedder.
    """
    if rebuild:
        changes = part("index", "build").rebuild(plan, embedder, report)
        return Refreshed(*_opened(plan, changes), "a rebuild was asked for")
    generation, reason = _there(plan)
    with begun(plan, len(generation.files[FILES]) if generation else 0) as beside:
        made = unpack(generation) if generation else None
        if made:
            reason = outdated(plan, made.about, embedder)
        usable = made if not reason else None
        if beside and usable:
            usable.prepare()
        found = beside.columns() if beside else None
    if usable and found and is_current(found, usable):
        return Refreshed(usable)
    seen = look(plan)
    if usable and is_current(seen.files.columns(), usable):
        return Refreshed(usable)
    try:
        changes = part("index", "build").build(plan, embedder, report, seen)
    except IndexBusy:
        if usable is None:
            raise
        return Refreshed(usable, behind=True)
    return Refreshed(*_opened(plan, changes), reason)


def _opened(plan: Plan, changes: list[Change]) -> tuple[Index, tuple[Change, ...]]:
    generation = generations.read(plan.folder, plan.disk)
    if generation is None:
        raise IndexFault(f"the index at {plan.folder} vanished while it was made: try again")
    return unpack(generation), tuple(changes)


def current(plan: Plan) -> tuple[Index | None, str]:
    """The index as it lies on disk, or None and why it is of no use (empty when there just is none)."""
    generation, reason = _there(plan)
    return (unpack(generation), "") if generation else (None, reason)


def _there(plan: Plan) -> tuple[Generation | None, str]:
    generation = generations.read(plan.folder, plan.disk)
    made_before = generation is None and generations.read_pointer(plan.folder, plan.disk) is not None
    return generation, "another version of the program made it" if made_before else ""


def outdated(plan: Plan, made: About, embedder: Embedder) -> str:
    """Why nothing of the current index can be taken over; empty when it can."""
    if fits(plan, embedder, made):
        return ""
    old, wanted = made.embedder.partition("@")[0], embedder.name.partition("@")[0]
    if old != wanted:
        raise IndexMismatch(
            f"the index at {plan.folder} was made with the embedder {old}, not {wanted}: ask with "
            f"--embedder {old}, or make it anew with: dossier index --rebuild --embedder {wanted}"
        )
    if (made.embedder, made.word_model) != (embedder.name, shipped().name):
        return "the embedding model is another version"
    if (made.words, made.store) != (plan.words, plan.store):
        return "the settings for passages or for the vector store changed"
    return "it was made of other documents"
