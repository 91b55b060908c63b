"""What was published of a read model is what a replay gives, unless somebody changed its rows."""

import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from psycopg import Connection
from structlog.testing import capture_logs

from adapters.auditing import PostgresAuditing
from adapters.postgres.clearing import DerivedStores
from adapters.postgres.digest_store import PostgresDigestDesk
from adapters.postgres.notary_store import PostgresNotaryStore
from adapters.postgres.projections import live, standing
from adapters.postgres.projections.digest import digest_of, public_digest_of
from adapters.postgres.projections.rebuild import rebuild
from adapters.postgres.projections.standing import standings
from adapters.postgres.projections.worker import connector
from application.auditing.asking import NothingPublished, Replayed, WhichReplay
from application.auditing.comparing import Verdict
from application.consistency import Partition, partition_of
from application.delivery import catch_up
from application.digesting import Digesting, DigestsDoNotOpen
from domain.account.events import AccountErased
from domain.proof.digests import Digests, ProjectionDigest
from domain.proof.note import sign_note
from domain.shared.personal import Category
from projections.directory.projector import PROJECTION as DIRECTORY
from projections.runtime import Projection
from tests.adapters.auditing.test_asof import PARTITIONS, REGISTER, REGISTERED, auditing, in_use
from tests.support.archive import Archive
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.consent_register.projector import TROUBLE, projection
from tests.support.consents import denied, granted, withdrawn
from tests.support.people import ANNA, BEN
from tests.support.tree import ORIGIN, key, sign

pytestmark = pytest.mark.io


@pytest.fixture
def link(kept: Archive) -> Any:
    with closing(connector(kept.url)()) as connection:
        yield connection


def publish(kept: Archive, *which: Projection, at: datetime = MONDAY) -> Digests:
    """This signs a checkpoint of all there is, and what the read models are under it."""
    with PostgresNotaryStore(kept.url) as notary, PostgresDigestDesk(kept.url) as desk:
        sign(notary)
        taken = standings(connector(kept.url), which or (REGISTER,), PARTITIONS)
        signed = Digesting(desk, ORIGIN, [key()]).signed(taken, at)
        assert signed is not None
        return signed


def verdicts(replayed: Replayed) -> Sequence[Verdict]:
    return [one.verdict for one in replayed.published]


def at(audit: PostgresAuditing, position: int, which: Projection = REGISTER) -> Replayed:
    return audit.replay(WhichReplay(which.name, position=position))


class TestAReplay:
    def test_agrees_with_what_was_published_wherever_that_was(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        store, audit = in_use(link), auditing(kept)
        for number, fact in enumerate((granted(), withdrawn(), denied("olga")), start=1):
            kept.record(f"consent-{number % 2}", fact)
            catch_up(store, kept.facts)
            signed = publish(kept)
            assert (signed.size, signed.position) == (number, number)
        for number in (1, 2, 3):
            found = at(audit, number)
            assert verdicts(found) == [Verdict.SAME]
            assert (found.published[0].number, found.published[0].digest) == (
                number,
                found.public_digest,
            )
            assert not found.is_contradicted

    def test_says_that_nothing_was_published_and_what_lies_near(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        store, audit = in_use(link), auditing(kept)
        for number in range(1, 6):
            kept.record(f"consent-{number}", granted(str(number)))
            if number in (2, 4):
                catch_up(store, kept.facts)
                publish(kept)
        found = at(audit, 3)
        assert (verdicts(found), list(found.nearest)) == ([], [2, 4])
        assert list(at(audit, 5).nearest) == [4]
        assert list(at(audit, 2).nearest) == []

    def test_sees_a_row_that_was_changed_before_it_was_published(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        store, audit = in_use(link), auditing(kept)
        kept.record("consent-1", granted())
        catch_up(store, kept.facts)
        link.execute("UPDATE consent_register.purposes SET granted = 2")
        publish(kept)
        found = at(audit, 1)
        assert verdicts(found) == [Verdict.OTHER]
        assert found.is_contradicted

    def test_of_a_changed_log_is_seen(self, kept: Archive, link: "Connection[Any]") -> None:
        store, audit = in_use(link), auditing(kept)
        kept.record("consent-1", granted())
        catch_up(store, kept.facts)
        publish(kept)
        kept.damage(
            "UPDATE log.facts SET state = replace(convert_from(state, 'UTF8'), 'recording',"
            " 'analytics')::bytea"
        )
        assert at(audit, 1).is_contradicted

    def test_stops_where_the_last_was_published(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        store, audit = in_use(link), auditing(kept)
        for number in (1, 2):
            kept.record(f"consent-{number}", granted(str(number)))
            catch_up(store, kept.facts)
            publish(kept)
        kept.record("consent-3", granted("3"))
        last = audit.replay(WhichReplay(REGISTER.name, is_published=True))
        assert (last.position, verdicts(last)) == (2, [Verdict.SAME])
        first = audit.replay(WhichReplay(REGISTER.name, position=1, is_published=True))
        assert (first.position, verdicts(first)) == (1, [Verdict.SAME])

    def test_cannot_stop_where_nothing_was_published(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        store, audit = in_use(link), auditing(kept)
        published = WhichReplay(REGISTER.name, is_published=True)
        with pytest.raises(NothingPublished, match=r"of consent_register was published yet"):
            audit.replay(published)
        kept.record("consent-1", granted(), withdrawn())
        catch_up(store, kept.facts)
        publish(kept)
        with pytest.raises(NothingPublished, match="the nearest is at 2"):
            audit.replay(replace(published, position=1))

    def test_is_not_held_against_other_code(self, kept: Archive, link: "Connection[Any]") -> None:
        later = projection(version=2)
        store = in_use(link, later)
        kept.record("consent-1", granted())
        catch_up(store, kept.facts)
        publish(kept, later)
        found = at(auditing(kept), 1)
        assert verdicts(found) == [Verdict.OF_OTHER_CODE]
        assert not found.is_contradicted

    def test_tells_that_other_facts_were_parked(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        store, audit = in_use(link), auditing(kept)
        kept.record("consent-t", granted(TROUBLE))
        catch_up(store, kept.facts)
        publish(kept)
        assert verdicts(at(audit, 1)) == [Verdict.SAME]
        link.execute("DELETE FROM consent_register.parked")
        publish(kept)
        found = at(audit, 1)
        assert verdicts(found) == [Verdict.SAME, Verdict.OTHER]
        assert [one.parked for one in found.published] == [1, 0]

    def test_believes_no_digest_that_we_did_not_sign(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        store, audit = in_use(link), auditing(kept)
        kept.record("consent-1", granted())
        catch_up(store, kept.facts)
        told = publish(kept)
        forged = replace(told, projections=(replace(told.projections[0], digest="0" * 64),))
        with PostgresDigestDesk(kept.url) as desk:
            desk.keep_digests(forged, MONDAY, sign_note(forged.text, [key(9)]))
        with pytest.raises(DigestsDoNotOpen, match="Digests 2 do not open"):
            at(audit, 1)


class TestWhenOnePartitionIsAhead:
    @pytest.fixture
    def behind(self, kept: Archive, link: "Connection[Any]") -> Any:
        """This is a read model that has not got what one partition holds behind its first fact."""
        for number in range(12):
            kept.record(f"consent-{number}", granted(str(number)))
        facts = kept.facts.read(0, 100)
        late = partition_of(facts[0].stream_id, PARTITIONS)
        reached = {number: 1 if number == late else 12 for number in range(PARTITIONS)}
        come = [
            one for one in facts if one.position <= reached[partition_of(one.stream_id, PARTITIONS)]
        ]
        store = in_use(link)
        store.apply(come, {Partition("consent", number): to for number, to in reached.items()})
        return sorted({one.position for one in facts} - {one.position for one in come})

    def test_what_is_missing_is_told_and_left_out_again(
        self, kept: Archive, behind: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(live, "LOOK_SECONDS", 0.0)
        (line,) = publish(kept).projections
        assert behind
        assert (line.position, list(line.missing)) == (12, behind)
        audit = auditing(kept)
        found = audit.replay(WhichReplay(REGISTER.name, is_published=True))
        assert (found.position, verdicts(found)) == (12, [Verdict.SAME])
        whole = at(audit, 12)
        assert verdicts(whole) == [Verdict.OF_ANOTHER_PLACE]
        assert whole.published[0].missing == len(behind)
        assert not whole.is_contradicted

    def test_does_not_depend_on_how_many_partitions_there_are_later(
        self, kept: Archive, behind: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(live, "LOOK_SECONDS", 0.0)
        assert behind
        publish(kept)
        audit = replace(auditing(kept), partitions=7)
        found = audit.replay(WhichReplay(REGISTER.name, is_published=True))
        assert verdicts(found) == [Verdict.SAME]

    @pytest.mark.usefixtures("behind")
    def test_far_behind_is_not_published(
        self, kept: Archive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(live, "LOOK_SECONDS", 0.0)
        monkeypatch.setattr(standing, "MOST_MISSING", 1)
        assert standings(connector(kept.url), [REGISTER], PARTITIONS) == []


class TestErasing:
    def forget(self, kept: Archive, store: Any) -> None:
        """This is what an erasure does to the directory."""
        kept.destruction.fence(ANNA, tuple(Category), "request-1")
        erased = AccountErased(
            account_id=ANNA, request_id="r", categories=tuple(Category), erased_at=TUESDAY
        )
        kept.record(f"account-{ANNA}", erased)
        kept.destruction.destroy(ANNA, tuple(Category))
        kept.keyring.forget()
        catch_up(store, kept.facts)
        list(DerivedStores(kept.url, (DIRECTORY,)).clear(ANNA))

    def test_raises_no_false_alarm(self, kept: Archive, link: "Connection[Any]") -> None:
        kept.record(f"account-{ANNA}", REGISTERED)
        kept.record(f"account-{BEN}", replace(REGISTERED, account_id=BEN))
        store, audit = in_use(link, DIRECTORY), auditing(kept)
        catch_up(store, kept.facts)
        publish(kept, DIRECTORY)
        before = at(audit, 2, DIRECTORY)
        self.forget(kept, store)
        publish(kept, DIRECTORY)
        after = at(audit, 2, DIRECTORY)
        assert (verdicts(before), verdicts(after)) == ([Verdict.SAME], [Verdict.SAME])
        assert before.digest != after.digest, "the digest of all columns changes"
        sealed = audit.replay(WhichReplay(DIRECTORY.name, position=2, is_sealed=True))
        assert verdicts(sealed) == [Verdict.SAME]
        assert verdicts(at(audit, 3, DIRECTORY)) == [Verdict.SAME]

    def test_hides_no_change_of_what_is_public(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        kept.record(f"account-{ANNA}", REGISTERED)
        store, audit = in_use(link, DIRECTORY), auditing(kept)
        catch_up(store, kept.facts)
        link.execute("UPDATE directory.accounts SET roles = '{admin}'")
        publish(kept, DIRECTORY)
        self.forget(kept, store)
        assert at(audit, 1, DIRECTORY).is_contradicted

    def test_words_are_in_no_public_digest(self, kept: Archive, link: "Connection[Any]") -> None:
        """What was written cannot be guessed from what is published, nor is its change seen."""
        kept.record(f"account-{ANNA}", REGISTERED)
        store = in_use(link, DIRECTORY)
        catch_up(store, kept.facts)
        before = [
            digest(link, DIRECTORY.name, DIRECTORY) for digest in (public_digest_of, digest_of)
        ]
        link.execute("UPDATE directory.accounts SET display_name = 'Eve'")
        after = [
            digest(link, DIRECTORY.name, DIRECTORY) for digest in (public_digest_of, digest_of)
        ]
        assert before[0] == after[0]
        assert before[1] != after[1]


class TestStandings:
    def test_are_those_of_this_code_that_are_built(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        kept.record("consent-1", granted())
        catch_up(in_use(link), kept.facts)
        found = standings(connector(kept.url), (REGISTER, DIRECTORY), PARTITIONS)
        digest = public_digest_of(link, REGISTER.name, REGISTER)
        assert found == [ProjectionDigest(REGISTER.name, REGISTER.version, 1, 0, digest)]
        assert standings(connector(kept.url), (projection(version=2),), PARTITIONS) == []

    def test_are_told_of_all_but_the_one_that_cannot_be_read(
        self, kept: Archive, link: "Connection[Any]"
    ) -> None:
        for which in (REGISTER, DIRECTORY):
            catch_up(in_use(link, which), kept.facts)
        link.execute("ALTER TABLE consent_register.purposes DROP COLUMN granted")
        with capture_logs() as logs:
            found = standings(connector(kept.url), (REGISTER, DIRECTORY), PARTITIONS)
        assert [one.name for one in found] == [DIRECTORY.name]
        assert [(one["projection"], one["reason"]) for one in logs] == [
            (REGISTER.name, "UndefinedColumn")
        ]

    def test_are_of_one_moment_while_facts_come(
        self, kept: Archive, link: "Connection[Any]", monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = in_use(link)
        kept.record("consent-1", granted())
        catch_up(store, kept.facts)

        def meanwhile(*given: Any) -> str:
            kept.record("consent-2", granted("2"))
            catch_up(store, kept.facts)
            return public_digest_of(*given)

        monkeypatch.setattr(standing, "public_digest_of", meanwhile)
        publish(kept)
        monkeypatch.undo()
        assert verdicts(at(auditing(kept), 1)) == [Verdict.SAME]

    def test_let_no_other_build_take_the_place_meanwhile(
        self, kept: Archive, link: "Connection[Any]", monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept.record("consent-1", granted())
        catch_up(in_use(link), kept.facts)
        expected = public_digest_of(link, REGISTER.name, REGISTER)
        switched = threading.Event()

        def build_anew() -> None:
            rebuild(connector(kept.url), REGISTER, kept.facts, PARTITIONS)
            switched.set()

        rebuilding = threading.Thread(target=build_anew)

        def meanwhile(*given: Any) -> str:
            rebuilding.start()
            assert not switched.wait(2)
            return public_digest_of(*given)

        monkeypatch.setattr(standing, "public_digest_of", meanwhile)
        (found,) = standings(connector(kept.url), (REGISTER,), PARTITIONS)
        assert switched.wait(10)
        rebuilding.join()
        assert found.digest == expected
