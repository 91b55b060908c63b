"""Recommendations over HTTP: by what was booked while somebody agrees, in their language."""

from dataclasses import asdict
from typing import Any

import pytest

from api.recommendation_words import WORDS, Language, sentence
from domain.consent.events import Purpose
from domain.matching.reasons import Code, Reason
from domain.reading.events import ReadingPurpose
from domain.shared.actor import Role
from domain.showing.events import RecommendationServed
from domain.showing.terms import Wanted
from projections.rating import NothingRated
from tests.api.world import World, one
from tests.projections.test_directory import BEN_REGISTERED
from tests.support.calendar import FRIDAY, MONDAY
from tests.support.consents import granted, withdrawn
from tests.support.office import record
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_OLGA, BEN, IVAN

ADDRESS = "/v1/recommendations"
PURPOSE = ReadingPurpose.REVIEW.value
PROFILING = Purpose.RECOMMENDATION_PROFILING


def tutor(name: str, **changes: Any) -> dict[str, Any]:
    """This is a tutor as the read models tell of them."""
    return {
        "tutor_id": name,
        "is_bookable": True,
        "display_name": name.title(),
        "headline": None,
        "time_zone": "UTC",
        "zone": "UTC",
        "languages": ["english"],
        "subjects": ["mathematics"],
        "taught": {"mathematics": {"level_lo": 1, "level_hi": 3}},
        "currency": "EUR",
        "price_from_minor": 2_000,
        "price_to_minor": 2_500,
        "rating": 5.0,
        "review_count": 9,
        "lessons_given": 60,
        "source": None,
        "week": [],
        "merit": 4.5,
        "students": 2,
        "booked": 3,
        "kept": 3,
        "broken": 0,
        "taken_minutes": 0,
        "goal_distance": None,
        "past_distance": None,
        "style_distance": None,
        "tutors": 3,
        "indexed": 3,
        "wished": 3,
        **changes,
    }


@pytest.fixture
def market(world: World) -> World:
    """This shows Anna and Ivan; Ben booked Anna once, and learns on Fridays."""
    world.reader.tables["tutor_search.tutors"] = [tutor(ANNA), tutor(IVAN, languages=["russian"])]
    world.reader.tables["interactions.pairs"] = [
        {"tutor_id": ANNA, "first_at": MONDAY, "last_at": MONDAY, "booked": 1}
    ]
    world.reader.tables["booking_details.bookings"] = [
        {
            "starts_at": FRIDAY,
            "minutes": 60,
            "subject": "mathematics",
            "language": "english",
            "price_minor": 2_000,
            "currency": "EUR",
        }
    ]
    return world


def agree(world: World) -> None:
    """This lets Ben, who has an account, agree to profiling."""
    record(world.log, f"account-{BEN}", BEN_REGISTERED)
    record(world.log, f"consent-{BEN}-{PROFILING}", granted(BEN, PROFILING))


def answer(world: World, query: str = "") -> dict[str, Any]:
    found = world.get(f"{ADDRESS}?{query}")
    assert found.status_code == 200, found.text
    answered: dict[str, Any] = found.json()
    return answered


def codes(item: dict[str, Any]) -> list[str]:
    return [each["code"] for each in item["reasons"]]


class TestRecommending:
    def test_rests_on_what_was_booked_while_somebody_agrees(self, market: World) -> None:
        agree(market)
        told = answer(market)
        assert (told["is_personal"], told["model_version"], told["level"]) == (
            True,
            "none",
            "popular",
        )
        anna, ivan = sorted(told["items"], key=lambda item: item["tutor"]["tutor_id"])
        assert codes(anna)[0] == "booked_before"
        assert anna["compatibility"]["parts"]["language"] == 1.0
        assert ivan["compatibility"]["parts"]["language"] == 0.0
        assert [item["position"] for item in told["items"]] == [1, 2]

    def test_rests_on_nothing_somebody_did_who_does_not_agree(self, market: World) -> None:
        told = answer(market)
        assert not told["is_personal"]
        assert "booked_before" not in [code for item in told["items"] for code in codes(item)]
        assert not any("student" in asked for asked in market.reader.asked), "not even looked at"
        agree(market)
        assert answer(market)["is_personal"]
        record(market.log, f"consent-{BEN}-{PROFILING}", withdrawn(BEN, PROFILING))
        assert not answer(market)["is_personal"]

    def test_is_asked_for_bookable_tutors_and_never_for_oneself(self, market: World) -> None:
        answer(market, "is_bookable=false&without=some")
        asked = [one["ids"] for one in market.reader.asked if "ids" in one]
        assert asked == [[ANNA, IVAN]]
        assert answer(market, f"without={ANNA}&without=other")["items"] != []
        assert [one["ids"] for one in market.reader.asked if "ids" in one][-1] == [IVAN]

    def test_leaves_out_who_was_booked_if_wished(self, market: World) -> None:
        agree(market)
        answer(market, "without_booked=true")
        assert [one["ids"] for one in market.reader.asked if "ids" in one] == [[IVAN]]

    def test_forgets_the_price_where_too_few_are_found(self, market: World) -> None:
        told = answer(market, "price_to_minor=100&currency=EUR")
        assert told["at_any_price"]
        parts = told["items"][0]["compatibility"]["parts"]
        assert parts["price"] < 0.5
        assert not answer(market, "limit=2&price_to_minor=3000&currency=EUR")["at_any_price"]

    def test_says_why_in_both_languages(self, market: World) -> None:
        agree(market)
        for language in Language:
            told = answer(market, f"words_in={language}")
            words = [each["words"] for item in told["items"] for each in item["reasons"]]
            known = [line.partition("{")[0] for line in WORDS[language].values()]
            assert words
            assert all(any(said.startswith(line) for line in known) for said in words)

    def test_tells_what_a_model_says(self, market: World) -> None:
        market.grounds.model = Named()
        told = answer(market, "limit=1")
        assert told["model_version"] == "named-1"


class TestTakingDown:
    def test_is_of_everybody_shown_with_all_that_was_known(self, market: World) -> None:
        agree(market)
        told = answer(market, "subject=mathematics&currency=EUR&price_to_minor=3000")
        (fact,) = [
            each.fact for each in market.log.facts if isinstance(each.fact, RecommendationServed)
        ]
        assert (fact.showing_id, fact.student_id) == (told["showing_id"], BEN)
        assert fact.wanted == Wanted("mathematics", None, "EUR", None, 3_000, has_words=False)
        for shown, item in zip(fact.candidates, told["items"], strict=True):
            assert shown.tutor_id == item["tutor"]["tutor_id"]
            assert shown.position == item["position"]
            assert shown.sources == tuple(item["sources"])
            assert shown.propensity_millionths == round(item["propensity"] * 1e6)
            known = dict(zip(fact.features, shown.values_millionths, strict=True))
            assert known["p_book"] == round(item["p_book"] * 1e6)
            assert known["compatibility"] == round(item["compatibility"]["score"] * 1e6)

    def test_names_nobody_who_does_not_agree(self, market: World) -> None:
        answer(market)
        (fact,) = [
            each.fact for each in market.log.facts if isinstance(each.fact, RecommendationServed)
        ]
        assert fact.student_id is None
        assert BEN not in str(fact)

    def test_is_not_done_of_an_auditor(self, market: World) -> None:
        market.get(ADDRESS, one(Role.AUDITOR))
        assert market.log.facts == []


class Named(NothingRated):
    """This is a model with a name."""

    version = "named-1"


class TestWords:
    def test_there_are_some_for_every_reason_in_both_languages(self) -> None:
        numbers = {"times": 2, "count": 3, "lessons": 4}
        for language in Language:
            said = {sentence(Reason(code, numbers), language) for code in Code}
            assert len(said) == len(Code)
            is_russian = [any("а" <= letter <= "я" for letter in line) for line in said]
            assert set(is_russian) == {language is Language.RUSSIAN}


class TestWhoMay:
    def test_a_student_for_themself(self, market: World) -> None:
        assert market.get(ADDRESS, AS_BEN).status_code == 200
        assert market.get(ADDRESS, AS_ANNA).status_code == 403
        assert not market.get(ADDRESS, one(Role.AUDITOR)).json()["is_personal"]
        assert market.get(ADDRESS, None).status_code == 401

    @pytest.mark.parametrize(
        "odd", ["limit=0", "limit=51", "level=8", "within_days=15", "style=loud", "words_in=fr"]
    )
    def test_what_cannot_be_is_refused(self, market: World, odd: str) -> None:
        assert market.get(f"{ADDRESS}?{odd}").status_code == 422


class TestSayingWhy:
    @pytest.fixture
    def told(self, market: World) -> World:
        agree(market)
        told = answer(market)
        (fact,) = [
            each.fact for each in market.log.facts if isinstance(each.fact, RecommendationServed)
        ]
        market.reader.tables["recommendations.showings"] = [
            {
                "showing_id": fact.showing_id,
                "student_id": BEN,
                "model_version": fact.model_version,
                "features": list(fact.features),
                "candidates": [asdict(each) for each in fact.candidates],
                "served_at": fact.served_at,
            }
        ]
        self.shown = told
        return market

    def test_tells_later_what_was_told_then(self, told: World) -> None:
        address = f"{ADDRESS}/{self.shown['showing_id']}"
        again = told.get(address).json()
        for now, then in zip(again["items"], self.shown["items"], strict=True):
            assert now["tutor_id"] == then["tutor"]["tutor_id"]
            assert now["reasons"] == then["reasons"]
            assert now["propensity"] == then["propensity"]
            assert now["known"]["p_book"] == pytest.approx(then["p_book"], abs=1e-6)
        russian = told.get(f"{address}?words_in=ru").json()
        assert russian["items"][0]["reasons"] != again["items"][0]["reasons"]

    def test_is_for_nobody_else(self, told: World) -> None:
        address = f"{ADDRESS}/{self.shown['showing_id']}"
        assert told.get(address, AS_OLGA).status_code == 404
        assert told.get(address, None).status_code == 401
        for role in (Role.REVIEWER, Role.AUDITOR):
            purpose = {"Preceptor-Purpose": PURPOSE}
            assert told.get(address, one(role), headers=purpose).status_code == 200

    def test_has_a_person_look_at_it(self, told: World) -> None:
        address = f"{ADDRESS}/{self.shown['showing_id']}/contest"
        assert told.post(address, {"argument": "Too dear."}).status_code in (200, 201)
        told.reader.tables["recommendations.contests"] = [
            {
                "showing_id": self.shown["showing_id"],
                "student_id": BEN,
                "raised_at": MONDAY,
                "finding": None,
                "answered_at": None,
            }
        ]
        reviewer = one(Role.REVIEWER)
        waiting = told.get("/v1/contests", reviewer, {"Preceptor-Purpose": PURPOSE})
        assert [each["argument"] for each in waiting.json()["items"]] == ["Too dear."]
        assert told.get("/v1/contests").status_code == 403
        answered = told.post(f"{address}/answer", {"finding": "fair"}, reviewer)
        assert answered.status_code in (200, 201)
        assert told.post(address, {"argument": ""}).status_code == 409
