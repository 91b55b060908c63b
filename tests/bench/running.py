"""The whole stack as its own processes: how soon it answers, how soon a command is seen."""

import time
from collections.abc import Sequence
from uuid import uuid4

from pydantic import SecretStr

from adapters.bootstrap import Container
from adapters.embedded.ports import free_port
from adapters.embedded.supervisor import Stack, up
from adapters.settings import Settings
from application.account import RegisterAccount
from application.bus import Request
from application.consistency import Token
from application.tutor import PublishProfile
from application.tutor_parts import Language
from application.work import Command
from domain.account.events import Locale
from domain.shared.actor import Actor, Role
from tests.bench.kit import Bench, Figure, Stage, median, percentile

NOBODY = Actor("", frozenset())
PATIENCE_SECONDS = 30.0


def run(stage: Stage) -> Sequence[Figure]:
    """This starts everything twice, and the second time watches commands become visible."""
    settings = Settings(
        database_url=None,
        kafka_bootstrap_servers=None,
        redis_url=None,
        preceptor_home=stage.folder / "stack",
        preceptor_port=free_port(),
    )
    first = _started(settings)
    began = time.perf_counter()
    with up(settings, lambda _line: None) as stack:
        second = time.perf_counter() - began
        times = _seen_after(stage, stack)
    return (
        Figure("first start, with a new database, to first answer", first, "s"),
        Figure("second start to first answer", second, "s", aim=5),
        Figure("answered → in every read model, p50", median(times), "ms", aim=50),
        Figure("answered → in every read model, p99", percentile(times, 0.99), "ms", aim=250),
    )


def _started(settings: Settings) -> float:
    began = time.perf_counter()
    with up(settings, lambda _line: None) as stack:
        taken = time.perf_counter() - began
        with Container(stack.settings) as container:
            _see(container, _register(0), NOBODY)
    return taken


def _seen_after(stage: Stage, stack: Stack) -> list[float]:
    """This is, for each command, how long after its answer the last read model had it."""
    count = stage.size(200, 5)
    times = []
    with (
        Container(stack.settings) as container,
        stage.step("Watching commands become visible", count) as advance,
    ):
        for number in range(count + 5):
            tutor = Actor(f"tutor-{uuid4().hex[:12]}", frozenset({Role.TUTOR}))
            command = profile(tutor.id) if number % 2 else _register(number)
            times.append(_see(container, command, tutor if number % 2 else NOBODY))
            advance(1)
            time.sleep(0.02)
    return times[5:]


def _see(container: Container, command: Command, actor: Actor) -> float:
    outcome = container.bus.execute(Request(command, actor, uuid4().hex, "bench"))
    assert outcome.accepted, outcome
    began = time.perf_counter()
    token = Token.of(outcome.places, container.partitions)
    for view in container.read_models:
        assert container.waiting.wait(view.name, token, PATIENCE_SECONDS) == 0, view.name
    return (time.perf_counter() - began) * 1_000


def _register(number: int) -> RegisterAccount:
    return RegisterAccount(
        email=f"bench-{number}-{uuid4().hex[:8]}@example.org",
        password=SecretStr("a long enough password"),
        display_name="Ben",
        locale=Locale("en"),
        time_zone="UTC",
        roles=(Role.STUDENT,),
    )


def profile(tutor_id: str, headline: str = "English, patiently") -> PublishProfile:
    """This is what a tutor publishes about herself."""
    return PublishProfile(
        tutor_id=tutor_id,
        display_name="Anna",
        headline=headline,
        about="Grammar and conversation for beginners, in English and in Russian.",
        time_zone="Europe/Berlin",
        speaks=(Language(language="english", level=7),),
        teaches_in=("english",),
    )


BENCH = Bench("running", "the whole stack: starting, and command to every read model", run)
