"""A notice of the provider, from arriving to being closed."""

from dataclasses import replace
from typing import Final

from domain.notice.aggregate import NOT_FOLLOWED, NOTICE, Told, receive
from domain.notice.events import Matter, NoticeDismissed, NoticeHandled, NoticeReceived
from tests.support.calendar import MONDAY, minutes
from tests.support.scenario import given

NOW: Final = MONDAY + minutes(1)
TOLD: Final = Told("evt_1", "payment_intent.succeeded", Matter.PAYMENT, "pi_1", None, MONDAY)
RECEIVED: Final = NoticeReceived(
    event_id="evt_1",
    about="pi_1",
    kind="payment_intent.succeeded",
    matter=Matter.PAYMENT,
    account=None,
    created_at=MONDAY,
    received_at=NOW,
)
HANDLED: Final = NoticeHandled(
    event_id="evt_1", about="pi_1", recorded="RecordCapture", handled_at=NOW
)
DISMISSED: Final = NoticeDismissed(
    event_id="evt_1", about="pi_1", reason="not_ours", dismissed_at=NOW
)


class TestReceiving:
    def test_takes_down_that_it_came_and_of_what(self) -> None:
        assert receive(None, TOLD, NOW) == (RECEIVED,)

    def test_takes_it_down_once(self) -> None:
        for known in ((RECEIVED,), (RECEIVED, HANDLED), (RECEIVED, DISMISSED)):
            given(*known).of(NOTICE).when(
                lambda notice: receive(notice, TOLD, NOW + minutes(5))
            ).then_nothing()

    def test_closes_at_once_what_nobody_follows(self) -> None:
        other = replace(TOLD, kind="customer.created", matter=Matter.OTHER, about=None)
        received = replace(RECEIVED, kind="customer.created", matter=Matter.OTHER, about=None)
        dismissed = replace(DISMISSED, about=None, reason=NOT_FOLLOWED)
        assert receive(None, other, NOW) == (received, dismissed)


class TestClosing:
    def test_says_what_was_recorded(self) -> None:
        given(RECEIVED).of(NOTICE).when(lambda n: n.handle("RecordCapture", NOW)).then(HANDLED)
        given(RECEIVED).of(NOTICE).when(lambda n: n.handle(None, NOW)).then(
            replace(HANDLED, recorded=None)
        )

    def test_says_why_nothing_comes_of_it(self) -> None:
        given(RECEIVED).of(NOTICE).when(lambda n: n.dismiss("not_ours", NOW)).then(DISMISSED)

    def test_is_done_once(self) -> None:
        for closed in (HANDLED, DISMISSED):
            known = given(RECEIVED, closed).of(NOTICE)
            known.when(lambda n: n.handle("RecordVoid", NOW)).then_nothing()
            known.when(lambda n: n.dismiss("not_ours", NOW)).then_nothing()
