"""The topics that facts travel on: what each should be, how it stands, and making it so.

Facts may expire here, since the log keeps them. Of three copies two must have a fact before it is
acknowledged, and one that lacks it never takes the lead, so that losing a broker loses nothing.
The relay compresses, and the broker keeps what it is given.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource
from kafka.errors import InvalidReplicationFactorError

from adapters.kafka.clients import connecting, outages, prepare_to_connect
from adapters.kafka.envelope import PREFIX
from application.status import CannotBeDone, TopicStanding

LARGEST_MESSAGE = 8 * 1024 * 1024
DAY_MS = 24 * 60 * 60 * 1000
WELL = "OK"
DELETE, COMPACT = "delete", "compact"
DERIVED = {"signals": DELETE, "windows": COMPACT}
"""What is told that was made of facts; figures are a table, of which the newest stays for ever."""


@dataclass(frozen=True, slots=True)
class Topics:
    """This is the topics as they should be: one a context, and those of what is made of facts.

    Attributes:
        contexts: whose facts travel.
        derived: what else is told, each with what becomes of it: it expires, or the newest stays.
        partitions: of each topic.
        replication: copies of each.
        retention_days: for how long facts stay, counted from when they were published.
        prefix: what the names begin with.
    """

    contexts: frozenset[str]
    partitions: int
    replication: int = 1
    retention_days: int = 30
    prefix: str = PREFIX
    derived: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """This is what they are called."""
        return [f"{self.prefix}{name}" for name in (*sorted(self.contexts), *self.derived)]

    def policy(self, name: str) -> str:
        """This is what becomes of what lies on a topic for long."""
        return self.derived.get(name.removeprefix(self.prefix), DELETE)

    def settings(self, name: str, copies: int) -> dict[str, str]:
        """This is how a topic with so many copies is set, in Kafka's words."""
        return {
            "cleanup.policy": self.policy(name),
            "compression.type": "producer",
            "max.message.bytes": str(LARGEST_MESSAGE),
            "min.insync.replicas": str((copies + 1) // 2),
            "retention.ms": str(self.retention_days * DAY_MS),
            "unclean.leader.election.enable": "false",
        }

    def marker(self, marker: str) -> str:
        """This is the empty topic by which a broker is known again."""
        return f"{self.prefix}filled-{marker}"


@dataclass(frozen=True, slots=True)
class Found:
    """This is a topic as the broker has it; one that is not there has nothing."""

    partitions: int = 0
    copies: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)


class KafkaTopics:
    """This looks after the topics, for operators; it connects when it is asked something."""

    def __init__(self, servers: str, topics: Topics) -> None:
        self._servers = servers.split(",")
        self._topics = topics

    def look(self) -> list[TopicStanding]:
        """This is how each topic stands, and what of it is not as it should be.

        Raises:
            Unavailable: the broker does not answer, or says no.
        """
        with self._admin() as admin:
            found = _found(admin, self._topics)
        return [
            TopicStanding(name, one.partitions, one.copies, (*mendable, *lasting))
            for name, one in found.items()
            for mendable, lasting in [_differences(self._topics, name, one)]
        ]

    def apply(self) -> list[TopicStanding]:
        """This makes what is missing and sets what differs, and tells what cannot be mended.

        Raises:
            Unavailable: the broker does not answer, or says no.
            CannotBeDone: it will not have it so.
        """
        wanted = self._topics
        with self._admin() as admin:
            found = _found(admin, wanted)
            try:
                make_missing(admin, wanted)
            except InvalidReplicationFactorError:
                raise CannotBeDone(
                    f"There are too few brokers for {wanted.replication} copies of a topic; "
                    "set KAFKA_REPLICATION to no more than there are."
                ) from None
            _set(admin, wanted, {name: one for name, one in found.items() if one.partitions})
        return [
            TopicStanding(
                name,
                max(one.partitions, wanted.partitions),
                one.copies or wanted.replication,
                lasting,
                mended,
            )
            for name, one in found.items()
            for mended, lasting in [_differences(wanted, name, one)]
        ]

    @contextmanager
    def _admin(self) -> Iterator[KafkaAdminClient]:
        prepare_to_connect(self._servers)
        with outages(), closing(KafkaAdminClient(**connecting(self._servers))) as admin:
            yield admin


def make_missing(admin: KafkaAdminClient, topics: Topics) -> None:
    """This makes the topics that are not there, and adds partitions where there are too few.

    How topics are set that are there it leaves to operators.
    """
    counts = {topic["name"]: len(topic["partitions"]) for topic in admin.describe_topics()}
    new = [name for name in topics.names if name not in counts]
    for policy in (DELETE, COMPACT):
        alike = [name for name in new if topics.policy(name) == policy]
        if alike:
            settings = topics.settings(alike[0], topics.replication)
            make(admin, topics, dict.fromkeys(alike, topics.partitions), settings)
    few = {
        name: topics.partitions
        for name in topics.names
        if counts.get(name, topics.partitions) < topics.partitions
    }
    if few:
        admin.create_partitions(few)


def make(
    admin: KafkaAdminClient,
    topics: Topics,
    partitions: Mapping[str, int],
    settings: Mapping[str, str],
) -> None:
    """This makes topics with so many partitions each, and returns when they can be used."""
    wanted = {
        name: {
            "num_partitions": count,
            "replication_factor": topics.replication,
            "configs": settings,
        }
        for name, count in partitions.items()
    }
    if wanted:
        admin.create_topics(wanted, wait_for_metadata=True)


def _found(admin: KafkaAdminClient, topics: Topics) -> dict[str, Found]:
    there = {topic["name"]: topic["partitions"] for topic in admin.describe_topics()}
    asked = [ConfigResource("topic", name) for name in topics.names if name in there]
    # The embedded broker understands neither a choice of settings nor what a default is.
    told = admin.describe_configs(asked, config_filter="all")["topic"] if asked else {}
    return {
        name: Found(
            len(there[name]),
            min(len(partition["replica_nodes"]) for partition in there[name]),
            {setting: each["value"] for setting, each in told[name].items()},
        )
        if name in there
        else Found()
        for name in topics.names
    }


def _differences(
    topics: Topics, name: str, found: Found
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """This is what is not as it should be: what can be mended, and what only a new topic can."""
    if not found.partitions:
        return ("is missing",), ()
    mendable = [
        f"{setting} is {found.settings.get(setting) or 'not set'}, not {value}"
        for setting, value in topics.settings(name, found.copies).items()
        if found.settings.get(setting) != value
    ]
    lasting: list[str] = []
    if found.partitions != topics.partitions:
        told = f"partitions are {found.partitions}, not {topics.partitions}"
        (mendable if found.partitions < topics.partitions else lasting).append(told)
    if found.copies != topics.replication:
        lasting.append(f"copies are {found.copies}, not {topics.replication}")
    return tuple(mendable), tuple(lasting)


def _set(admin: KafkaAdminClient, topics: Topics, there: Mapping[str, Found]) -> None:
    if not there:
        return
    asked = [
        ConfigResource("topic", name, topics.settings(name, one.copies))
        for name, one in there.items()
    ]
    for name, said in admin.alter_configs(asked, raise_on_unknown=False)["topic"].items():
        if said != WELL:
            raise CannotBeDone(f"The broker does not set {name}: {said}")
