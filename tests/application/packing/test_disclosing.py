"""What of a fact its person may see, and what is somebody else's."""

from dataclasses import replace
from typing import Any

import pytest

from application.packing.disclosing import NAMES_OTHERS, ONES_OWN, disclosed
from application.packing.labels import Labels
from domain.account.events import AccountRegistered, AgeDeclared, GuardianLinked, PasswordSet
from domain.audit.events import CommandRefused
from domain.booking.events import BookingHeld
from domain.booking.outcomes import ProblemReported, TutorStruck, WordsErased
from domain.catalogue import FACTS
from domain.payment.events import PaymentDeclined
from domain.privacy.erasure_events import ErasureCertified, SubjectFenced
from domain.review.events import ReviewRejected, ReviewWritten
from domain.shared.age import AgeBand
from domain.shared.event import Fact, Recorded
from domain.shared.personal import erased, people_in, person_fields, personal_fields
from domain.shared.unreadable import unreadable
from domain.showing.aggregate import SHOWING, show
from domain.verification.events import CredentialApproved, InformationRequested
from tests.support.calendar import MONDAY
from tests.support.examples import example
from tests.support.people import ANNA, BEN, GRETA, IVAN, OLGA, RITA
from tests.support.showings import shown

QUARREL = replace(
    example(ProblemReported), tutor_id=ANNA, student_id=BEN, reporter_id=BEN, details="It was dull."
)


def seen_by(person: str, fact: Fact, actor: str = "process:test", ground: str = "") -> Any:
    """This is a fact as that person sees it."""
    recorded: Recorded[Any] = Recorded(
        position=7,
        stream_id="stream-1",
        version=1,
        fact=fact,
        recorded_at=MONDAY,
        actor=actor,
        ground=ground or "system:Test",
        correlation_id="c",
        causation_id="k",
    )
    return disclosed(recorded, Labels(person))


class TestOnesOwnFact:
    def test_is_shown_with_where_it_stands_and_who_caused_it(self) -> None:
        registered = replace(example(AccountRegistered), account_id=BEN, email="ben@example.org")
        line = seen_by(BEN, registered, "anonymous", "anybody:RegisterAccount")
        assert (line["position"], line["recorded_at"]) == (7, MONDAY)
        assert (line["topic"], line["by"]) == ("account.registered.v1", "anonymous")
        assert line["command"] == "RegisterAccount"
        assert line["fact"]["email"] == "ben@example.org"
        assert line["fact"]["roles"] == ["student"]
        assert line["withheld"] == line["erased"] == []

    def test_says_what_was_erased_of_it(self) -> None:
        registered = replace(example(AccountRegistered), account_id=BEN)
        line = seen_by(BEN, erased(registered, ["email"]))
        assert (line["fact"]["email"], line["erased"]) == (None, ["email"])

    def test_holds_no_secret(self) -> None:
        line = seen_by(BEN, replace(example(PasswordSet), account_id=BEN, password_hash="$argon"))
        assert (line["fact"]["password_hash"], line["withheld"]) == (None, ["password_hash"])

    def test_that_cannot_be_read_is_still_told(self) -> None:
        line = seen_by(BEN, unreadable("nobody.knows.v1")())
        assert (line["topic"], line["fact"]) == ("nobody.knows.v1", {})


class TestAFactOfTwo:
    def test_calls_the_other_by_what_they_are(self) -> None:
        held = replace(example(BookingHeld), tutor_id=ANNA, student_id=BEN)
        for person, other in ((BEN, ("tutor_id", "tutor 1")), (ANNA, ("student_id", "student 1"))):
            line = seen_by(person, held)
            assert line["fact"][other[0]] == other[1]

    def test_calls_tutors_who_were_shown_by_labels(self) -> None:
        (searched,) = show(shown(), is_named=True)
        (opened,) = SHOWING.evolve(None, searched).click(IVAN, BEN, MONDAY)
        for fact in (searched, opened):
            line = seen_by(BEN, fact)
            assert not {ANNA, IVAN} & set(str(line).split("'"))
            assert "tutor 1" in str(line)
        assert seen_by(BEN, searched)["fact"]["words"] == "patient English teacher"

    def test_is_about_the_student_alone_where_they_only_looked(self) -> None:
        (searched,) = show(shown(), is_named=True)
        (opened,) = SHOWING.evolve(None, searched).click(IVAN, BEN, MONDAY)
        assert people_in(searched) == people_in(opened) == (BEN,)

    def test_leaves_the_others_words_out(self) -> None:
        assert seen_by(BEN, QUARREL)["fact"]["details"] == "It was dull."
        line = seen_by(ANNA, QUARREL)
        assert (line["fact"]["details"], line["withheld"]) == (None, ["details"])
        assert line["fact"]["reporter_id"] == "student 1"

    def test_keeps_why_a_bank_said_no_to_who_pays(self) -> None:
        declined = replace(
            example(PaymentDeclined), student_id=BEN, tutor_id=ANNA, reason="insufficient_funds"
        )
        assert seen_by(BEN, declined)["fact"]["reason"] == "insufficient_funds"
        line = seen_by(ANNA, declined)
        assert (line["fact"]["reason"], line["fact"]["reference"]) == (None, None)
        assert line["fact"]["amount"] == {"minor": 2500, "currency": "EUR"}

    def test_keeps_a_strike_to_who_is_struck(self) -> None:
        struck = replace(example(TutorStruck), student_id=BEN, tutor_id=ANNA)
        assert seen_by(ANNA, struck)["fact"]["reason"]
        assert seen_by(BEN, struck)["withheld"] == ["reason"]

    def test_keeps_a_request_to_be_forgotten_to_who_asked(self) -> None:
        gone = replace(example(WordsErased), student_id=BEN, tutor_id=ANNA, person_id=BEN)
        assert seen_by(BEN, gone)["fact"]["request_id"]
        assert seen_by(ANNA, gone)["withheld"] == ["request_id"]

    def test_keeps_what_a_lesson_was_like_to_who_was_asked(self) -> None:
        written = replace(example(ReviewWritten), student_id=BEN, tutor_id=ANNA)
        assert seen_by(BEN, written)["fact"]["stars"] == 3
        assert seen_by(ANNA, written)["withheld"] == ["stars", "text"]
        rejected = replace(example(ReviewRejected), student_id=BEN, tutor_id=ANNA, author_id=BEN)
        assert seen_by(BEN, rejected)["fact"]["fault"]
        assert seen_by(ANNA, rejected)["withheld"] == ["fault"]

    def test_names_the_actor_as_the_fact_does(self) -> None:
        held = replace(example(BookingHeld), tutor_id=ANNA, student_id=BEN)
        assert seen_by(ANNA, held, f"person:{BEN}", "admin:HoldSlot")["by"] == "student 1"
        assert seen_by(BEN, held, f"person:{BEN}", "student:HoldSlot")["by"] == BEN


class TestAFactAboutSomebodyElse:
    def test_tells_a_reviewer_that_they_decided_and_nothing_of_the_paper(self) -> None:
        approved = replace(example(CredentialApproved), tutor_id=ANNA, reviewer_id=RITA)
        line = seen_by(RITA, approved, f"person:{RITA}", "reviewer:ApproveCredential")
        told = {name for name, value in line["fact"].items() if value is not None}
        assert told == {"tutor_id", "reviewer_id", "approved_at"}
        assert line["fact"]["tutor_id"] == "tutor 1"
        assert seen_by(ANNA, approved)["fact"]["reviewer_id"] == "reviewer 1"

    def test_leaves_out_what_a_reviewer_asked(self) -> None:
        asked = replace(example(InformationRequested), tutor_id=ANNA, reviewer_id=RITA)
        assert "question" in seen_by(RITA, asked)["withheld"]

    def test_tells_a_guardian_that_they_are_one(self) -> None:
        linked = GuardianLinked(account_id=BEN, guardian_id=GRETA, linked_at=MONDAY)
        assert seen_by(GRETA, linked)["fact"]["account_id"] == "person 1"
        declared = AgeDeclared(
            account_id=BEN,
            country="DE",
            age_band=AgeBand.CHILD,
            declared_by=GRETA,
            declared_at=MONDAY,
        )
        assert seen_by(GRETA, declared)["withheld"] == ["country", "age_band"]
        assert seen_by(BEN, declared, f"person:{GRETA}", "guardian:DeclareAge")["by"] == (
            "guardian 1"
        )


class TestARefusal:
    def test_tells_what_was_asked_and_by_whom(self) -> None:
        refused = CommandRefused(command="SuspendAccount", refusal="RoleMissing", about=(BEN, OLGA))
        line = seen_by(BEN, refused, f"person:{ANNA}", ":SuspendAccount")
        assert line["fact"] == {
            "command": "SuspendAccount",
            "refusal": "RoleMissing",
            "about": [BEN],
        }
        assert line["by"] == "somebody 1"


class TestNamesThatHoldSomebody:
    def test_are_told_with_the_label_in_them(self) -> None:
        streams = (f"account-{BEN}", f"calendar-{ANNA}-2026-03")
        fenced = replace(example(SubjectFenced), person_id=BEN, streams=streams)
        line = seen_by(BEN, fenced, f"person:{ANNA}", "tutor:Test")
        assert line["fact"]["streams"] == [f"account-{BEN}", "calendar-tutor 1-2026-03"]


class TestASignedStatement:
    def test_that_names_others_is_left_out(self) -> None:
        certified = replace(example(ErasureCertified), person_id=BEN)
        line = seen_by(BEN, certified)
        assert line["withheld"] == ["certificate"]
        assert line["fact"]["sha256"]


def test_the_rules_name_fields_there_are() -> None:
    for topic, rules in (*ONES_OWN.items(), *NAMES_OTHERS.items()):
        kind: Any = FACTS[topic]
        assert set(rules) <= set(kind.__dataclass_fields__), topic


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.__name__)
def test_whoever_has_something_personal_in_a_fact_it_is_about(fact: Any) -> None:
    """Packages find facts by whom they are about; the index of subjects is another one."""
    for mark in personal_fields(fact).values():
        assert mark.subject in person_fields(fact)
