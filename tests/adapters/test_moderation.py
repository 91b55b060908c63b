"""The way to a moderation service, over HTTP to one on loopback that misbehaves."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from adapters import answers
from adapters.bootstrap import Container
from adapters.moderating import moderation_of
from adapters.moderation import CALLED, HttpModeration, NotUnderstood
from adapters.postgres.migrate import migrate
from adapters.settings import Settings
from application.bus import Request
from application.moderation import NoModeration
from application.ports import Append, Change
from application.reactions.profile_scoring import PROFILE_SCORING
from application.reactions.scoring import SCORING, ScoreWords
from domain.review.events import Part
from domain.shared.errors import Unavailable
from domain.shared.harm import Harm, Score
from tests.domain.review.history import WRITTEN
from tests.support.calendar import MONDAY
from tests.support.moderation import (
    KEY,
    MISBEHAVING,
    VERSION,
    FakeModeration,
    answer_of,
    asking,
    moderation_service,
)
from tests.support.people import AS_SYSTEM

pytestmark = pytest.mark.io

WORDS = "Он хороший. He is good."
GARBAGE: dict[str, bytes] = {
    "no JSON": b"<html>" + WORDS.encode(),
    "no object": b"[1]",
    "nothing": b"{}",
    "no result": b'{"model": "m", "results": []}',
    "scores that are no object": answer_of([0.5]),  # type: ignore[arg-type]
    "a score that is no number": answer_of({"hate": "0.5"}),
    "a score beyond one": answer_of({"hate": 1.5}),
    "a score that is none": answer_of({"hate": float("nan")}),
    "an endless number": answer_of({"hate": 10**400}),
    "harms of its own": answer_of({WORDS: 0.5}),
    "words for a version": answer_of({"hate": 0.5}, WORDS),
    "brackets without end": b"[" * 60_000,
}


@pytest.fixture
def fake() -> Iterator[FakeModeration]:
    with moderation_service() as opened:
        yield opened


@pytest.fixture
def service(fake: FakeModeration) -> Iterator[HttpModeration]:
    with asking(fake) as opened:
        yield opened


class TestAsking:
    def test_sends_the_words_and_the_key_and_nothing_else(
        self, fake: FakeModeration, service: HttpModeration
    ) -> None:
        service.scores(WORDS)
        assert fake.asked == [{"input": WORDS}]
        (headers,) = fake.headers
        assert headers["authorization"] == f"Bearer {KEY}"
        assert set(headers) == {
            *("host", "accept", "accept-encoding", "connection", "user-agent", "authorization"),
            *("content-type", "content-length"),
        }

    def test_names_a_model_where_one_is_set(self, fake: FakeModeration) -> None:
        with asking(fake, "strict") as service:
            service.scores(WORDS)
        assert fake.asked == [{"model": "strict", "input": WORDS}]

    def test_hears_how_likely_which_harm_is(self, service: HttpModeration) -> None:
        found = service.scores(WORDS)
        assert (found.of, found.version) == ({Harm.HATE: 9123, Harm.VIOLENCE: 4}, VERSION)

    def test_hears_the_likeliest_of_what_is_one_to_us(
        self, fake: FakeModeration, service: HttpModeration
    ) -> None:
        told = {"self-harm": 0.2, "self-harm/intent": 0.7, "selfharm": 0.1, "unheard-of": 1}
        fake.body = answer_of(told)
        assert service.scores(WORDS).of == {Harm.SELF_HARM: 7000}

    def test_knows_a_name_for_each_harm(self) -> None:
        assert set(CALLED.values()) == set(Harm)


class TestAServiceThatMisbehaves:
    @pytest.mark.parametrize("status", [301, 400, 401, 429, 500, 503])
    def test_is_tried_again_later(
        self, fake: FakeModeration, service: HttpModeration, status: int
    ) -> None:
        fake.status = status
        with pytest.raises(Unavailable, match=f"answers {status}"):
            service.scores(WORDS)
        assert len(fake.asked) == 1
        fake.status = 200
        assert service.scores(WORDS).version == VERSION

    @pytest.mark.parametrize("what", GARBAGE)
    def test_is_not_believed(
        self, fake: FakeModeration, service: HttpModeration, what: str
    ) -> None:
        fake.body = GARBAGE[what]
        with pytest.raises(NotUnderstood) as raised:
            service.scores(WORDS)
        assert WORDS not in str(raised.value)
        assert raised.value.__cause__ is None

    @pytest.mark.parametrize("how", MISBEHAVING)
    def test_holds_nobody_up(
        self, fake: FakeModeration, how: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(answers, "PATIENCE_SECONDS", 0.2)
        monkeypatch.setattr("adapters.moderation.PATIENCE_SECONDS", 0.2)
        fake.manner = MISBEHAVING[how]
        began = time.monotonic()
        with asking(fake) as service, pytest.raises(Unavailable):
            service.scores(WORDS)
        assert time.monotonic() - began < 5

    def test_is_not_listened_to_for_ever(
        self, fake: FakeModeration, service: HttpModeration
    ) -> None:
        fake.body = json.dumps("a" * answers.LONGEST_ANSWER).encode()
        with pytest.raises(Unavailable, match="without end"):
            service.scores(WORDS)

    def test_may_be_gone(self, fake: FakeModeration, service: HttpModeration) -> None:
        fake.close()
        with pytest.raises(Unavailable, match="does not answer"):
            service.scores(WORDS)


class TestOnPostgres:
    def test_words_are_opened_for_the_call_and_what_is_said_is_recorded(
        self, fake: FakeModeration, database_url: str, tmp_path: Path
    ) -> None:
        migrate(database_url)
        told: dict[str, Any] = {"database_url": database_url, "preceptor_home": tmp_path}
        with Container.from_settings(Settings(**told, moderation_url=fake.url)) as opened:
            opened.log.append(written())
            call = ScoreWords(booking_id="b", part=Part.REVIEW, revision=1)
            assert SCORING.perform is not None
            record = SCORING.perform(call, opened.world)
            outcome = opened.bus.execute(Request(record, AS_SYSTEM, "key", "c"))
            assert outcome.accepted, outcome
            found = opened.log.read_stream("review-b")[-1].fact
        assert fake.asked == [{"input": WRITTEN.text}]
        assert found.scores == (Score(Harm.HATE, 9123), Score(Harm.VIOLENCE, 4))


def written() -> Append:
    """This is Ben's review, to be recorded."""
    return Append(
        scope="person:ben",
        key="1",
        fingerprint="f",
        outcome="{}",
        changes=[Change("review-b", 0, (WRITTEN,))],
        guards={"review-b": 0},
        at=MONDAY,
        actor="person:ben",
        ground="student:WriteReview",
        correlation_id="c",
        causation_id="c",
    )


class TestTheSettings:
    def test_name_the_service(self, fake: FakeModeration) -> None:
        with ExitStack() as closing:
            named = Settings(moderation_url=fake.url, moderation_key="k")
            assert moderation_of(named, closing).scores(WORDS) is not None
        assert fake.headers[0]["authorization"] == "Bearer k"

    def test_name_none_unless_told(self) -> None:
        with ExitStack() as closing:
            found = moderation_of(Settings(moderation_url=""), closing)
        assert isinstance(found, NoModeration)
        assert found.scores(WORDS) is None

    def test_decide_whether_anybody_asks_about_profiles(self) -> None:
        for url, is_asking in (("", False), ("https://moderation.example/v1", True)):
            container = Container.from_settings(Settings(moderation_url=url))
            assert (PROFILE_SCORING in container.reactions) is is_asking
            followed = {one.name for one in container.automata}
            assert (PROFILE_SCORING.name in followed) is is_asking
            assert SCORING in container.reactions

    def test_keep_the_key_to_themselves(self) -> None:
        assert "a-secret" not in repr(Settings(moderation_key="a-secret"))
