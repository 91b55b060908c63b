"""The register: requests about people's data and breaches, and what is overdue of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from domain.account.events import AccountRegistered, EmailVerified, Locale
from domain.breach.events import Risk
from domain.privacy.events import LegalHoldLifted
from domain.privacy.terms import (
    Capacity,
    ClearedStore,
    HoldBasis,
    Objection,
    RestrictionGround,
    State,
)
from domain.shared.event import Fact, Recorded
from domain.shared.personal import Category
from projections.affected import affected
from projections.audit_trail.projector import PROJECTION as AUDIT_TRAIL
from projections.privacy_register.projector import PROJECTION
from projections.privacy_register.queries import (
    Asked,
    breach,
    breaches,
    request,
    requests,
    wishes,
)
from projections.privacy_register.tables import (
    BREACHES,
    HANDOVERS,
    HOLDS,
    KEYS,
    NOTIFICATIONS,
    PEOPLE,
    RECIPIENTS,
    REQUESTS,
    STORES,
)
from tests.domain.breach import history as of_breach
from tests.domain.privacy.history import (
    ABOUT,
    ACKNOWLEDGED,
    APPROVED,
    ASKED,
    CERTIFIED,
    CLEAN,
    CLEARED,
    COMPLETED,
    CONFIRMED,
    DENIED,
    DUE,
    ERASING,
    EXTENDED,
    EXTENDED_DUE,
    FOLLOWED,
    HANDED_OVER,
    HELD,
    IN_CALIFORNIA,
    JOINED,
    MISSED,
    NEARED,
    RECEIPT,
    RECEIVED,
    STAINED,
    TO_ERASE,
    TOLD,
    WITHDRAWN,
)
from tests.domain.privacy.wishes import LIFTED as UNRESTRICTED
from tests.domain.privacy.wishes import OPENED, RESTRICTED, lifted, noted
from tests.projections.conftest import Show
from tests.support.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, days, minutes
from tests.support.laws import obeys_the_laws
from tests.support.people import BEN, GRETA, OLGA
from tests.support.views import Stream, given, history, stream

MARKETING, PROFILING = Objection


def of(request_id: str, *facts: Fact, **fields: Any) -> Stream:
    """This is the stream of a request like `r`, under another name."""
    renamed: list[Any] = list(facts)
    named = [replace(fact, request_id=request_id) for fact in renamed]
    changed = replace(named[0], **fields)
    return stream(f"privacy-{request_id}", changed, *named[1:])


def row_after(*facts: Fact) -> dict[str, Any]:
    """This is the one row of a request."""
    (row,) = given(*facts).seen_by(PROJECTION).rows(REQUESTS)
    return row


class TestARequest:
    def test_begins_as_it_was_received(self) -> None:
        given(RECEIVED).seen_by(PROJECTION).then_rows(
            REQUESTS,
            {
                "request_id": "r",
                "person_id": BEN,
                "kind": "access",
                "regime": "gdpr",
                "categories": [each.value for each in Category],
                "state": "received",
                "times_asked": 1,
                "received_at": MONDAY,
                "act_by": DUE,
                "acknowledge_by": None,
                "missed": [],
            },
        )

    @pytest.mark.parametrize(
        ("facts", "state"),
        [
            ((ASKED,), "identity_pending"),
            ((ASKED, FOLLOWED), "identity_pending"),
            ((CONFIRMED,), "in_progress"),
            ((CONFIRMED, DENIED), "denied"),
            ((WITHDRAWN,), "withdrawn"),
            ((CONFIRMED, APPROVED, COMPLETED), "completed"),
        ],
    )
    def test_stands_where_it_stands(self, facts: tuple[Fact, ...], state: str) -> None:
        row = row_after(RECEIVED, *facts)
        assert row["state"] == state
        assert (row["ended_at"] is None) == (state in {"identity_pending", "in_progress"})

    def test_keeps_how_it_was_handled(self) -> None:
        row = row_after(
            IN_CALIFORNIA, JOINED, ACKNOWLEDGED, CONFIRMED, EXTENDED, APPROVED, COMPLETED
        )
        assert row["times_asked"] == 2
        assert row["acknowledged_at"] == TUESDAY
        assert (row["identity_method"], row["identity_confirmed_at"]) == ("recent_sign_in", MONDAY)
        assert (row["act_by"], row["extension_reason"]) == (EXTENDED_DUE, "complexity")
        assert (row["decided_by"], row["approved_at"]) == ("sam", TUESDAY)
        assert row["ended_at"] == WEDNESDAY

    def test_keeps_why_it_was_denied(self) -> None:
        row = row_after(RECEIVED, CONFIRMED, DENIED)
        assert (row["denial_reason"], row["decided_by"]) == ("excessive", "sam")

    def test_remembers_what_was_missed(self) -> None:
        assert row_after(RECEIVED, NEARED)["missed"] == []
        assert row_after(RECEIVED, NEARED, MISSED)["missed"] == ["act"]


class TestAHold:
    def test_stands_until_it_is_lifted(self) -> None:
        given(TO_ERASE, HELD).seen_by(PROJECTION).then_rows(
            HOLDS,
            {"category": "billing", "basis": "invoice_retention", "until": MONDAY + days(365)},
        )
        lifted_hold = LegalHoldLifted(
            **ABOUT,
            category=Category.BILLING,
            basis=HoldBasis.INVOICE_RETENTION,
            lifted_by=None,
            lifted_at=TUESDAY,
        )
        given(TO_ERASE, HELD, lifted_hold).seen_by(PROJECTION).then_nothing(HOLDS)


class TestAnErasure:
    def test_shows_how_far_it_has_come(self) -> None:
        partly = replace(CLEARED, stores=(CLEAN, STAINED))
        rest = replace(CLEARED, stores=(ClearedStore("vectors", 1, 1, 0),), cleared_at=THURSDAY)
        seen = given(*ERASING, partly, rest, CERTIFIED).seen_by(PROJECTION)
        seen.then_rows(KEYS, {"category": "profile", "version": 1})
        seen.then_rows(
            STORES,
            {"name": "directory", "erased": 1, "remaining": 0, "cleared_at": WEDNESDAY},
            {"name": "vectors", "erased": 3, "remaining": 0, "cleared_at": THURSDAY},
        )
        (row,) = seen.rows(REQUESTS)
        assert row["erased_categories"] == [each.value for each in Category]
        assert (row["certificate_sha256"], row["certified_at"]) == (CERTIFIED.sha256, WEDNESDAY)

    def test_shows_who_was_told(self) -> None:
        seen = given(TO_ERASE, CONFIRMED, APPROVED, TOLD, RECEIPT).seen_by(PROJECTION)
        seen.then_rows(
            RECIPIENTS,
            {
                "recipient": "payment_provider",
                "reference": "del_1",
                "notified_at": WEDNESDAY,
                "acknowledged_at": WEDNESDAY,
            },
        )

    def test_shows_who_took_the_package(self) -> None:
        again = replace(HANDED_OVER, handed_to=GRETA, manifest_sha256="e" * 64)
        later = replace(again, handed_over_at=THURSDAY)
        seen = given(RECEIVED, CONFIRMED, APPROVED, HANDED_OVER, COMPLETED, later).seen_by(
            PROJECTION
        )
        seen.then_rows(
            HANDOVERS,
            {"manifest_sha256": "d" * 64, "handed_to": BEN, "handed_over_at": WEDNESDAY},
            {"manifest_sha256": "e" * 64, "handed_to": GRETA, "handed_over_at": THURSDAY},
        )
        seen.then_rows(REQUESTS, {"state": "completed", "handed_over_at": THURSDAY})


class TestAPerson:
    def test_has_a_row_of_what_lasts(self) -> None:
        seen = given(OPENED, noted(PROFILING), noted(MARKETING), RESTRICTED).seen_by(PROJECTION)
        seen.then_rows(
            PEOPLE,
            {
                "person_id": BEN,
                "restricted_since": MONDAY,
                "ground": "accuracy_contested",
                "objects_to": ["marketing", "profiling"],
            },
        )

    def test_takes_back_what_they_wish(self) -> None:
        seen = given(
            noted(PROFILING), noted(MARKETING), RESTRICTED, lifted(MARKETING), UNRESTRICTED
        ).seen_by(PROJECTION)
        seen.then_rows(
            PEOPLE, {"restricted_since": None, "ground": None, "objects_to": ["profiling"]}
        )


class TestABreach:
    def test_is_shown_with_what_is_known(self) -> None:
        first = of_breach.notified(1, of_breach.FIRST)
        last = of_breach.notified(2, replace(of_breach.LAST, told_at=THURSDAY))
        seen = given(
            of_breach.RECORDED,
            of_breach.SCOPED,
            of_breach.assessed(Risk.HIGH),
            of_breach.NEARED,
            first,
            last,
            of_breach.INFORMED,
            of_breach.INFORMED,
            of_breach.CLOSED,
        ).seen_by(PROJECTION)
        seen.then_rows(
            BREACHES,
            {
                "state": "closed",
                "harms": ["confidentiality"],
                "since": MONDAY - days(30),
                "stream_kinds": ["account"],
                "risk": "high",
                "people_count": 12,
                "notified_at": WEDNESDAY,
                "is_told_all": True,
                "informed_count": 24,
                "is_missed": False,
                "closed_at": WEDNESDAY,
            },
        )
        seen.then_rows(
            NOTIFICATIONS,
            {"phase": 1, "reference": "dpa-1", "is_final": False},
            {"phase": 2, "reference": "dpa-2", "is_final": True},
        )

    def test_remembers_that_it_was_late(self) -> None:
        seen = given(of_breach.RECORDED, of_breach.MISSED).seen_by(PROJECTION)
        seen.then_rows(BREACHES, {"is_missed": True, "notified_at": None})


def test_it_obeys_the_laws() -> None:
    obeys_the_laws(
        PROJECTION,
        stream(
            "privacy-r",
            *ERASING,
            replace(CLEARED, stores=(CLEAN, STAINED)),
            CLEARED,
            CERTIFIED,
            TOLD,
            RECEIPT,
            HANDED_OVER,
            COMPLETED,
        ),
        of("s", RECEIVED, JOINED, ASKED, NEARED, MISSED, DENIED),
        stream("subject-ben", OPENED, noted(MARKETING), RESTRICTED, lifted(MARKETING)),
        stream(
            "breach-b",
            of_breach.RECORDED,
            of_breach.SCOPED,
            of_breach.assessed(Risk.HIGH),
            of_breach.notified(1, of_breach.LAST),
            of_breach.INFORMED,
            of_breach.CLOSED,
        ),
    )


def what_was_asked() -> Sequence[Recorded[Any]]:
    """Ben asks for a copy, Olga for an erasure a day later, Greta for Ben; one is answered."""
    return history(
        of("r", RECEIVED),
        of(
            "s",
            TO_ERASE,
            CONFIRMED,
            HELD,
            APPROVED,
            TOLD,
            person_id=OLGA,
            filed_by=OLGA,
            received_at=TUESDAY,
            act_by=DUE + days(1),
        ),
        of(
            "t",
            IN_CALIFORNIA,
            CONFIRMED,
            DENIED,
            filed_by=GRETA,
            filed_as=Capacity.GUARDIAN,
            received_at=WEDNESDAY,
        ),
        stream("subject-ben", noted(MARKETING), RESTRICTED),
        stream("breach-b", of_breach.RECORDED, of_breach.SCOPED),
    )


class TestAskingForRequests:
    def test_shows_the_newest_first_and_turns_pages(self, show: Show) -> None:
        reader = show(PROJECTION, what_was_asked())
        first = requests(reader, Asked(), MONDAY, limit=2)
        assert [line.request_id for line in first] == ["t", "s"]
        place = (first[-1].received_at, first[-1].request_id)
        (last,) = requests(reader, Asked(), MONDAY, before=place, limit=2)
        assert (last.request_id, last.is_approved, last.is_extended) == ("r", False, False)
        assert last.guardian_id is None
        assert first[0].guardian_id == GRETA

    def test_finds_by_person_guardian_kind_law_and_state(self, show: Show) -> None:
        reader = show(PROJECTION, what_was_asked())
        for asked, found in (
            (Asked(person_id=BEN), ["t", "r"]),
            (Asked(person_id=OLGA), ["s"]),
            (Asked(guardian_id=GRETA), ["t"]),
            (Asked(guardian_id=BEN), []),
            (Asked(kind="erasure"), ["s"]),
            (Asked(regime="ccpa"), ["t"]),
            (Asked(states=(State.RECEIVED, State.DENIED)), ["t", "r"]),
            (Asked(person_id=BEN, states=(State.IN_PROGRESS,)), []),
        ):
            assert [line.request_id for line in requests(reader, asked, MONDAY)] == found

    def test_knows_what_is_overdue_by_the_time_of_asking(self, show: Show) -> None:
        reader = show(PROJECTION, what_was_asked())
        for now, found in (
            (DUE - minutes(1), []),
            (DUE, ["r"]),
            (DUE + days(1), ["s", "r"]),
            (DUE + days(400), ["s", "r"]),
        ):
            lines = requests(reader, Asked(only_overdue=True), now)
            assert [line.request_id for line in lines] == found
            assert all(line.is_overdue for line in lines)
            everything = requests(reader, Asked(), now)
            assert [line.request_id for line in everything if line.is_overdue] == found

    def test_counts_what_was_not_acknowledged(self, show: Show) -> None:
        reader = show(PROJECTION, history(IN_CALIFORNIA))
        late = IN_CALIFORNIA.acknowledge_by
        assert late is not None
        assert requests(reader, Asked(only_overdue=True), late - minutes(1)) == []
        assert len(requests(reader, Asked(only_overdue=True), late)) == 1
        told = show(PROJECTION, history(IN_CALIFORNIA, ACKNOWLEDGED))
        assert requests(told, Asked(only_overdue=True), late) == []


class TestAskingForOneRequest:
    def test_shows_everything_kept_of_it(self, show: Show) -> None:
        reader = show(PROJECTION, what_was_asked())
        found = request(reader, "s", DUE + days(1))
        assert found is not None
        assert (found.person_id, found.is_overdue, found.state) == (OLGA, True, "in_progress")
        assert [(hold.category, hold.basis) for hold in found.holds] == [
            ("billing", "invoice_retention")
        ]
        assert [told.reference for told in found.recipients] == ["del_1"]
        assert (found.keys, found.stores, found.certificate) == ((), (), None)

    def test_shows_who_took_the_package(self, show: Show) -> None:
        reader = show(PROJECTION, history(RECEIVED, CONFIRMED, APPROVED, HANDED_OVER, COMPLETED))
        found = request(reader, "r", FRIDAY)
        assert found is not None
        (handed,) = found.handovers
        assert (handed.handed_to, handed.handed_over_at) == (BEN, WEDNESDAY)
        (line,) = requests(reader, Asked(), FRIDAY)
        assert line.handed_over_at == WEDNESDAY

    def test_shows_an_erasure(self, show: Show) -> None:
        reader = show(PROJECTION, history(*ERASING, CLEARED, CERTIFIED, COMPLETED))
        found = request(reader, "r", FRIDAY)
        assert found is not None
        assert found.certificate == CERTIFIED.certificate
        assert [key.fingerprint for key in found.keys] == ["0123456789abcdef"]
        assert [(store.name, store.remaining) for store in found.stores] == [("directory", 0)]

    def test_finds_nothing_where_there_is_nothing(self, show: Show) -> None:
        assert request(show(PROJECTION, what_was_asked()), "nothing", MONDAY) is None


class TestAskingForWishes:
    def test_shows_what_lasts(self, show: Show) -> None:
        reader = show(PROJECTION, what_was_asked())
        found = wishes(reader, BEN)
        assert (found.restricted_since, found.objects_to) == (MONDAY, ("marketing",))
        assert found.ground == RestrictionGround.ACCURACY_CONTESTED

    def test_shows_nothing_of_somebody_who_never_asked(self, show: Show) -> None:
        assert wishes(show(PROJECTION, what_was_asked()), OLGA).objects_to == ()


class TestAskingForBreaches:
    @pytest.mark.parametrize(
        ("facts", "now", "overdue"),
        [
            ((), THURSDAY - minutes(1), False),
            ((), THURSDAY, True),
            ((of_breach.assessed(Risk.RISK),), THURSDAY, True),
            ((of_breach.assessed(Risk.UNLIKELY),), THURSDAY, False),
            ((of_breach.notified(1, of_breach.FIRST),), FRIDAY, False),
            ((of_breach.CLOSED,), FRIDAY, False),
        ],
    )
    def test_knows_what_is_overdue_by_the_time_of_asking(
        self, show: Show, facts: tuple[Fact, ...], now: datetime, *, overdue: bool
    ) -> None:
        reader = show(PROJECTION, history(of_breach.RECORDED, *facts))
        (line,) = breaches(reader, now)
        assert line.is_overdue is overdue
        assert len(breaches(reader, now, only_overdue=True)) == overdue

    def test_turns_pages(self, show: Show) -> None:
        later = replace(of_breach.RECORDED, breach_id="c", became_aware_at=TUESDAY)
        facts = history(stream("breach-b", of_breach.RECORDED), stream("breach-c", later))
        reader = show(PROJECTION, facts)
        (first,) = breaches(reader, FRIDAY, limit=1)
        place = (first.became_aware_at, first.breach_id)
        assert [line.breach_id for line in breaches(reader, FRIDAY, before=place)] == ["b"]

    def test_shows_one_with_everything(self, show: Show) -> None:
        told = of_breach.notified(1, of_breach.FIRST)
        reader = show(PROJECTION, history(of_breach.RECORDED, of_breach.SCOPED, told))
        found = breach(reader, "b", FRIDAY)
        assert found is not None
        assert (found.stream_kinds, found.categories) == (("account",), ("contact",))
        assert [each.reference for each in found.notifications] == ["dpa-1"]
        assert breach(reader, "nothing", FRIDAY) is None


def registered(person: str) -> AccountRegistered:
    return AccountRegistered(
        account_id=person,
        email=f"{person}@example.org",
        email_pseudonym=person,
        display_name=person,
        locale=Locale.ENGLISH,
        time_zone="UTC",
        roles=(),
        registered_at=MONDAY,
    )


class TestWhoIsAffected:
    """Ben, Greta and Olga register, a minute apart from Monday on; Ben's address is verified."""

    HAPPENED = (
        stream("account-ben", registered(BEN)),
        stream("account-greta", registered(GRETA)),
        stream("account-ben", EmailVerified(account_id=BEN, verified_at=MONDAY)),
        stream("account-olga", registered(OLGA)),
    )

    def found(self, show: Show, **scope: Any) -> list[str] | None:
        whole = {"since": MONDAY, "until": MONDAY + minutes(4), "stream_kinds": ()}
        scoped = replace(of_breach.SCOPED, **{**whole, **scope})
        facts = history(*self.HAPPENED, stream("breach-b", of_breach.RECORDED, scoped))
        show(AUDIT_TRAIL, facts)
        reader = show(PROJECTION, facts[4:])
        people = affected(reader, "b", FRIDAY)
        return None if people is None else [one.person_id for one in people]

    def test_is_who_has_such_data_in_that_time(self, show: Show) -> None:
        assert self.found(show) == [BEN, GRETA]

    @pytest.mark.parametrize(
        ("scope", "people"),
        [
            ({"since": MONDAY + minutes(2)}, [GRETA]),
            ({"until": MONDAY + minutes(9)}, [BEN, GRETA, OLGA]),
            ({"stream_kinds": ("account", "booking")}, [BEN, GRETA]),
            ({"stream_kinds": ("booking",)}, []),
            ({"categories": (Category.MESSAGES,)}, []),
        ],
    )
    def test_follows_the_scope(self, show: Show, scope: Any, people: list[str]) -> None:
        assert self.found(show, **scope) == people

    def test_turns_pages_and_counts(self, show: Show) -> None:
        show(AUDIT_TRAIL, history(*self.HAPPENED))
        wide = replace(of_breach.SCOPED, since=MONDAY, until=FRIDAY, stream_kinds=())
        reader = show(PROJECTION, history(of_breach.RECORDED, wide))
        first = affected(reader, "b", FRIDAY, limit=2)
        assert first is not None
        assert [(one.person_id, one.facts_count) for one in first] == [(BEN, 1), (GRETA, 1)]
        assert first[0].first_at == first[0].last_at == MONDAY + minutes(1)
        rest = affected(reader, "b", FRIDAY, after=GRETA)
        assert rest is not None
        assert [one.person_id for one in rest] == [OLGA]

    def test_is_nobody_while_the_scope_is_not_said(self, show: Show) -> None:
        reader = show(PROJECTION, history(of_breach.RECORDED))
        assert affected(reader, "b", FRIDAY) == []
        assert affected(reader, "nothing", FRIDAY) is None
