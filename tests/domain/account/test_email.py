"""One address, one account."""

from domain.account.email import EMAIL, Email, EmailIsTaken
from domain.account.events import EmailReleased, EmailReserved
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import BEN, OLGA
from tests.support.scenario import given

RESERVED = EmailReserved(email_pseudonym="f00d", account_id=BEN, reserved_at=MONDAY)
RELEASED = EmailReleased(email_pseudonym="f00d", account_id=BEN, released_at=TUESDAY)


class TestReserving:
    def test_gives_a_free_address_to_an_account(self) -> None:
        given().of(EMAIL, Email("f00d")).when(lambda e: e.reserve(BEN, MONDAY)).then(RESERVED)

    def test_is_refused_while_somebody_has_it(self) -> None:
        given(RESERVED).of(EMAIL).when(lambda e: e.reserve(OLGA, TUESDAY)).then_refused(
            EmailIsTaken
        )

    def test_works_again_once_it_was_released(self) -> None:
        outcome = given(RESERVED, RELEASED).of(EMAIL).when(lambda e: e.reserve(OLGA, TUESDAY))
        outcome.then(EmailReserved(email_pseudonym="f00d", account_id=OLGA, reserved_at=TUESDAY))


class TestReleasing:
    def test_sets_it_free(self) -> None:
        given(RESERVED).of(EMAIL).when(lambda e: e.release(BEN, TUESDAY)).then(RELEASED)

    def test_leaves_what_belongs_to_another(self) -> None:
        given(RESERVED).of(EMAIL).when(lambda e: e.release(OLGA, TUESDAY)).then_nothing()
