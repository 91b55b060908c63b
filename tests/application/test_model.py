"""Models: the operator at the command line and the admin who signed in, each by their own name."""

import pytest

from application.model import (
    NoteComparison,
    NoteDrift,
    PromoteModel,
    RegisterModel,
    RetireModel,
    RollBackModel,
    models_of,
)
from domain.model.events import ModelPromoted, ModelRetired, ModelRolledBack
from domain.model.terms import Purpose, State, Why
from domain.shared.actor import Actor, Role
from tests.support.calendar import MONDAY
from tests.support.office import AS_ADA, Office
from tests.support.people import AS_BEN

AS_OPERATOR = Actor("process:models", frozenset({Role.SYSTEM}))
FOR = Purpose.RECOMMENDATION
REGISTER = RegisterModel(
    purpose=FOR,
    version="one",
    data_digest="a" * 64,
    files_digest="b" * 64,
    position=7,
    until=MONDAY,
)
PROMOTE = PromoteModel(purpose=FOR, version="one", why=Why.FIRST_OF_ITS_KIND)
RETIRE = RetireModel(purpose=FOR, version="one", why=Why.RECOMMENDS_BADLY)
BACK = RollBackModel(purpose=FOR, why=Why.RECOMMENDS_BADLY)


@pytest.fixture
def office() -> Office:
    return Office()


class TestModels:
    def test_come_into_use_and_out_of_it(self, office: Office) -> None:
        office.done(REGISTER, AS_OPERATOR)
        for _ in range(3):
            office.done(PROMOTE, AS_ADA)
        live = models_of(office.log, FOR).state.live
        assert live is not None
        assert live.trained.version == "one"
        office.done(BACK, AS_OPERATOR)
        assert models_of(office.log, FOR).state.live is None
        *_, promoted, back = office.facts(f"model-{FOR}")
        assert isinstance(promoted, ModelPromoted)
        assert promoted.promoted_by == AS_ADA.id
        assert isinstance(back, ModelRolledBack)
        assert back.rolled_back_by is None, "nobody of ours sits at the command line"

    def test_are_retired_by_whoever_says_why(self, office: Office) -> None:
        office.done(REGISTER, AS_OPERATOR)
        office.done(RETIRE, AS_ADA)
        (known,) = models_of(office.log, FOR).state.known
        assert known.state is State.RETIRED
        *_, fact = office.facts(f"model-{FOR}")
        assert isinstance(fact, ModelRetired)
        assert (fact.why, fact.retired_by) == (Why.RECOMMENDS_BADLY, AS_ADA.id)

    def test_are_compared_with_the_one_in_use(self, office: Office) -> None:
        office.done(REGISTER, AS_OPERATOR)
        for _ in range(3):
            office.done(PROMOTE, AS_OPERATOR)
        office.done(
            REGISTER.model_copy(update={"version": "two", "files_digest": "c" * 64}), AS_OPERATOR
        )
        second = PromoteModel(purpose=FOR, version="two")
        office.done(second, AS_OPERATOR)
        assert office.ask(second, AS_OPERATOR).refusal == "TheRuleDoesNotLetItForward"
        office.done(
            NoteComparison(
                purpose=FOR,
                version="two",
                against="one",
                people=500,
                margin=20_000,
                low=10_000,
                high=30_000,
                calibration=20_000,
                calibration_before=20_000,
            ),
            AS_OPERATOR,
        )
        office.done(second, AS_OPERATOR)
        office.done(second, AS_OPERATOR)
        live = models_of(office.log, FOR).state.live
        assert live is not None
        assert live.trained.version == "two"

    def test_say_what_drifted_until_it_is_as_it_was(self, office: Office) -> None:
        office.done(REGISTER, AS_OPERATOR)
        for drifted in (("stars", "lessons"), ()):
            office.done(NoteDrift(purpose=FOR, version="one", drifted=drifted), AS_OPERATOR)
            (known,) = models_of(office.log, FOR).state.known
            assert known.drifted == drifted

    def test_are_no_business_of_students(self, office: Office) -> None:
        for command in (REGISTER, PROMOTE, RETIRE, BACK):
            assert office.ask(command, AS_BEN).refusal == "RoleMissing"
