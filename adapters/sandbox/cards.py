"""Cards that the sandbox keeps: as invented as its money."""

from adapters.sandbox.records import SandboxRecords
from application.ports_cards import CardFace, PayersAction, ProviderSetup, SavedCard
from domain.payment.events import Action

SETUP = "SELECT * FROM sandbox.setup WHERE reference = %(reference)s"
FACE = """
    SELECT FROM sandbox.setup
    WHERE customer = %(customer)s AND method = %(method)s AND is_kept
"""
GIVE = """
    UPDATE sandbox.setup
    SET method = 'sandbox_card_of_' || reference, is_kept = true, changed_at = %(at)s
    WHERE reference = %(reference)s AND method IS NULL
"""


class SandboxCards(SandboxRecords):
    """This tells of the cards that the sandbox keeps."""

    def setup_action(self, reference: str) -> PayersAction | None:
        """This is what the student has to do for it, if there is anything."""
        row = self._one(SETUP, reference=reference)
        return None if row["method"] else PayersAction(Action.METHOD, f"{reference}_secret")

    def face(self, card: SavedCard) -> CardFace | None:
        """This is what the card looks like, if it is still kept."""
        found = self._rows(FACE, customer=card.customer, method=card.method)
        return CardFace("visa", "4242") if found else None

    def setup(self, reference: str) -> ProviderSetup:
        """This is a card to be kept, as of now."""
        row = self._one(SETUP, reference=reference)
        card = SavedCard(row["customer"], row["method"]) if row["method"] else None
        return ProviderSetup(reference, "saved" if card else "action", row["changed_at"], card)

    def give_card(self, reference: str) -> None:
        """This is the student giving a card that is to be kept."""
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(GIVE, {"reference": reference, "at": self._clock.now()})
