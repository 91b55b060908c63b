"""What is kept of one person, read a page at a time, with everybody else by label."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, Final

from api.container import Container
from api.errors import NotVisibleYet
from api.packages.language import Language
from application.consistency import Token, all_partitions
from application.log_tree import TreeAtSize
from application.packages import Offered
from application.packing.credentials import credentials_of
from application.packing.disclosing import disclosed
from application.packing.labels import Labels
from domain.catalogue import FACTS
from domain.shared.event import Recorded, context_of
from projections import held
from projections.audit_trail.queries import positions_of
from projections.directory.queries import by_id
from projections.holdings import HOLDINGS, Holding

VIEWS: Final = tuple(sorted({"audit_trail", *(holding.view for holding in HOLDINGS)}))
LONGEST_WAIT_SECONDS: Final = 10.0
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Gathering:
    """This is everything a package is made of.

    Attributes:
        tree: the log as it stood when the package was begun; it holds nothing later.
        at: when that was.
        zone: whose clocks people are told times by.
    """

    container: Container
    offered: Offered
    tree: TreeAtSize
    at: datetime
    language: Language
    zone: str
    labels: Labels

    @classmethod
    def begun(cls, container: Container, offered: Offered) -> "Gathering":
        """This begins with the log as it stands, once every read model has come as far.

        Raises:
            NotVisibleYet: one is too far behind.
        """
        tree = container.log_tree.newest()
        _await(container, tree.size)
        account = by_id(container.reader, offered.person_id)
        return cls(
            container=container,
            offered=offered,
            tree=tree,
            at=container.clock.now(),
            language=Language.of(account.locale if account else None),
            zone=account.time_zone if account else "UTC",
            labels=Labels(offered.person_id),
        )

    @property
    def about(self) -> dict[str, Any]:
        """This is what the manifest says of the package, beside its files."""
        controller = self.container.controller
        return {
            "package": self.offered.kind,
            "request_id": self.offered.request_id,
            "person_id": self.offered.person_id,
            "made_at": self.at,
            "language": self.language.code,
            "controller": {"name": controller.name, "contact": controller.contact},
            "log": {"size": self.tree.size, "root": self.tree.root.hex()},
        }

    def rows(self, holding: Holding) -> Iterator[dict[str, Any]]:
        """This is what one table keeps of the person."""
        for row in held.rows(self.container.reader, holding, self.offered.person_id):
            people = holding.people.items()
            yield {**row, **{name: self._called(row[name], called) for name, called in people}}

    def credentials(self) -> Iterator[dict[str, Any]]:
        """This is how their papers stand."""
        return credentials_of(self.container.log, self.offered.person_id, self.at)

    def positions(self) -> Iterator[int]:
        """This is where the facts about the person stand in the log."""
        after = 0
        while page := self._page(after):
            yield from page
            after = page[-1]

    def lines(self) -> Iterator[dict[str, Any]]:
        """This is each of those facts, as far as the person may see it."""
        for recorded in self.facts():
            yield disclosed(recorded, self.labels)

    def facts(self) -> Iterator[Recorded[Any]]:
        """This is each of those facts, whole: not to be shown."""
        after = 0
        while page := self._page(after):
            yield from self.container.facts.read_positions(page)
            after = page[-1]

    def _page(self, after: int) -> list[int]:
        person_id, until = self.offered.person_id, self.tree.size
        return positions_of(
            self.container.reader, person_id, after=after, until=until, limit=AT_ONCE
        )

    def _called(self, who: Any, called: str) -> Any:
        if isinstance(who, list):
            return [self.labels.of(each, called) for each in who]
        return self.labels.of(who, called) if who else who


def _await(container: Container, position: int) -> None:
    contexts = {context_of(topic) for topic in FACTS}
    partitions = all_partitions(contexts, container.partitions)
    token, until = Token(dict.fromkeys(partitions, position)), monotonic() + LONGEST_WAIT_SECONDS
    for view in VIEWS:
        behind = container.waiting.wait(view, token, max(0.0, until - monotonic()))
        if behind:
            raise NotVisibleYet(f"{view} is {behind} positions behind; ask again shortly.")
