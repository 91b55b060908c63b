"""Models from read models to use: learnt from who agrees, kept, compared, and asked by the API."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from adapters.embeddings.hashing import HashingEmbedder
from adapters.memory.model_files import InMemoryModelFiles
from adapters.ml.trainer import NumericTrainer
from adapters.modelling import Modelling
from adapters.recommending import Ground
from application.dataset.places import FEWEST, Places
from application.nightly import one_night
from application.status import CannotBeDone
from domain.consent.events import Purpose
from domain.model.terms import State, Why
from domain.shared.event import Recorded
from domain.showing.terms import Way
from projections.booking_details.projector import PROJECTION as BOOKINGS
from projections.consent_register.projector import PROJECTION as CONSENTS
from projections.directory.projector import PROJECTION as DIRECTORY
from projections.interactions.projector import PROJECTION as INTERACTIONS
from projections.rating import Choice, NothingRated
from projections.reading import Reader
from projections.tutor_embeddings.projector import projection as embeddings
from projections.tutor_search.projector import PROJECTION as SEARCH
from tests.application.dataset.lives import Life
from tests.domain.booking.histories import CONFIRMED, HELD
from tests.projections.conftest import Show, show  # noqa: F401 - a fixture
from tests.projections.test_directory import BEN_REGISTERED
from tests.projections.tutors import profile, teaches
from tests.support.calendar import MONDAY
from tests.support.choosing import chosen
from tests.support.consents import granted, withdrawn
from tests.support.office import Office
from tests.support.people import ANNA, BEN, GRETA
from tests.support.showings import ANNA_SHOWN, IVAN_FIRST, IVAN_SHOWN
from tests.support.views import Stream, history, stream

pytestmark = pytest.mark.io
EMBEDDER = HashingEmbedder()
PROFILING = Purpose.RECOMMENDATION_PROFILING
STUDENTS, TUTORS, EACH = 120, 24, 5
REFUSES = "student-0"
MONTH_BEFORE = MONDAY - timedelta(days=30)
FEW = 5


def person(number: int) -> list[Stream]:
    """This is a student who agrees to profiling; the first one takes it back."""
    student = f"student-{number}"
    answers: list[Any] = [granted(student, PROFILING)]
    if student == REFUSES:
        answers.append(withdrawn(student, PROFILING))
    return [
        stream(f"account-{student}", replace(BEN_REGISTERED, account_id=student)),
        stream(f"consent-{student}-{PROFILING}", *answers),
    ]


def bookings() -> list[Stream]:
    who, what, _ = chosen(STUDENTS, TUTORS, EACH)
    days = np.random.default_rng(3).uniform(-300, 0, len(who))
    found: list[Stream] = []
    for at, (student, tutor, day) in enumerate(zip(who, what, days, strict=True)):
        times = 1 + (tutor % 4 == student % 4)
        found += [booking(f"{at}-{n}", student, tutor, float(day)) for n in range(times)]
    return found


def booking(booking_id: str, student: int, tutor: int, day: float) -> Stream:
    """This is a lesson; those who like a tutor's kind take two of them."""
    facts: tuple[Any, ...] = (HELD, replace(CONFIRMED, confirmed_at=MONDAY + timedelta(days=day)))
    of = {
        "booking_id": booking_id,
        "student_id": f"student-{student}",
        "tutor_id": f"tutor-{tutor}",
    }
    return stream(f"booking-{booking_id}", *(replace(one, **of) for one in facts))


@pytest.fixture
def reader(show: Show) -> Reader:  # noqa: F811
    people = [each for number in range(STUDENTS) for each in person(number)]
    offers = [teaches(f"tutor-{n}", profile(f"tutor-{n}", f"kind{n % 4}")) for n in range(TUTORS)]
    facts = history(*people, *offers, *bookings())
    for projection in (CONSENTS, DIRECTORY, INTERACTIONS, BOOKINGS, SEARCH, embeddings(EMBEDDER)):
        found = show(projection, followed(facts, projection.contexts))
    return found


def followed(facts: Sequence[Recorded[Any]], contexts: frozenset[str]) -> list[Recorded[Any]]:
    return [each for each in facts if each.fact.TOPIC.partition(".")[0] in contexts]


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def modelling(reader: Reader, office: Office) -> Modelling:
    return Modelling(
        reader=reader,
        embedder=EMBEDDER,
        log=office.log,
        facts=office.log,
        bus=office.bus,
        clock=office.clock,
        files=InMemoryModelFiles(),
        trainer=NumericTrainer(),
    )


def test_a_model_comes_into_use_and_out_of_it(
    modelling: Modelling, reader: Reader, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = Ground(reader, EMBEDDER, office.log, modelling.files)
    assert isinstance(ground.model_for("anybody"), NothingRated)
    with pytest.raises(CannotBeDone, match="No model is in use"):
        modelling.of(None)
    known = modelling.train(MONDAY - timedelta(days=40))
    figures = {each.name: float(each.value) for each in known.trained.metrics}
    assert figures["students"] < STUDENTS, "who took it back is not learnt from"
    assert figures["tutors"] == TUTORS
    version = known.trained.version
    with pytest.raises(CannotBeDone, match="There is no model nothing"):
        modelling.evaluate("nothing")
    held = modelling.evaluate(version)
    assert held.people > 10
    with pytest.raises(CannotBeDone, match="not shown to be better"):
        modelling.promote(modelling.promote(version, None).trained.version, None)
    for state in (State.CANARY, State.LIVE):
        assert modelling.promote(version, Why.FIRST_OF_ITS_KIND).state is state
    explained = modelling.explained(None)
    assert sum(explained.values()) == pytest.approx(1)

    model = Ground(reader, EMBEDDER, office.log, modelling.files).model_for("anybody")
    assert model.version == version
    assert model.scale.is_calibrated, "who books again is known of more than a hundred pairs"
    at = MONDAY - timedelta(days=50)
    rating = model.asked([Choice("tutor-1", at, at, 1), Choice("tutor-5", at, at, 1)], MONDAY)
    first = [int(one.partition("-")[2]) % 4 for one in rating.proposed[:4]]
    assert first.count(1) >= 3

    with monkeypatch.context() as patched:
        patched.setattr("adapters.ml.keeping.MADE_FOR", ("1", "another feature"))
        newer = Ground(reader, EMBEDDER, office.log, modelling.files).model_for("anybody")
        assert isinstance(newer, NothingRated), "code that knows other features goes on without it"
        with pytest.raises(CannotBeDone, match="learnt by other code"):
            modelling.explained(None)

    assert modelling.roll_back(Why.RECOMMENDS_BADLY).live is None
    again = Ground(reader, EMBEDDER, office.log, modelling.files).model_for("anybody")
    assert isinstance(again, NothingRated)


def test_a_canary_is_for_some_students_and_the_same_each_time(
    modelling: Modelling, reader: Reader, office: Office
) -> None:
    version = modelling.train(None).trained.version
    modelling.promote(version, None)
    modelling.promote(version, Why.TRIAL)
    ground = Ground(reader, EMBEDDER, office.log, modelling.files)
    tried = [n for n in range(400) if ground.model_for(f"student-{n}").version == version]
    assert 20 < len(tried) < 65
    assert tried == [n for n in range(400) if ground.model_for(f"student-{n}").version == version]


def test_the_same_bookings_have_the_same_digest(modelling: Modelling) -> None:
    one = modelling.train(MONDAY - timedelta(days=100)).trained
    other = modelling.train(MONDAY - timedelta(days=100)).trained
    assert (one.data_digest, one.files_digest) == (other.data_digest, other.files_digest)


def test_knows_of_places_what_was_shown_by_then_to_who_agrees(
    modelling: Modelling, office: Office
) -> None:
    life = Life(office.log, MONTH_BEFORE)
    life.agree(BEN)
    for student_id in (BEN, GRETA):
        life.show(student_id, Way.RECOMMENDATION, candidates=IVAN_FIRST)
        life.tie(life.show(student_id, Way.RECOMMENDATION), ANNA)

    trained = modelling.train(MONDAY - timedelta(days=20)).trained
    figures = {each.name: each.value for each in trained.metrics}
    assert (figures["showings"], figures["telling_bookings"]) == ("2.000000", "1.000000")
    assert "seen_at_2" not in figures, "one booking says nothing of others"
    places, _ = modelling._places(MONDAY - timedelta(days=25), MONDAY)
    assert places == Places(), "what came of them in a week was not known yet"


def test_weighs_places_when_it_learns_and_when_it_compares(
    modelling: Modelling, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = Life(office.log, MONTH_BEFORE)
    pair = tuple(replace(one, tutor_id=f"tutor-{one.position}") for one in (ANNA_SHOWN, IVAN_SHOWN))
    for number in range(1, 30):
        life.agree(f"student-{number}")
        showing_id = life.show(f"student-{number}", candidates=pair[: 1 + (number < FEW)])
        if number < FEW:
            life.tie(showing_id, f"tutor-{1 + number % 2}")
    version = modelling.train(MONDAY - timedelta(days=20)).trained.version
    held = modelling.evaluate(version)
    for module in ("places", "training"):
        monkeypatch.setattr(f"adapters.ml.{module}.telling", lambda _: FEWEST)
    assert modelling.evaluate(version).ndcg != held.ndcg
    trained = modelling.train(MONDAY - timedelta(days=20)).trained
    assert "seen_at_2" in {each.name for each in trained.metrics}
    assert trained.version != version


def test_a_night_trains_one_and_looks_at_those_of_other_nights(
    modelling: Modelling, office: Office
) -> None:
    first = modelling.train(MONDAY - timedelta(days=150)).trained.version
    for why in (None, Why.FIRST_OF_ITS_KIND, Why.FIRST_OF_ITS_KIND):
        modelling.promote(first, why)
    second = modelling.train(MONDAY - timedelta(days=60)).trained.version
    modelling.promote(second, None)
    looked_at, trained = one_night(modelling, MONDAY)
    assert looked_at.version == second
    assert looked_at.told["against"] == first
    assert looked_at.told["people"] == modelling.evaluate(second).people
    assert (trained.event, trained.told["state"]) == ("model_trained", State.SHADOW)
    office.clock.advance(timedelta(days=1))
    waits, _, same = one_night(modelling, MONDAY + timedelta(days=1))
    assert (waits.version, waits.event) == (trained.version, "model_waits")
    assert "booked anybody new" in str(waits.told["reason"])
    assert same.told["state"] is State.CANDIDATE, "there is nothing new to learn"
