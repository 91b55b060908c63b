"""Commands about being paid: whose they are, and what follows from what was found."""

import pytest

from application.tutor_paying import (
    HANDLERS,
    AskReadiness,
    CheckPayoutAccount,
    OpenPayoutAccount,
    RecordPayoutAccount,
    RecordReadiness,
)
from application.work import Command
from domain.shared.actor import Actor
from domain.tutor.paying import OpenAPayoutAccountFirst
from domain.tutor.state import OnlyTheTutorChangesTheirOffer
from tests.application.desk import Desk
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, AS_ANNA, AS_IVAN, AS_SYSTEM

OPEN = OpenPayoutAccount(tutor_id=ANNA, country="DE")
OPENED = RecordPayoutAccount(tutor_id=ANNA, payout_account="acct")
CHECK = CheckPayoutAccount(tutor_id=ANNA)
ASK = AskReadiness(tutor_id=ANNA, cause="b1:until-2700")
MISSING = RecordReadiness(
    tutor_id=ANNA, look=1, payout_account="acct", is_payable=False, missing=("individual.email",)
)
GOOD = RecordReadiness(tutor_id=ANNA, look=2, payout_account="acct", is_payable=True)
Asked = tuple[Command, Actor]


def desk_after(*asked: Asked) -> Desk:
    desk = Desk(HANDLERS)
    for command, actor in asked:
        desk.ask(command, actor, MONDAY)
    return desk


class TestATutor:
    ROAD = (
        (OPEN, AS_ANNA),
        (OPENED, AS_SYSTEM),
        (MISSING, AS_SYSTEM),
        (CHECK, AS_ANNA),
        (GOOD, AS_SYSTEM),
    )

    def test_comes_by_an_account(self) -> None:
        names = [
            "PayoutAccountRequested",
            "PayoutAccountOpened",
            "ReadinessAsked",
            "ReadinessNoted",
            "ReadinessAsked",
            "ReadinessNoted",
            "PayoutAccountReadied",
        ]
        assert desk_after(*self.ROAD).names("tutor-anna") == names

    def test_is_told_what_is_missing(self) -> None:
        assert desk_after(*self.ROAD[:3]).facts("tutor-anna")[-1].missing == ("individual.email",)

    @pytest.mark.parametrize("command", [OPEN, CHECK])
    def test_does_so_for_themself_alone(self, command: Command) -> None:
        with pytest.raises(OnlyTheTutorChangesTheirOffer):
            desk_after((command, AS_IVAN))


class TestTheBusiness:
    def test_looks_when_a_movement_was_refused(self) -> None:
        asked = desk_after(*TestATutor.ROAD, (ASK, AS_SYSTEM)).facts("tutor-anna")[-1]
        assert (asked.look, asked.cause) == (3, "b1:until-2700")

    def test_has_nothing_to_look_at_where_there_is_no_account(self) -> None:
        with pytest.raises(OpenAPayoutAccountFirst):
            desk_after((ASK, AS_SYSTEM))

    def test_may_find_that_there_is_none_any_more(self) -> None:
        gone = GOOD.model_copy(update={"payout_account": "", "is_payable": False, "look": 3})
        assert RecordReadiness.model_validate(gone.model_dump()) == gone
