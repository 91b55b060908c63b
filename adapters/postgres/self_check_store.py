"""The log and its tree as the self-check reads them, and how far it has come."""

from datetime import datetime

from adapters.postgres.desk import Desk


class PostgresSelfCheckStore(Desk):
    """This keeps the place of the only self-check at work."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "self-check")

    def advance(self, checked: int) -> None:
        """This notes up to where the present round has come."""
        self.rows("UPDATE proof.self_check SET checked = %s", (checked,))

    def complete(self, at: datetime) -> None:
        """This notes when a whole round has ended without finding anything."""
        self.rows("UPDATE proof.self_check SET ended_at = %s", (at,))
