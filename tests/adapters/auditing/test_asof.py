"""A read model as of then is what it was then, and where the one in use stands, it is that one."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from adapters.auditing import NoSuchReadModel, NotInUse, PostgresAuditing
from adapters.postgres.clearing import DerivedStores
from adapters.postgres.digest_store import PostgresDigestShelf
from adapters.postgres.projections import layout
from adapters.postgres.projections.digest import digest_of
from adapters.postgres.projections.store import ProjectionStore
from adapters.postgres.projections.worker import connector
from application.auditing.asking import NotRecordedYet, ReplayIsRunning, WhichReplay
from application.consistency import Partition, partition_of
from application.delivery import catch_up
from application.digesting import PublishedDigests
from domain.account.events import AccountRegistered, Locale
from domain.shared.actor import Role
from domain.shared.errors import Unavailable
from projections.audit_trail.projector import PROJECTION as AUDIT_TRAIL
from projections.directory.projector import PROJECTION as DIRECTORY
from projections.runtime import Projection
from tests.support.archive import Archive
from tests.support.calendar import MONDAY, TUESDAY, WEDNESDAY, minutes
from tests.support.consent_register.projector import TROUBLE, projection
from tests.support.consents import denied, granted, withdrawn
from tests.support.people import ANNA
from tests.support.tree import verifier

pytestmark = pytest.mark.io

PARTITIONS = 3
REGISTER = projection()
REGISTERED = AccountRegistered(
    account_id=ANNA,
    email="anna@example.org",
    email_pseudonym="abc",
    display_name="Anna",
    locale=Locale.ENGLISH,
    time_zone="UTC",
    roles=(Role.TUTOR,),
    registered_at=MONDAY,
)
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname LIKE '%\\_asof\\_%'"


def auditing(kept: Archive, *projections: Projection) -> PostgresAuditing:
    return PostgresAuditing(
        url=kept.url,
        datastore=kept.datastore,
        facts=kept.facts,
        keyring=kept.keyring,
        projections=projections or (REGISTER, DIRECTORY, AUDIT_TRAIL),
        partitions=PARTITIONS,
        published=PublishedDigests(PostgresDigestShelf(kept.datastore), lambda _: [verifier()]),
    )


@pytest.fixture
def link(kept: Archive) -> "Iterator[Connection[Any]]":
    with closing(connector(kept.url)()) as connection:
        yield connection


def in_use(link: "Connection[Any]", which: Projection = REGISTER) -> ProjectionStore:
    """This is the read model in use, empty yet."""
    layout.make(link, which.name, which, PARTITIONS)
    store = ProjectionStore(link, which, PARTITIONS)
    store.load()
    return store


def schemas(link: "Connection[Any]") -> list[str]:
    return [name for (name,) in link.execute(SCHEMAS)]


class TestReplaying:
    def test_gives_what_the_read_model_was_at_every_position(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        audit, store, then = auditing(kept), in_use(link), []
        for number, fact in enumerate((granted(), withdrawn(), denied("olga"), granted("olga"))):
            kept.record(f"consent-{number % 3}", fact)
            catch_up(store, kept.facts)
            then.append(digest_of(link, REGISTER.name, REGISTER))
        assert len(set(then)) == 4
        found = [
            audit.replay(WhichReplay(REGISTER.name, position=position)).digest
            for position in range(1, 5)
        ]
        assert found == then
        assert audit.replay(WhichReplay(REGISTER.name)).digest == then[-1]

    def test_goes_back_to_a_time(self, kept: Archive) -> None:
        audit = auditing(kept)
        for number, at in enumerate((MONDAY, TUESDAY, WEDNESDAY)):
            kept.record(f"consent-{number}", granted(), at=at)
        found = audit.replay(WhichReplay(REGISTER.name, time=TUESDAY + minutes(1)))
        assert (found.position, found.recorded_at) == (2, TUESDAY)
        assert found == audit.replay(WhichReplay(REGISTER.name, position=2))
        before_all = audit.replay(WhichReplay(REGISTER.name, time=MONDAY - minutes(1)))
        assert (before_all.position, before_all.recorded_at) == (0, None)
        assert sum(table.rows for table in before_all.tables) == 0

    def test_tells_rows_and_digest_of_each_table(self, kept: Archive) -> None:
        kept.record("consent-1", granted(), withdrawn())
        found = auditing(kept).replay(WhichReplay(REGISTER.name))
        rows = {table.table: table.rows for table in found.tables}
        assert rows == {"answers": 2, "consents": 1, "purposes": 1}
        assert all(len(table.digest) == 64 for table in found.tables)

    def test_leaves_nothing_behind(self, kept: Archive, link: "Connection[Any]") -> None:
        kept.record("consent-1", granted())
        assert auditing(kept).replay(WhichReplay(REGISTER.name)).kept_as is None
        assert schemas(link) == []

    def test_leaves_nothing_behind_when_it_fails(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        class Failing:
            def head(self) -> int:
                return kept.facts.head()

            def read(self, *_asked: Any) -> list[Any]:
                raise RuntimeError

        kept.record("consent-1", granted())
        audit: Any = replace(auditing(kept), facts=Failing())  # type: ignore[arg-type]
        for is_kept in (False, True):
            with pytest.raises(RuntimeError):
                audit.replay(WhichReplay(REGISTER.name, is_kept=is_kept))
        assert schemas(link) == []

    def test_keeps_the_rows_when_asked(self, kept: Archive, link: "Connection[Any]") -> None:
        kept.record("consent-1", granted())
        found = auditing(kept).replay(WhichReplay(REGISTER.name, is_kept=True))
        assert found.kept_as is not None
        assert schemas(link) == [found.kept_as]
        assert digest_of(link, found.kept_as, REGISTER) == found.digest

    def test_removes_what_a_killed_one_left_and_not_what_was_kept(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        kept.record("consent-1", granted())
        audit = auditing(kept)
        on_purpose = audit.replay(WhichReplay(REGISTER.name, is_kept=True)).kept_as
        layout.make(link, f"{REGISTER.name}_asof_killed", REGISTER, PARTITIONS)
        layout.make(link, f"{AUDIT_TRAIL.name}_asof_at_work", AUDIT_TRAIL, PARTITIONS)
        audit.replay(WhichReplay(REGISTER.name))
        assert sorted(schemas(link)) == [f"{AUDIT_TRAIL.name}_asof_at_work", on_purpose]

    def test_touches_nothing_that_is_in_use(self, kept: Archive, link: "Connection[Any]") -> None:
        store = in_use(link)
        kept.record("consent-1", granted())
        catch_up(store, kept.facts)
        kept.record("consent-1", withdrawn())
        before = digest_of(link, REGISTER.name, REGISTER), store.checkpoints.positions
        auditing(kept).replay(WhichReplay(REGISTER.name))
        store.load()
        assert (digest_of(link, REGISTER.name, REGISTER), store.checkpoints.positions) == before

    def test_counts_what_could_not_be_applied(self, kept: Archive) -> None:
        kept.record("consent-t", granted(TROUBLE), withdrawn(TROUBLE))
        kept.record("consent-1", granted())
        assert auditing(kept).replay(WhichReplay(REGISTER.name)).parked == 2

    def test_says_how_far_it_is(self, kept: Archive) -> None:
        kept.record("consent-1", granted(), withdrawn())
        said: list[tuple[int, int]] = []
        auditing(kept).replay(WhichReplay(REGISTER.name), lambda *how: said.append(how))
        assert said == [(2, 2)]


class TestBesideTheOneInUse:
    def test_stops_where_each_partition_stands(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        """Whichever facts had come when, partition by partition, it derives the same rows."""
        people = [f"p{number}" for number in range(6)]
        for person in people * 2:
            kept.record(f"consent-{person}", granted(person))
        facts = kept.facts.read(0, 100)
        audit = auditing(kept)

        @settings(
            max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None
        )
        @given(st.lists(st.integers(0, 12), min_size=PARTITIONS, max_size=PARTITIONS))
        def derives_the_same(reached: list[int]) -> None:
            store = in_use(link)
            come = [
                one
                for one in facts
                if one.position <= reached[partition_of(one.stream_id, PARTITIONS)]
            ]
            places = {Partition("consent", number): at for number, at in enumerate(reached)}
            store.apply(come, places)
            found = audit.replay(WhichReplay(REGISTER.name, is_live=True))
            assert found.live_digest == found.digest
            assert found.position == max(reached)

        derives_the_same()

    def test_sees_a_row_that_was_changed(self, kept: Archive, link: "Connection[Any]") -> None:
        store = in_use(link)
        kept.record("consent-1", granted())
        catch_up(store, kept.facts)
        audit = auditing(kept)
        found = audit.replay(WhichReplay(REGISTER.name, is_live=True))
        assert found.live_digest == found.digest
        link.execute("UPDATE consent_register.purposes SET granted = 2")
        found = audit.replay(WhichReplay(REGISTER.name, is_live=True))
        assert found.live_digest != found.digest

    def test_of_other_code_or_never_built_is_refused(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        with pytest.raises(NotInUse):
            auditing(kept).replay(WhichReplay(REGISTER.name, is_live=True))
        in_use(link, projection(version=2))
        with pytest.raises(NotInUse):
            auditing(kept).replay(WhichReplay(REGISTER.name, is_live=True))


class TestSealed:
    def test_stays_the_same_when_somebody_is_erased(self, kept: Archive) -> None:
        kept.record(f"account-{ANNA}", REGISTERED)
        audit = auditing(kept)
        opened = audit.replay(WhichReplay(DIRECTORY.name)).digest
        sealed = audit.replay(WhichReplay(DIRECTORY.name, is_sealed=True)).digest
        assert opened != sealed
        kept.erase(ANNA)
        assert audit.replay(WhichReplay(DIRECTORY.name, is_sealed=True)).digest == sealed
        assert audit.replay(WhichReplay(DIRECTORY.name)).digest == sealed

    def test_opens_nothing(self, kept: Archive, link: "Connection[Any]") -> None:
        kept.record(f"account-{ANNA}", REGISTERED)
        which = WhichReplay(DIRECTORY.name, is_sealed=True, is_kept=True)
        found = auditing(kept).replay(which)
        assert found.kept_as is not None
        row = link.execute(f"SELECT * FROM {found.kept_as}.accounts".encode()).fetchone()
        assert "anna@example.org" not in str(row)
        assert ANNA in str(row)

    def test_of_what_holds_nobodys_data_is_the_same(self, kept: Archive) -> None:
        kept.record(f"account-{ANNA}", REGISTERED)
        audit = auditing(kept)
        digests = {
            audit.replay(WhichReplay(AUDIT_TRAIL.name, is_sealed=sealed)).digest
            for sealed in (True, False)
        }
        assert len(digests) == 1


class TestErasing:
    def test_removes_replays_that_were_kept(self, kept: Archive, link: "Connection[Any]") -> None:
        kept.record(f"account-{ANNA}", REGISTERED)
        store = in_use(link, DIRECTORY)
        catch_up(store, kept.facts)
        audit = auditing(kept)
        audit.replay(WhichReplay(DIRECTORY.name, is_kept=True))
        others = audit.replay(WhichReplay(AUDIT_TRAIL.name, is_kept=True)).kept_as
        stores = DerivedStores(kept.url, (DIRECTORY, AUDIT_TRAIL))
        found = {one.name: one.erased for one in stores.clear(ANNA)}
        assert found["directory, as of then"] == 1
        assert schemas(link) == [others]
        assert "directory, as of then" not in {one.name for one in stores.clear(ANNA)}

    def test_waits_for_a_replay_that_is_being_made(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        store = in_use(link, DIRECTORY)
        catch_up(store, kept.facts)
        assert layout.take_ownership(link, f"{DIRECTORY.name}_asof")
        with pytest.raises(Unavailable, match="directory is being replayed"):
            list(DerivedStores(kept.url, (DIRECTORY,)).clear(ANNA))


class TestRefusing:
    def test_names_what_there_is(self, kept: Archive) -> None:
        with pytest.raises(NoSuchReadModel, match="there is consent_register, directory"):
            auditing(kept).replay(WhichReplay("nothing"))

    def test_goes_no_further_than_the_log(self, kept: Archive) -> None:
        kept.record("consent-1", granted())
        with pytest.raises(NotRecordedYet, match="stands at 1, not yet at 2"):
            auditing(kept).replay(WhichReplay(REGISTER.name, position=2))

    def test_lets_one_replay_a_read_model_at_a_time(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        kept.record("consent-1", granted())
        assert layout.take_ownership(link, f"{REGISTER.name}_asof")
        with pytest.raises(ReplayIsRunning):
            auditing(kept).replay(WhichReplay(REGISTER.name))
        assert auditing(kept).replay(WhichReplay(AUDIT_TRAIL.name)).position == 1
        assert schemas(link) == []

    def test_does_not_wait_for_whoever_writes(self, kept: Archive, link: "Connection[Any]") -> None:
        kept.record("consent-1", granted())
        done = threading.Event()

        def replay() -> None:
            auditing(kept).replay(WhichReplay(REGISTER.name))
            done.set()

        with link.transaction():
            layout.write_lock(link, REGISTER.name)
            thread = threading.Thread(target=replay)
            thread.start()
            assert done.wait(30)
        thread.join()
