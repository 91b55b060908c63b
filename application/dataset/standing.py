"""Who may be learned from now: agreements, wishes and accounts as they stand, of everybody at once.

They are folded from the log in one go. Asked one by one, as when one thing is done, people would
take longer than the whole set. The rule is the same one: `in_force`, which reads them here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

from application.consent import RESTS_ON, in_force, is_stopped
from application.ports import Loaded
from domain.account.events import AccountClosed, AccountErased
from domain.consent.events import Purpose
from domain.shared.event import Kind, Recorded
from domain.shared.unreadable import UnreadableFact

S = TypeVar("S")
CONTEXTS: Final = frozenset({"account", "consent", "privacy"})
PURPOSE: Final = Purpose.RECOMMENDATION_PROFILING
KINDS: Final[Mapping[str, Kind[Any]]] = {kind.name: kind for kind in RESTS_ON}


@dataclass(slots=True)
class Standing:
    """This is how everybody stands.

    Attributes:
        now: when it is asked.
        gone: who has closed their account, or was erased.
        states: every stream that an answer rests on, folded.
        away: what was found of each person, once everything was taken in.
    """

    now: datetime
    gone: set[str] = field(default_factory=set)
    states: dict[str, Any] = field(default_factory=dict)
    away: dict[str, bool] = field(default_factory=dict)

    def take(self, recorded: Recorded[Any]) -> None:
        """This takes in the next fact."""
        fact, stream_id = recorded.fact, recorded.stream_id
        kind = KINDS.get(stream_id.partition("-")[0])
        if isinstance(fact, AccountClosed | AccountErased):
            self.gone.add(fact.account_id)
        elif kind is not None and not isinstance(fact, UnreadableFact):
            self.states[stream_id] = kind.evolve(self.states.get(stream_id), fact)

    def load(self, kind: Kind[S], identity: str) -> Loaded[S | None]:
        """This is a stream as it stands; which version that is, nobody asks here."""
        stream_id = kind.stream(identity)
        return Loaded(stream_id, 0, self.states.get(stream_id))

    def may_learn_from(self, student_id: str) -> bool:
        """This is true of a student who agrees to it."""
        return in_force(self, student_id, PURPOSE, self.now)

    def is_away(self, person_id: str) -> bool:
        """This is true of whoever is gone, lets their data rest, or objects to being profiled."""
        found = self.away.get(person_id)
        if found is None:
            found = person_id in self.gone or is_stopped(self, person_id, PURPOSE)
            self.away[person_id] = found
        return found
