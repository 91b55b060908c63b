"""What is recorded of an erasure: each step once, none before its turn."""

from dataclasses import replace

import pytest

from domain.privacy import erasing
from domain.privacy.aggregate import PRIVACY
from domain.privacy.erasing import (
    NothingIsToBeErased,
    OnlyAnApprovedErasureBegins,
    OnlyFencedKeysAreDestroyed,
    SomethingIsLeft,
    TheDigestIsOfAnotherText,
    TheErasureIsCertified,
    TheKeysAreNotDestroyed,
    TheSubjectIsNotFenced,
)
from domain.privacy.state import EverythingIsHeld, NobodyKnowsWhoAsked, TheRequestIsOver
from domain.privacy.terms import ClearedStore
from domain.shared.errors import Refused
from domain.shared.event import Fact
from domain.shared.personal import Category
from tests.domain.privacy.history import (
    APPROVED,
    ASKED,
    CERTIFICATE,
    CERTIFIED,
    CLEAN,
    CLEARED,
    COMPLETED,
    CONFIRMED,
    DENIED,
    DESTROYED,
    ERASING,
    FENCED,
    HELD,
    KEY,
    RECEIVED,
    STAINED,
    STREAMS,
    TO_ERASE,
    UNTIL,
    WITHOUT_BILLING,
)
from tests.support.calendar import WEDNESDAY
from tests.support.scenario import given

GRANTED = (TO_ERASE, CONFIRMED, APPROVED)
DONE = (*ERASING, CLEARED, CERTIFIED)


class TestFencing:
    def test_covers_what_was_asked(self) -> None:
        known = given(*GRANTED).of(PRIVACY)
        known.when(lambda r: erasing.fence(r, r.erasable(WEDNESDAY), STREAMS, WEDNESDAY)).then(
            FENCED
        )

    def test_leaves_out_what_has_to_stay(self) -> None:
        known = given(*GRANTED, HELD).of(PRIVACY)
        fenced = replace(FENCED, categories=WITHOUT_BILLING)
        known.when(lambda r: erasing.fence(r, r.erasable(WEDNESDAY), STREAMS, WEDNESDAY)).then(
            fenced
        )

    def test_covers_it_when_the_hold_has_ended(self) -> None:
        known = given(*GRANTED, HELD).of(PRIVACY)
        fenced = replace(FENCED, fenced_at=UNTIL)
        known.when(lambda r: erasing.fence(r, r.erasable(UNTIL), STREAMS, UNTIL)).then(fenced)

    def test_is_done_once(self) -> None:
        known = given(*GRANTED, FENCED).of(PRIVACY)
        known.when(
            lambda r: erasing.fence(r, r.erasable(WEDNESDAY), ("other-1",), WEDNESDAY)
        ).then_nothing()

    def test_is_refused_when_nothing_may_go(self) -> None:
        only = replace(TO_ERASE, categories=(Category.BILLING,))
        known = given(only, CONFIRMED, APPROVED, HELD).of(PRIVACY)
        known.when(
            lambda r: erasing.fence(r, r.erasable(WEDNESDAY), STREAMS, WEDNESDAY)
        ).then_refused(EverythingIsHeld)

    @pytest.mark.parametrize(
        ("before", "refusal"),
        [
            ((RECEIVED, CONFIRMED, APPROVED), NothingIsToBeErased),
            ((TO_ERASE, ASKED), NobodyKnowsWhoAsked),
            ((TO_ERASE, CONFIRMED), OnlyAnApprovedErasureBegins),
            ((TO_ERASE, CONFIRMED, DENIED), TheRequestIsOver),
        ],
    )
    def test_has_its_time(self, before: tuple[Fact, ...], refusal: type[Refused]) -> None:
        known = given(*before).of(PRIVACY)
        known.when(
            lambda r: erasing.fence(r, r.erasable(WEDNESDAY), STREAMS, WEDNESDAY)
        ).then_refused(refusal)


class TestKeys:
    def test_are_noted_once(self) -> None:
        known = given(*GRANTED, FENCED).of(PRIVACY)
        known.when(lambda r: erasing.note_keys_destroyed(r, [KEY], WEDNESDAY)).then(DESTROYED)
        again = given(*ERASING).of(PRIVACY)
        again.when(lambda r: erasing.note_keys_destroyed(r, [], WEDNESDAY)).then_nothing()

    def test_may_never_have_been(self) -> None:
        known = given(*GRANTED, FENCED).of(PRIVACY)
        known.when(lambda r: erasing.note_keys_destroyed(r, [], WEDNESDAY)).then(
            replace(DESTROYED, keys=())
        )

    def test_follow_the_fence(self) -> None:
        known = given(*GRANTED).of(PRIVACY)
        known.when(lambda r: erasing.note_keys_destroyed(r, [KEY], WEDNESDAY)).then_refused(
            TheSubjectIsNotFenced
        )

    def test_are_of_fenced_categories(self) -> None:
        known = given(*GRANTED, HELD, replace(FENCED, categories=WITHOUT_BILLING)).of(PRIVACY)
        of_billing = replace(KEY, category=Category.BILLING)
        known.when(
            lambda r: erasing.note_keys_destroyed(r, [KEY, of_billing], WEDNESDAY)
        ).then_refused(OnlyFencedKeysAreDestroyed)


class TestStores:
    def test_are_noted(self) -> None:
        known = given(*ERASING).of(PRIVACY)
        known.when(lambda r: erasing.note_stores_cleared(r, [CLEAN], WEDNESDAY)).then(CLEARED)

    def test_follow_the_keys(self) -> None:
        known = given(*GRANTED, FENCED).of(PRIVACY)
        known.when(lambda r: erasing.note_stores_cleared(r, [CLEAN], WEDNESDAY)).then_refused(
            TheKeysAreNotDestroyed
        )

    def test_are_noted_again_only_as_far_as_it_is_news(self) -> None:
        first = replace(CLEARED, stores=(CLEAN, STAINED))
        known = given(*ERASING, first).of(PRIVACY)
        nothing_found = ClearedStore("directory", 0, 0, 0)
        rest = ClearedStore("vectors", 1, 1, 0)
        for reported, news in (
            ([CLEAN, STAINED], ()),
            ([nothing_found, STAINED], ()),
            ([nothing_found, rest], (rest,)),
            ([ClearedStore("vectors", 1, 0, 1)], ()),
            ([ClearedStore("vectors", 2, 0, 2)], (ClearedStore("vectors", 2, 0, 2),)),
        ):
            decided = erasing.note_stores_cleared(known.state, reported, WEDNESDAY)
            assert [fact.stores for fact in decided] == ([news] if news else [])  # type: ignore[union-attr]

    def test_that_hold_something_keep_it_open(self) -> None:
        partly = given(*ERASING, replace(CLEARED, stores=(CLEAN, STAINED))).of(PRIVACY)
        partly.when(lambda r: erasing.certify(r, CERTIFICATE, WEDNESDAY)).then_refused(
            SomethingIsLeft
        )

    def test_that_turn_up_after_the_end_are_another_matter(self) -> None:
        known = given(*DONE).of(PRIVACY)
        known.when(lambda r: erasing.note_stores_cleared(r, [STAINED], WEDNESDAY)).then_refused(
            TheErasureIsCertified
        )
        known.when(lambda r: erasing.note_stores_cleared(r, [CLEAN], WEDNESDAY)).then_nothing()


class TestTheCertificate:
    def test_is_kept_once(self) -> None:
        known = given(*ERASING, CLEARED).of(PRIVACY)
        known.when(lambda r: erasing.certify(r, CERTIFICATE, WEDNESDAY)).then(CERTIFIED)
        again = given(*DONE, COMPLETED).of(PRIVACY)
        other = replace(CERTIFICATE, text="{}")
        again.when(lambda r: erasing.certify(r, other, WEDNESDAY)).then_nothing()

    def test_follows_the_stores(self) -> None:
        known = given(*ERASING).of(PRIVACY)
        known.when(lambda r: erasing.certify(r, CERTIFICATE, WEDNESDAY)).then_refused(
            SomethingIsLeft
        )

    def test_has_the_digest_of_its_own_text(self) -> None:
        known = given(*ERASING, CLEARED).of(PRIVACY)
        other = replace(CERTIFICATE, text="{}")
        known.when(lambda r: erasing.certify(r, other, WEDNESDAY)).then_refused(
            TheDigestIsOfAnotherText
        )
