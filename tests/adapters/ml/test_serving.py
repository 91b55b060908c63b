"""A model that is trained, kept and asked: it knows tutors, and of students what it is told."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest

from adapters.ml.comparing import hold
from adapters.ml.history import Numbers
from adapters.ml.keeping import Kept
from adapters.ml.serving import ServedModel, read
from adapters.ml.training import _measured, _read, scale_of, train
from application.dataset.places import Places
from application.modelling import Learned, Learning, Lesson
from application.ranking import Interactions
from application.status import CannotBeDone
from domain.matching.compatibility import Scale
from projections.rating import Choice
from tests.support.choosing import DAY, chosen

pytestmark = pytest.mark.trains

STUDENTS, TUTORS, EACH = 300, 60, 8
KINDS = 4
BORN = datetime(2026, 1, 1, tzinfo=UTC)


def choices() -> Interactions:
    """This is students who like tutors of one kind of four, over ten months."""
    who, what, _ = chosen(STUDENTS, TUTORS, EACH)
    when = np.random.default_rng(2).uniform(0, 300 * DAY, len(who)) + BORN.timestamp()
    return Interactions([f"student-{n}" for n in who], [f"tutor-{n}" for n in what], when.tolist())


def part(of: Interactions, wanted: Numbers) -> Interactions:
    """This is some of the choices."""
    at = np.flatnonzero(wanted).tolist()
    return Interactions(
        [of.users[n] for n in at], [of.items[n] for n in at], [of.times[n] for n in at]
    )


def vectors() -> dict[str, list[float]]:
    return {f"tutor-{n}": np.eye(KINDS)[n % KINDS].tolist() for n in range(TUTORS)}


@cache
def learned() -> Learned:
    return train(Learning(choices(), vectors()))


@cache
def served() -> ServedModel:
    return ServedModel("one", Kept.of_bytes(learned().contents, vectors()))


def chose(*tutors: int) -> list[Choice]:
    """This is somebody who booked those tutors, a day after one another."""
    at = BORN + timedelta(days=30)
    return [
        Choice(f"tutor-{n}", at + timedelta(days=day), at + timedelta(days=day), 1)
        for day, n in enumerate(tutors)
    ]


NOW = BORN + timedelta(days=40)


class TestAModel:
    def test_proposes_tutors_of_the_kind_somebody_likes(self) -> None:
        for kind in range(KINDS):
            rating = served().asked(chose(kind, kind + KINDS, kind + 2 * KINDS), NOW)
            first = [int(one.partition("-")[2]) % KINDS for one in rating.proposed[:8]]
            assert first.count(kind) >= 6

    def test_says_nothing_of_those_somebody_chose_or_it_does_not_know(self) -> None:
        rating = served().asked(chose(0, 4), NOW)
        said = rating.of(["tutor-0", "tutor-8", "tutor-9", "somebody"])
        assert said.keys() == {"tutor-8", "tutor-9"}
        assert said["tutor-8"].score > said["tutor-9"].score
        assert said["tutor-8"].p_book >= said["tutor-9"].p_book
        assert "tutor-0" not in rating.proposed

    def test_says_what_speaks_for_somebody(self) -> None:
        said = served().asked(chose(0, 4, 8), NOW).of(["tutor-12", "tutor-13"])
        assert said["tutor-12"].sources & {"ease", "neighbours", "factors", "content"}
        assert not said["tutor-13"].sources & {"ease", "neighbours", "content"}

    def test_answers_somebody_it_knows_nothing_of(self) -> None:
        rating = served().asked([], NOW)
        assert all(0 <= each.p_book <= 1 for each in rating.of(["tutor-1", "tutor-2"]).values())

    def test_knows_nobody_who_chose(self) -> None:
        with np.load(io.BytesIO(learned().contents)) as file:
            held = b"".join(array.tobytes() for array in file.values())
        for coding in ("utf-8", "utf-32-le"):
            assert "student".encode(coding) not in held
        assert "tutor".encode("utf-32-le") in held

    def test_reads_what_tutors_say_by_now(self) -> None:
        def said(tutors: Sequence[str]) -> dict[str, list[float]]:
            asked.append(tuple(tutors))
            return vectors()

        asked: list[tuple[str, ...]] = []
        model = read("one", learned().contents, said)
        assert asked == [tuple(sorted(f"tutor-{n}" for n in range(TUTORS)))]
        assert model.asked(chose(1), NOW).proposed == served().asked(chose(1), NOW).proposed
        silent = read("one", learned().contents, lambda _: {})
        sources = silent.asked(chose(0, 4, 8), NOW).of(["tutor-12"])["tutor-12"].sources
        assert "content" not in sources


class TestKeeping:
    def test_gives_back_the_same_model(self) -> None:
        again = ServedModel(
            "two", Kept.of_bytes(Kept.of_bytes(learned().contents, vectors()).as_bytes(), vectors())
        )
        tutors = [f"tutor-{n}" for n in range(TUTORS)]
        one, other = (each.asked(chose(3, 7), NOW) for each in (served(), again))
        assert one.proposed == other.proposed
        assert one.of(tutors) == other.of(tutors)

    def test_runs_nothing_that_somebody_put_there(self) -> None:
        file = io.BytesIO()
        np.savez(file, tutors=np.array([print], dtype=object))
        with pytest.raises(ValueError, match="pickle"):
            Kept.of_bytes(file.getvalue(), {})


class TestTraining:
    def test_says_how_good_it_is(self) -> None:
        figures = learned().figures
        assert figures["students"] == STUDENTS
        assert figures["ndcg"] > figures["ndcg_popularity"]
        assert figures["margin_low"] > 0
        assert 0 <= figures["calibration_error"] < 0.1

    def test_is_measured_by_what_choices_count_for(self) -> None:
        whole = _read(Learning(choices(), {}))[0]
        split = next(whole.splits("forward"))
        alike = np.ones(TUTORS)
        popular = np.where(split[0].popularity > np.median(split[0].popularity), 5.0, 0.2)
        told = [_measured(split, None, counts)["ndcg_popularity"] for counts in (alike, popular)]
        assert told[0] < told[1], "it finds the popular ones, which count for more now"

    def test_of_nothing_is_refused_and_of_next_to_nothing_is_not(self) -> None:
        with pytest.raises(CannotBeDone, match="nothing can be learnt"):
            train(Learning(Interactions([], [], []), {}))
        tiny = train(Learning(Interactions(["s"], ["t"], [0.0]), {}))
        model = ServedModel("tiny", Kept.of_bytes(tiny.contents, {}))
        assert model.scale == Scale()
        assert model.asked([], NOW).of(["t"]).keys() <= {"t"}

    def test_learns_how_compatibility_ends(self) -> None:
        draw = np.random.default_rng(0)
        fits = draw.random(2_000)
        lessons = [Lesson(fit, bool(draw.random() < 0.1 + 0.8 * fit)) for fit in fits]
        slope, offset = scale_of(lessons) or (0.0, 0.0)
        scale = Scale(slope, offset, is_calibrated=True)
        for fit in (0.2, 0.5, 0.8):
            assert scale.score(fit) == pytest.approx(0.1 + 0.8 * fit, abs=0.06)
        assert scale_of(lessons[:99]) is None
        turned = [Lesson(each.fit, not each.goes_on) for each in lessons]
        assert (scale_of(turned) or (1.0, 0.0))[0] == 0.0

    def test_keeps_that_with_the_model(self) -> None:
        kept = Kept.of_bytes(learned().contents, vectors())
        model = ServedModel("one", replace(kept, scale=(4.0, -2.0)))
        assert model.scale == Scale(4.0, -2.0, is_calibrated=True)
        assert Kept.of_bytes(replace(kept, scale=(4.0, -2.0)).as_bytes(), {}).scale == (4.0, -2.0)

    def test_keeps_what_choices_count_for(self) -> None:
        kept = Kept.of_bytes(learned().contents, {})
        chosen = kept.chosen.weighed(np.linspace(1, 2, len(kept.tutors)))
        again = Kept.of_bytes(replace(kept, chosen=chosen).as_bytes(), {})
        assert again.chosen.weights.tolist() == chosen.weights.tolist()


class TestHolding:
    def test_finds_the_better_one(self) -> None:
        whole = choices()
        moment = float(np.quantile(whole.times, 0.7))
        is_before = np.array(whole.times) < moment
        before, after = part(whole, is_before), part(whole, ~is_before)
        good = train(Learning(before, vectors())).contents
        shuffled = np.random.default_rng(1).permutation(before.items).tolist()
        bad = train(Learning(Interactions(before.users, shuffled, before.times), {})).contents
        held = hold(good, bad, before, after, vectors(), Places())
        assert held.low > 0
        assert held.people > STUDENTS / 2
        assert 0 <= held.calibration < 0.2
        same = hold(good, good, before, after, vectors(), Places())
        assert (same.margin, same.low, same.high) == (0.0, 0.0, 0.0)
        assert hold(good, None, before, after, vectors(), Places()).low > 0
        with pytest.raises(CannotBeDone, match="anybody new"):
            hold(good, bad, before, Interactions([], [], []), {}, Places())
