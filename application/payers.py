"""Of which card a student pays: personal, so it is looked up when a call is made."""

from collections.abc import Mapping

from application.ports import EventLog
from application.ports_cards import SavedCard
from domain.payer.aggregate import PAYER, Payer


class Payers:
    """This knows what the provider calls students and their cards, as the log has them.

    Of somebody who was erased it knows nothing any more.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def customer_of(self, student_id: str) -> str:
        """This is what the provider knows the student by; nothing while it does not."""
        payer = self._payer(student_id)
        return str(payer.customer) if payer else ""

    def card_of(self, student_id: str, setup_id: str = "") -> SavedCard | None:
        """This is the card they pay with, or the one that was kept under that name."""
        payer = self._payer(student_id)
        method = payer.method_of(setup_id or payer.card) if payer else ""
        return SavedCard(str(payer.customer), str(method)) if payer and method else None

    def cards_of(self, student_id: str) -> Mapping[str, SavedCard]:
        """This is every card of theirs that the provider keeps, by the name it was asked under."""
        payer = self._payer(student_id)
        each = ((name, self.card_of(student_id, name)) for name in (payer.names if payer else ()))
        return {name: card for name, card in each if card is not None}

    def setup_of(self, student_id: str) -> str:
        """This is the provider's reference of the card they are about to let it keep."""
        payer = self._payer(student_id)
        return payer.reference if payer else ""

    def _payer(self, student_id: str) -> Payer | None:
        return self._log.load(PAYER, student_id).state
