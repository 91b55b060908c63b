"""News of the provider in a market: taken down as the API takes them down, once by their name."""

from dataclasses import dataclass

from application.notice import ReceiveNotice
from domain.notice.events import Matter
from tests.support.calendar import MONDAY
from tests.support.market import Market
from tests.support.people import AS_SYSTEM


@dataclass(frozen=True, slots=True)
class News:
    """This is something that happened at the provider, under its name of that."""

    event_id: str
    matter: Matter
    about: str

    def reaches(self, market: Market) -> None:
        """This is the provider telling of it, perhaps again."""
        told = ReceiveNotice(
            event_id=self.event_id,
            kind=f"{self.matter}.changed",
            matter=self.matter,
            about=self.about,
            created_at=MONDAY,
        )
        assert market.ask(told, AS_SYSTEM, key=self.event_id).accepted


def closed(market: Market) -> bool:
    """This tells whether every notice was handled or dismissed, and nothing is left to do."""
    streams = {one.stream_id for one in market.log.facts if one.stream_id.startswith("notice-")}
    return market.open_todos("noticing") == [] and all(
        market.names(stream_id)[-1] != "NoticeReceived" for stream_id in streams
    )
