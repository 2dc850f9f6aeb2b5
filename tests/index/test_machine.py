"""Any order of edits, indexings, crashes, damage and repairs: the index is what was acknowledged, or it is refused."""

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from index import generations, making, places
from index.check import sound
from index.embedders.hashing import Hashing
from index.errors import CorpusError, IndexDamaged, IndexFault
from index.plan import Plan
from index.refresh import refresh
from index.repair import repair
from index.types import Progress
from tests.store.faulty import ERRNOS, Died, Faulty, die, refuse

NAMES = st.sampled_from(["a.txt", "b.txt", "deep/c.txt", "d.md"])
Docs = dict[str, str]


def quiet(progress: Progress) -> None:
    """A report that nobody reads."""


class Store(RuleBasedStateMachine):
    """`docs` is the folder now, `held` what the index holds, `seen` every folder that an indexing has begun with."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp()).resolve()
        self.corpus = self.place / "corpus"
        self.corpus.mkdir()
        self.plan = Plan(places.corpus([self.corpus]), self.place / "index", "exact", 120)
        self.docs: Docs = {}
        self.held: Docs = {}
        self.seen: list[Docs] = []
        self.damaged = False
        self.count = 0

        self.every, making.EVERY = making.EVERY, 0.0  # so that what was interrupted leaves a journal

    def teardown(self) -> None:
        making.EVERY = self.every
        shutil.rmtree(self.place)

    @rule(name=NAMES)
    def write(self, name: str) -> None:
        self.count += 1
        self.docs[name] = f"Line {self.count} of prose is written here today."
        (self.corpus / name).parent.mkdir(exist_ok=True)
        (self.corpus / name).write_text(self.docs[name])

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        if self.docs.pop(name, None):
            (self.corpus / name).unlink()

    @rule(old=NAMES, new=NAMES)
    def rename(self, old: str, new: str) -> None:
        if old in self.docs:
            (self.corpus / new).parent.mkdir(exist_ok=True)
            (self.corpus / old).replace(self.corpus / new)
            self.docs[new] = self.docs.pop(old)

    @rule()
    def index(self) -> None:
        if self.damaged:
            self._refresh_over_damage()
        elif self.docs:
            self._refresh(self.plan)
            self.held = dict(self.docs)
        else:
            with pytest.raises(CorpusError):
                self._refresh(self.plan)

    @rule(step=st.integers(1, 110), number=st.sampled_from((0, *ERRNOS)))
    def interrupted(self, step: int, number: int) -> None:
        """An indexing that dies at a step, or that meets an error of the disk there."""
        plan = replace(self.plan, disk=Faulty(step, refuse(number) if number else die))
        with suppress(Died, IndexFault, CorpusError):
            self._refresh(plan)
        self._look([self.held, self.docs])

    @precondition(lambda self: self.held and not self.damaged)
    @rule(which=st.integers(0, 99), place=st.floats(0, 1, exclude_max=True))
    def corrupt(self, which: int, place: float) -> None:
        generation = generations.read(self.plan.folder)
        assert generation
        segments = [one.path for one in generation.segments]
        files = [self.plan.folder / "CURRENT", *generation.place.iterdir(), *segments, *segments]
        path = sorted(files)[which % len(files)]
        data = bytearray(path.read_bytes())
        data[int(place * len(data))] ^= 16
        path.write_bytes(data)
        self.damaged = True

    @precondition(lambda self: self.held)
    @rule(step=st.integers(1, 200))
    def interrupted_repair(self, step: int) -> None:
        with suppress(Died, CorpusError, IndexDamaged):
            self._repair(replace(self.plan, disk=Faulty(step, die)))
        self._look(self.seen)

    @precondition(lambda self: self.held)
    @rule()
    def repaired(self) -> None:
        try:
            self._repair(self.plan)
        except CorpusError:
            assert not self.docs
            return
        self.damaged = False
        self._look(self.seen)

    @invariant()
    def the_index_holds_what_was_acknowledged_or_is_refused(self) -> None:
        if self.damaged:
            with pytest.raises(IndexDamaged, match="dossier repair"):
                sound(self.plan.folder)
        elif self.held:
            assert self._texts() == self.held
        else:
            assert generations.read(self.plan.folder) is None

    def _refresh(self, plan: Plan) -> None:
        self.seen.append(dict(self.docs))
        refresh(plan, Hashing(16), quiet)

    def _refresh_over_damage(self) -> None:
        """An indexing that finds damage says so; one that read nothing of what is damaged leaves it, or it goes with
        the segment that it is in."""
        try:
            self._refresh(self.plan)
        except (IndexDamaged, CorpusError):
            return
        with suppress(IndexDamaged):
            assert self._texts() == self.docs
            self.held, self.damaged = dict(self.docs), False

    def _repair(self, plan: Plan) -> None:
        self.seen.append(dict(self.docs))
        list(repair(plan, lambda: refresh(plan, Hashing(16), quiet, rebuild=True)))

    def _look(self, allowed: list[Docs]) -> None:
        """What the index holds after an interruption must be one of these, unless it is damaged as before."""
        try:
            texts = self._texts() if generations.read(self.plan.folder) else {}
        except IndexDamaged:
            assert self.damaged
            return
        assert texts in [self.held, *allowed]
        self.held, self.damaged = dict(texts), False

    def _texts(self) -> Docs:
        records = sound(self.plan.folder).records
        return {document.id: document.text for document in records.documents()}


LONG = bool(os.environ.get("DOSSIER_SOAK"))
Store.TestCase.settings = settings(
    max_examples=200 if LONG else 20, stateful_step_count=30 if LONG else 15, deadline=None
)
test_any_order_of_events_leaves_an_index_that_was_acknowledged = Store.TestCase
