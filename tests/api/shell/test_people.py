"""The invented people of the demonstration fit what the platform asks of everybody."""

from typing import Any
from zoneinfo import available_timezones

import pytest

from adapters.crypto.pseudonyms import KeyedPseudonyms
from adapters.sandbox.payments import REFUSED_AMOUNTS
from api.shell.demonstration.people import Person, Tutor, cast, password_of
from application.account import RegisterAccount
from application.availability import SetBookingRules, SetWeeklyHours
from application.tutor import OfferCourse, PublishProfile

CAST = cast()
OURS = KeyedPseudonyms(b"a secret of thirty-two bytes long")
THEIRS = KeyedPseudonyms(b"another one that is just as long!")


def words(tutor: Tutor) -> str:
    return f"{tutor.headline} {tutor.about}"


def is_russian(text: str) -> bool:
    return any("а" <= letter <= "я" for letter in text.lower())


class TestTheCast:
    def test_is_a_small_marketplace(self) -> None:
        assert (len(CAST.tutors), len(CAST.students)) == (12, 3)
        assert [person.role for person in CAST.staff] == ["reviewer", "admin", "auditor", "analyst"]

    def test_speaks_english_and_russian(self) -> None:
        russian = [is_russian(words(tutor)) for tutor in CAST.tutors]
        assert (russian.count(True), russian.count(False)) == (6, 6)

    def test_has_addresses_where_no_mail_arrives(self) -> None:
        addresses = [person.email for person in CAST.everybody]
        assert len(set(addresses)) == len(addresses)
        assert all(address.endswith(".example") for address in addresses)

    def test_has_somebody_who_takes_bookings_at_once_and_somebody_who_does_not(self) -> None:
        assert {tutor.acceptance for tutor in CAST.tutors} == {"instant", "by_hand"}


@pytest.mark.parametrize("person", CAST.everybody, ids=lambda person: person.deed)
def test_a_person_can_register(person: Person) -> None:
    body = person.registration(password_of(person, OURS))
    assert RegisterAccount.model_validate(body).display_name == person.name
    assert person.time_zone in available_timezones()


@pytest.mark.parametrize("tutor", CAST.tutors, ids=lambda tutor: tutor.person.deed)
class TestATutor:
    def test_says_what_can_be_said(self, tutor: Tutor) -> None:
        own: dict[str, Any] = {"tutor_id": "somebody"}
        PublishProfile.model_validate({**own, **tutor.profile})
        SetWeeklyHours.model_validate({**own, **tutor.week})
        SetBookingRules.model_validate({**own, **tutor.rules})
        assert tutor.offers
        for offer in tutor.offers:
            OfferCourse.model_validate({**own, **offer})

    def test_costs_nothing_that_the_sandbox_refuses(self, tutor: Tutor) -> None:
        refused = {last_digits for _, last_digits in REFUSED_AMOUNTS}
        for offer in tutor.offers:
            price = offer["price_per_hour"]["minor"] * offer["duration_minutes"] // 60
            assert price % 10_000 not in refused


class TestAPassword:
    def test_is_the_same_in_one_installation(self) -> None:
        anna = CAST.tutors[0].person
        assert password_of(anna, OURS) == password_of(anna, OURS)

    def test_is_another_in_another(self) -> None:
        anna = CAST.tutors[0].person
        assert password_of(anna, OURS) != password_of(anna, THEIRS)

    def test_is_another_for_each(self) -> None:
        found = {password_of(person, OURS) for person in CAST.everybody}
        assert len(found) == len(CAST.everybody)
