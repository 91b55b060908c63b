"""Consent register: what somebody had agreed to, when, in which words, and who is asked again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import hypothesis.strategies as st
from hypothesis import given as examples

from domain.consent.aggregate import CONSENT, Consent, State, unasked
from domain.consent.events import (
    AnswerEvent,
    ConsentExpired,
    ConsentObjected,
    ConsentSuperseded,
    Method,
    Purpose,
)
from domain.shared.event import Recorded
from projections.consent_register.projector import INTERVALS, PROJECTION, TEXTS
from projections.consent_register.queries import (
    answer_to,
    as_it_stands,
    as_of_position,
    as_of_time,
    has_objected,
    history,
    texts,
    to_be_asked_again,
)
from tests.projections.conftest import Show
from tests.support.calendar import (
    FRIDAY,
    MONDAY,
    SATURDAY,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    days,
    minutes,
)
from tests.support.consents import TEXT_SHA256, denied, granted, published, withdrawn
from tests.support.laws import folded, obeys_the_laws
from tests.support.people import BEN, OLGA
from tests.support.tries import tried
from tests.support.views import given, stream
from tests.support.views import history as recorded

GRANTED = granted()
AGAIN = replace(granted(), text_version="2026-04", granted_at=FRIDAY, expires_at=SUNDAY)
EXPIRED = ConsentExpired(person_id=BEN, purpose=Purpose.RECORDING, expired_at=SUNDAY)
SUPERSEDED = ConsentSuperseded(
    person_id=BEN, purpose=Purpose.RECORDING, by_text_version="2026-04", superseded_at=WEDNESDAY
)
OBJECTED = ConsentObjected(
    person_id=BEN,
    purpose=Purpose.ANALYTICS,
    method=Method.BROWSER_SIGNAL,
    given_by=BEN,
    objected_at=TUESDAY,
)
BENS = stream(f"consent-{BEN}-recording", GRANTED, withdrawn(), AGAIN, EXPIRED)


class TestAnAnswer:
    def test_begins_an_interval(self) -> None:
        given(stream(f"consent-{BEN}-recording", GRANTED)).seen_by(PROJECTION).then_rows(
            INTERVALS,
            {
                "person_id": BEN,
                "purpose": "recording",
                "state": "granted",
                "text_version": "2026-03",
                "text_locale": "ru",
                "text_sha256": TEXT_SHA256,
                "method": "web_form",
                "given_by": BEN,
                "from_at": MONDAY,
                "until_at": None,
                "from_position": 1,
                "until_position": None,
                "from_recorded_at": MONDAY + minutes(1),
                "stream_id": f"consent-{BEN}-recording",
                "version": 1,
            },
        )

    def test_ends_the_one_before(self) -> None:
        given(BENS).seen_by(PROJECTION).then_rows(
            INTERVALS,
            {"state": "granted", "until_position": 2, "until_at": TUESDAY},
            {"state": "withdrawn", "from_position": 2, "until_at": FRIDAY},
            {"state": "granted", "from_position": 3, "until_at": SUNDAY},
            {"state": "expired", "from_position": 4, "until_at": None},
        )

    def test_keeps_the_words_that_were_taken_back(self) -> None:
        *_, row = given(BENS).seen_by(PROJECTION).rows(INTERVALS)
        assert (row["text_version"], row["expires_at"], row["method"]) == ("2026-04", SUNDAY, None)

    def test_names_the_text_that_ended_it(self) -> None:
        *_, row = given(GRANTED, SUPERSEDED).seen_by(PROJECTION).rows(INTERVALS)
        assert (row["state"], row["superseded_by"]) == ("superseded", "2026-04")

    def test_of_a_browser_is_a_no_to_no_text(self) -> None:
        agreed = replace(GRANTED, purpose=Purpose.ANALYTICS)
        *_, row = given(agreed, OBJECTED).seen_by(PROJECTION).rows(INTERVALS)
        assert (row["state"], row["text_version"]) == ("denied", None)
        assert row["topic"] == "consent.objected.v1"


class TestATextInTheRegister:
    def test_is_kept_word_by_word(self) -> None:
        text = published("1", again=True)
        given(stream("consent_text-recording", text)).seen_by(PROJECTION).then_rows(
            TEXTS, {"text_version": "1", "words": text.words, "requires_reconsent": True}
        )


class TestTheLaws:
    def test_hold_for_texts_and_answers(self) -> None:
        obeys_the_laws(
            PROJECTION,
            BENS,
            stream(f"consent-{BEN}-analytics", OBJECTED),
            stream(f"consent-{OLGA}-recording", granted(OLGA), denied(OLGA), granted(OLGA)),
            stream("consent_text-recording", published("1"), published("2", TUESDAY, again=True)),
        )


@st.composite
def lives(draw: st.DrawFn) -> list[Recorded[Any]]:
    """This is one consent's life: any facts, a day apart or at the same instant."""
    kinds = draw(st.lists(st.sampled_from(["yes", "no", "back", "end", "new"]), max_size=8))
    at, facts = MONDAY, list[AnswerEvent]()
    for kind in kinds:
        at += draw(st.sampled_from([days(0), days(1)]))
        facts.append(_fact(kind, at))
    return recorded(stream(f"consent-{BEN}-recording", *facts))


def _fact(kind: str, at: datetime) -> AnswerEvent:
    match kind:
        case "yes":
            return replace(GRANTED, granted_at=at)
        case "no":
            return replace(denied(), denied_at=at)
        case "back":
            return replace(withdrawn(), withdrawn_at=at)
        case "end":
            return replace(EXPIRED, expired_at=at)
        case _:
            return replace(SUPERSEDED, superseded_at=at)


class TestIntervals:
    @tried(60)
    @examples(life=lives())
    def test_tell_the_state_the_aggregate_had_at_every_position_and_instant(
        self, life: list[Recorded[Any]]
    ) -> None:
        rows = folded(PROJECTION, life)["intervals"]
        for position in range(len(life) + 2):
            then = [each for each in life if each.position <= position]
            held = [row["state"] for row in rows if _holds(row, "position", position)]
            assert held == _states(then)
        for day in range(-1, 10):
            at = MONDAY + days(day)
            decided = [each for each in life if _decided_at(each) <= at]
            held = [row["state"] for row in rows if _holds(row, "at", at)]
            assert held == _states(decided)


def _holds(row: dict[str, Any], axis: str, point: Any) -> bool:
    until = row[f"until_{axis}"]
    return bool(row[f"from_{axis}"] <= point and (until is None or point < until))


def _states(facts: Sequence[Recorded[Any]]) -> list[str]:
    consent: Consent = unasked(BEN, Purpose.RECORDING)
    for each in facts:
        consent = CONSENT.evolve(consent, each.fact)
    return [] if consent.state is State.NOT_ASKED else [consent.state.value]


def _decided_at(each: Recorded[Any]) -> datetime:
    names = ("granted_at", "denied_at", "withdrawn_at", "expired_at", "superseded_at")
    (at,) = (getattr(each.fact, name) for name in names if hasattr(each.fact, name))
    assert isinstance(at, datetime)
    return at


def states(found: Sequence[Any]) -> list[tuple[str, str, bool]]:
    return [(each.purpose, each.state, each.is_in_force) for each in found]


class TestAsking:
    ANALYTICS = stream(
        f"consent-{BEN}-analytics", replace(GRANTED, purpose=Purpose.ANALYTICS), OBJECTED
    )

    def test_what_stands(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(BENS, self.ANALYTICS))
        assert states(as_it_stands(reader, BEN, SUNDAY)) == [
            ("analytics", "denied", False),
            ("recording", "expired", False),
        ]
        assert as_it_stands(reader, OLGA, SUNDAY) == []

    def test_what_stood_when_that_e_mail_was_sent(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(BENS))
        recording = {
            MONDAY - minutes(1): [],
            MONDAY: [("recording", "granted", True)],
            TUESDAY: [("recording", "withdrawn", False)],
            THURSDAY: [("recording", "withdrawn", False)],
            SATURDAY: [("recording", "granted", True)],
            SUNDAY: [("recording", "expired", False)],
        }
        for at, expected in recording.items():
            assert states(as_of_time(reader, BEN, at)) == expected

    def test_what_the_log_said_at_a_position(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(BENS))
        found = [states(as_of_position(reader, BEN, position)) for position in range(6)]
        granted_, ended = [("recording", "granted", True)], [("recording", "withdrawn", False)]
        expired = [("recording", "expired", False)]
        assert found == [[], granted_, ended, granted_, expired, expired]

    def test_counts_no_yes_whose_time_is_over_before_anybody_noticed(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(stream(f"consent-{BEN}-recording", AGAIN)))
        (before,), (after,) = (as_it_stands(reader, BEN, at) for at in (SATURDAY, SUNDAY))
        assert (before.is_in_force, before.must_be_asked_again) == (True, False)
        assert (after.is_in_force, after.must_be_asked_again) == (False, True)

    def test_counts_no_yes_to_words_that_were_replaced(self, show: Show) -> None:
        newer = published("2026-04", WEDNESDAY, again=True)
        words = stream("consent_text-recording", published("2026-03"), newer)
        reader = show(PROJECTION, recorded(stream(f"consent-{BEN}-recording", GRANTED), words))
        (before,), (after,) = (as_of_time(reader, BEN, at) for at in (TUESDAY, WEDNESDAY))
        assert (before.is_in_force, before.must_be_asked_again) == (True, False)
        assert (after.is_in_force, after.must_be_asked_again) == (False, True)

    def test_does_not_judge_the_past_by_a_text_that_came_later(self, show: Show) -> None:
        backdated = replace(published("2026-04", TUESDAY, again=True), published_at=FRIDAY)
        words = stream("consent_text-recording", published("2026-03"), backdated)
        reader = show(PROJECTION, recorded(stream(f"consent-{BEN}-recording", GRANTED), words))
        (thursday,), (friday,) = (as_of_time(reader, BEN, at) for at in (THURSDAY, FRIDAY))
        assert (thursday.is_in_force, friday.is_in_force) == (True, False)

    def test_turns_the_pages_of_a_history(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(BENS, self.ANALYTICS))
        first = history(reader, BEN, limit=4)
        assert [each.from_position for each in first] == [6, 5, 4, 3]
        rest = history(reader, BEN, before=3, limit=4)
        assert [each.event_id for each in rest] == [
            f"consent-{BEN}-recording@2",
            f"consent-{BEN}-recording@1",
        ]

    def test_the_answer_to_one_purpose(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(BENS, self.ANALYTICS))
        last, then = (answer_to(reader, BEN, Purpose.RECORDING, position) for position in (None, 3))
        assert last is not None
        assert then is not None
        assert (last.state, then.state) == ("expired", "granted")
        assert answer_to(reader, BEN, Purpose.RECORDING, 0) is None
        assert answer_to(reader, BEN, Purpose.TERMS) is None


class TestWhoIsAskedAgain:
    WORDS = stream(
        "consent_text-recording", published("2026-03"), published("2026-04", FRIDAY, again=True)
    )
    EVERYBODY = (
        stream("consent-a-recording", granted("a")),
        stream("consent-b-recording", granted("b"), replace(SUPERSEDED, person_id="b")),
        stream("consent-c-recording", replace(granted("c"), text_version="2026-04")),
        stream("consent-d-recording", denied("d")),
        stream("consent-e-recording", granted("e"), withdrawn("e")),
        stream("consent-f-terms", replace(granted("f", Purpose.TERMS), expires_at=TUESDAY)),
    )

    def test_is_whose_yes_ended_by_itself(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(*self.EVERYBODY, self.WORDS))
        names = {
            at: [each.person_id for each in to_be_asked_again(reader, at)]
            for at in (MONDAY, TUESDAY, FRIDAY)
        }
        assert names == {MONDAY: ["b"], TUESDAY: ["b", "f"], FRIDAY: ["a", "b", "f"]}

    def test_comes_in_pages_and_by_purpose(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(*self.EVERYBODY, self.WORDS))
        first = to_be_asked_again(reader, FRIDAY, limit=2)
        after = (first[-1].person_id, first[-1].purpose)
        rest = to_be_asked_again(reader, FRIDAY, after=after, limit=2)
        assert [each.person_id for each in (*first, *rest)] == ["a", "b", "f"]
        of_terms = to_be_asked_again(reader, FRIDAY, purpose=Purpose.TERMS)
        assert [each.person_id for each in of_terms] == ["f"]
        assert all(each.must_be_asked_again for each in first)


class TestASignal:
    def test_is_known_when_it_was_heard_for_every_purpose(self, show: Show) -> None:
        profiling = replace(OBJECTED, purpose=Purpose.RECOMMENDATION_PROFILING)
        reader = show(
            PROJECTION,
            recorded(
                stream(f"consent-{BEN}-analytics", OBJECTED),
                stream(f"consent-{BEN}-recommendation_profiling", profiling),
                stream(f"consent-{OLGA}-analytics", replace(OBJECTED, person_id=OLGA)),
            ),
        )
        both = (Purpose.ANALYTICS, Purpose.RECOMMENDATION_PROFILING)
        assert has_objected(reader, BEN, both)
        assert not has_objected(reader, OLGA, both)
        assert not has_objected(reader, "nobody", both)


class TestTheTexts:
    def test_come_newest_first_in_pages(self, show: Show) -> None:
        reader = show(
            PROJECTION,
            recorded(
                stream(
                    "consent_text-recording",
                    published("1"),
                    published("1", locale="ru"),
                    published("2", TUESDAY),
                ),
                stream("consent_text-terms", published("t", purpose=Purpose.TERMS)),
            ),
        )
        first = texts(reader, limit=2)
        last = first[-1]
        rest = texts(reader, before=(last.valid_from, last.purpose, last.text_locale), limit=9)
        named = [(each.text_version, each.text_locale) for each in (*first, *rest)]
        assert named == [("2", "en"), ("t", "en"), ("1", "ru"), ("1", "en")]
        russian = texts(reader, purpose=Purpose.RECORDING, locale="ru")
        assert [each.words for each in russian] == ["words of 1"]
