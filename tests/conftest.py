"""Real servers for the tests that ask for them, and no way out for those that do not.

A test that uses one of the fixtures below is marked `io` by that alone.
"""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from structlog.typing import Processor

from tests.support.apache.fetching import Missing, is_owed, jars, left_out
from tests.support.databases import fresh_database
from tests.support.tries import QUICK, profiles
from tests.support.ways_out import NEEDS_SERVERS, TRAINS, WaysOut

if TYPE_CHECKING:
    from adapters.embedded.servers import EmbeddedServers
    from tests.support.apache.kafka import ApacheKafka
    from tests.support.broker import Broker
    from tests.support.sharing_out import SharedOut
    from tests.support.stripe.fake import FakeStripe

profiles()
WAYS_OUT = WaysOut()
WAYS_OUT.guard()
PLAINLY: list[Processor] = [
    structlog.processors.add_log_level,
    structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
]
REAL_PARTS = frozenset(
    {
        "apache_kafka",
        "broker",
        "database_url",
        "fake_stripe",
        "kafka_bootstrap",
        "redis_url",
        "servers",
    }
)
BROKERS = ("embedded", "apache")
"""What a test that touches the broker runs on, one after the other."""

LEFT_OUT = pytest.StashKey[str]()


def pytest_configure() -> None:
    """This lets nobody look for garbage while thousands of tests are made that all stay."""
    gc.disable()
    log_plainly()


def pytest_collection_finish() -> None:
    """This leaves them out whenever garbage is looked for from now on."""
    gc.freeze()
    gc.enable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """This does not even import a file in which no test is wanted: it takes longer than many."""
    if config.option.markexpr != QUICK or collection_path.suffix != ".py":
        return None
    text = collection_path.read_text(encoding="utf-8")
    return bool(NEEDS_SERVERS.search(text) or TRAINS.search(text)) or None


def pytest_sessionstart() -> None:
    """This stops where somebody's Stripe would be asked for money by every test that pays."""
    from adapters.settings import Settings

    if Settings.from_environment().stripe_api_key is not None:
        raise pytest.UsageError("STRIPE_API_KEY is set: unset it, tests play Stripe on loopback")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    """This marks before tests are chosen; only of those that were is any left out."""
    for item in items:
        if REAL_PARTS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.io)
    yield
    if hasattr(config, "workerinput"):
        from tests.support.sharing_out import longest_first

        longest_first(items)
    on_apache = [item for item in items if _is_on_apache(item)]
    if on_apache and not is_owed():
        try:
            jars()
        except Missing as reason:
            config.stash[LEFT_OUT] = left_out(reason)
            config.hook.pytest_deselected(items=on_apache)
            items[:] = [item for item in items if not _is_on_apache(item)]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "SharedOut":
    """This says who runs what, where two run."""
    from tests.support.sharing_out import SharedOut

    return SharedOut(config, log)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """This says in one line what a whole kind of test was not run for."""
    if LEFT_OUT in config.stash:
        terminalreporter.write_line(config.stash[LEFT_OUT], yellow=True)


def _is_on_apache(item: pytest.Item) -> bool:
    chosen = getattr(item, "callspec", None)
    return "apache_kafka" in getattr(item, "fixturenames", ()) or (
        chosen is not None and BROKERS[1] in chosen.params.values()
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """This is a hook because a fixture would cost more than most of the tests."""
    WAYS_OUT.is_shut = item.get_closest_marker("io") is None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """This lets servers end with whatever test is the last one."""
    WAYS_OUT.is_shut = False
    try:
        yield
    finally:
        # What a test configured writes to captured streams, which are closed after it.
        if structlog.get_config()["processors"] is not PLAINLY:
            log_plainly()


def log_plainly() -> None:
    """This logs without colours and boxes: to draw them round an error takes half a second."""
    structlog.reset_defaults()
    structlog.configure(processors=PLAINLY)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[EmbeddedServers]":
    """This is PostgreSQL, the broker and the Redis server, started once."""
    from adapters.embedded.servers import EmbeddedServers
    from adapters.settings import Settings

    settings = Settings(
        database_url=None,
        kafka_bootstrap_servers=None,
        redis_url=None,
        preceptor_home=tmp_path_factory.mktemp("servers"),
    )
    with EmbeddedServers.started(settings) as started:
        yield started


@pytest.fixture
def database_url(servers: "EmbeddedServers") -> Iterator[str]:
    """This is the address of an empty database of the test's own, with pgvector in it."""
    with fresh_database(str(servers.settings.database_owner_url)) as url:
        yield url


@pytest.fixture(scope="session")
def apache_kafka(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[ApacheKafka]":
    """This is one node of Apache Kafka, started once; who ends it starts it again.

    Where it cannot be run those who want it are left out; in CI they fail here.
    """
    from tests.support.apache.kafka import ApacheKafka

    with ApacheKafka.running(tmp_path_factory.mktemp("apache")) as node:
        yield node


@pytest.fixture(params=BROKERS)
def kafka_bootstrap(request: pytest.FixtureRequest) -> str:
    """This is the address of a broker that others use too; the test names topics of its own."""
    if request.param == "apache":
        return str(request.getfixturevalue("apache_kafka").address)
    return str(request.getfixturevalue("servers").settings.kafka_bootstrap_servers)


@pytest.fixture(params=BROKERS)
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[Broker]":
    """This is a broker that the test may end and empty, with topics of the test's own."""
    from tests.support.broker import embedded_broker

    if request.param == "apache":
        yield request.getfixturevalue("apache_kafka")
        return
    with embedded_broker(tmp_path / "broker") as started:
        yield started


@pytest.fixture
def redis_url(servers: "EmbeddedServers") -> str:
    """This is the address of the Redis server, which is empty when the test begins."""
    import redis

    url = str(servers.settings.redis_url)
    with redis.Redis.from_url(url) as client:
        client.flushall()
    return url


@pytest.fixture
def fake_stripe() -> "Iterator[FakeStripe]":
    """This is Stripe, played on loopback; its clock begins on the Monday of the tests."""
    from adapters.memory.clock import SetClock
    from tests.support.calendar import MONDAY
    from tests.support.stripe.fake import FakeStripe

    with FakeStripe(SetClock(MONDAY)) as fake:
        yield fake
