"""Models of one kind, from being trained to being replaced.

Rules, in plain language:

- A model is trained once under its version, and comes forward one step at a time.
- The rule lets it forward that was compared with the model in use, was better by a margin whose
  interval lies above nothing, for enough people, and whose probabilities are no worse.
- Whoever lets one forward against the rule says why. Without any model in use there is nothing to
  compare with: the first one is let forward by somebody who says so.
- One is live at a time, and at most one is the canary; a newer canary retires the older one.
- Going back makes the model live again that was before, and says why.
- The rule retires a canary that was worse than the model in use by a margin whose interval lies
  below nothing, for enough people, and what stands against nobody a month after it was trained.
  Whoever retires another one says why; the one in use is not retired but gone back from.
- One can go back twice in a row. What models have learnt that are retired and that nobody can go
  back to is needed no more.

States: CANDIDATE → SHADOW → CANARY → LIVE → RETIRED; RETIRED → LIVE by going back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, assert_never

from domain.model.events import (
    ModelCompared,
    ModelEvent,
    ModelPromoted,
    ModelRetired,
    ModelRolledBack,
    ModelTrained,
    ModelWatched,
)
from domain.model.policies import is_better, is_worse, outlived
from domain.model.terms import NEXT, Compared, Ground, Known, Purpose, State, Trained, Why
from domain.shared.errors import NotFound, RuleBroken
from domain.shared.event import Kind
from domain.shared.text import Digest, Version

MOST_LIVED: Final = 3
"""The model in use, and the two that can be gone back to one after the other."""


class ThereIsNoSuchModel(NotFound):
    """No model of this kind has that version."""


class VersionIsTaken(RuleBroken):
    """A model of this kind has that version already, with other contents."""


class ModelIsInUseAlready(RuleBroken):
    """It is live; there is no further step."""


class ModelIsRetired(RuleBroken):
    """It is not used any more; go back to it instead, or train another one."""


class TheRuleDoesNotLetItForward(RuleBroken):
    """It was not shown to be better than the model in use; whoever lets it forward says why."""


class TheRuleDoesNotRetireIt(RuleBroken):
    """It was not shown to be worse, and is not old; whoever retires it says why."""


class TheModelInUseIsGoneBackFrom(RuleBroken):
    """It is live; go back to the one before, or let another one take its place."""


class NothingIsLive(RuleBroken):
    """No model is in use, so there is nothing to go back from."""


@dataclass(frozen=True, slots=True)
class Models:
    """This is all models for one purpose, in the order they were trained.

    `lived` is the versions that were live, the last one last, as far as one can go back; of what
    was gone back from nothing is left in it.
    """

    purpose: Purpose
    known: tuple[Known, ...] = ()
    lived: tuple[Version, ...] = ()

    @property
    def live(self) -> Known | None:
        """This is the model in use."""
        return self._in(State.LIVE)

    @property
    def canary(self) -> Known | None:
        """This is the model that some people are shown things by."""
        return self._in(State.CANARY)

    @property
    def needed(self) -> frozenset[Digest]:
        """This is what has to be kept of what models have learnt, by its digest."""
        return frozenset(
            each.trained.files_digest
            for each in self.known
            if each.state is not State.RETIRED or each.trained.version in self.lived
        )

    def of(self, version: str) -> Known:
        """This is the model of that version.

        Raises:
            ThereIsNoSuchModel: there is none.
        """
        for each in self.known:
            if each.trained.version == version:
                return each
        raise ThereIsNoSuchModel

    def train(self, trained: Trained, now: datetime) -> Sequence[ModelEvent]:
        """This takes a new model in; one that has learnt the same changes nothing.

        Raises:
            VersionIsTaken: another one has that version.
        """
        for each in self.known:
            if each.trained.version == trained.version:
                if each.trained.files_digest == trained.files_digest:
                    return ()
                raise VersionIsTaken
        return (
            ModelTrained(
                purpose=self.purpose, version=trained.version, trained=trained, trained_at=now
            ),
        )

    def compare(self, version: str, compared: Compared, now: datetime) -> Sequence[ModelEvent]:
        """This notes how a model did."""
        self.of(version)
        return (
            ModelCompared(
                purpose=self.purpose, version=version, compared=compared, compared_at=now
            ),
        )

    def watch(self, version: str, drifted: Sequence[str], now: datetime) -> Sequence[ModelEvent]:
        """This notes which features are not what they were, where those are others than before."""
        found = tuple(drifted)
        if found == self.of(version).drifted:
            return ()
        return (ModelWatched(purpose=self.purpose, version=version, drifted=found, watched_at=now),)

    def promote(
        self, version: str, why: Why | None, by: str | None, now: datetime
    ) -> Sequence[ModelEvent]:
        """This lets a model one step forward, by the rule, or because of what somebody says.

        Raises:
            ModelIsInUseAlready: it is live.
            ModelIsRetired: it was replaced, or gone back from.
            TheRuleDoesNotLetItForward: nobody says why, and the rule says no.
        """
        known = self.of(version)
        if known.state is State.LIVE:
            raise ModelIsInUseAlready
        if known.state is State.RETIRED:
            raise ModelIsRetired
        state = NEXT[known.state]
        needs_rule = state is not State.SHADOW
        if why is None and needs_rule and not is_better(known, self.live):
            raise TheRuleDoesNotLetItForward
        leaving = self.live if state is State.LIVE else None
        promoted = ModelPromoted(
            purpose=self.purpose,
            version=version,
            state=state,
            ground=Ground.RULE if why is None else Ground.DECISION,
            why=why,
            instead_of=leaving.trained.version if leaving else None,
            promoted_by=by,
            promoted_at=now,
        )
        older = self.canary if state is State.CANARY else None
        replaced = [one.trained.version for one in (leaving, older) if one]
        return (promoted, *(self._retired(each, None, by, now) for each in replaced))

    def retire(
        self, version: str, why: Why | None, by: str | None, now: datetime
    ) -> Sequence[ModelEvent]:
        """This takes a model out, by the rule, or because of what somebody says.

        Raises:
            TheModelInUseIsGoneBackFrom: it is live.
            TheRuleDoesNotRetireIt: nobody says why, and the rule lets it be.
        """
        known = self.of(version)
        if known.state is State.RETIRED:
            return ()
        if known.state is State.LIVE:
            raise TheModelInUseIsGoneBackFrom
        is_over = is_worse(known, self.live) or known in outlived(self.known, self.live, now)
        if why is None and not is_over:
            raise TheRuleDoesNotRetireIt
        return (self._retired(version, why, by, now),)

    def roll_back(self, why: Why, by: str | None, now: datetime) -> Sequence[ModelEvent]:
        """This goes back to the model that was live before, or to none.

        Raises:
            NothingIsLive: there is nothing to go back from.
        """
        if not self.lived:
            raise NothingIsLive
        *before, last = self.lived
        return (
            ModelRolledBack(
                purpose=self.purpose,
                version=last,
                back_to=before[-1] if before else None,
                why=why,
                rolled_back_by=by,
                rolled_back_at=now,
            ),
        )

    def _retired(self, version: str, why: Why | None, by: str | None, now: datetime) -> ModelEvent:
        return ModelRetired(
            purpose=self.purpose,
            version=version,
            ground=Ground.RULE if why is None else Ground.DECISION,
            why=why,
            retired_by=by,
            retired_at=now,
        )

    def _in(self, state: State) -> Known | None:
        return next((each for each in self.known if each.state is state), None)

    def changed(self, version: str, **how: Any) -> "Models":
        """This is the same with one model changed."""
        known = tuple(
            replace(each, **how) if each.trained.version == version else each for each in self.known
        )
        return replace(self, known=known)


def evolve(state: Models | None, fact: ModelEvent) -> Models:
    """This is the models after the fact; it asks no question and reads no clock."""
    models = state or Models(fact.purpose)
    match fact:
        case ModelTrained():
            return replace(models, known=(*models.known, Known(fact.trained, fact.trained_at)))
        case ModelCompared():
            return models.changed(fact.version, compared=fact.compared)
        case ModelWatched():
            return models.changed(fact.version, drifted=fact.drifted)
        case ModelPromoted():
            moved = models.changed(fact.version, state=fact.state)
            lived = (*moved.lived, fact.version)[-MOST_LIVED:]
            return replace(moved, lived=lived) if fact.state is State.LIVE else moved
        case ModelRolledBack():
            back = models.changed(fact.version, state=State.RETIRED)
            back = back.changed(fact.back_to, state=State.LIVE) if fact.back_to else back
            # Before there was an end to going back, a log may have gone back further.
            rest = (back.live.trained.version,) if back.live else ()
            return replace(back, lived=back.lived[:-1] or rest)
        case ModelRetired():
            return models.changed(fact.version, state=State.RETIRED)
        case _:
            assert_never(fact)


MODELS = Kind("model", Models, evolve)
