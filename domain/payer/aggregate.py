"""Payer: the card a student lets the payment provider keep, to be charged without them.

Rules, in plain language:

- A student lets a card of their own be kept; nobody does it for them.
- The provider is asked first, and then waits for the student; only what it keeps in the end is a
  card.
- Payments are made of one card, the one that was kept last. The one before leaves the provider,
  and so does one that the student removes.
- Whoever is erased has no card: those there are have left the provider, and none is waited for.

States of a card: ASKED → BEGUN → SAVED → LEAVING → (gone);  ASKED, BEGUN → REFUSED;  all → (gone).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, assert_never

from domain.payer.events import (
    CardAsked,
    CardLeft,
    CardRefused,
    CardRemoved,
    CardSaved,
    CardsErased,
    CardSetupOpened,
    PayerEvent,
)
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.event import Kind
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Identity, Reference


class OnlyYourOwnCard(NotAllowed):
    """A card is kept for whoever signed in, and for nobody else."""


class ThereIsNoCard(NotFound):
    """No card is kept that could be removed."""


class ThereIsNoSuchSetup(NotFound):
    """Nobody asked to keep a card under that name."""


@dataclass(frozen=True, slots=True)
class Setup:
    """This is a card to be kept: the provider's reference once it waits for the student."""

    setup_id: Identity
    reference: Reference = ""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Payer:
    """This is what the provider keeps of a student: the card that pays, by both names.

    `leaving` is what it still has to let go, `leaving_methods` what it calls these, in the same
    order and parted by blanks.
    """

    student_id: PersonId
    customer: Annotated[str, Personal("student_id", Category.BILLING)] = ""
    setups: tuple[Setup, ...] = ()
    card: Identity = ""
    method: Annotated[str, Personal("student_id", Category.BILLING)] = ""
    leaving: tuple[Identity, ...] = ()
    leaving_methods: Annotated[str, Personal("student_id", Category.BILLING)] = ""
    erased_by: tuple[Identity, ...] = ()

    @property
    def reference(self) -> str:
        """This is what the provider waits for, of what was asked for last."""
        newest = self.setups[-1] if self.setups else None
        return newest.reference if newest and not newest.is_over else ""

    def ask(self, setup_id: str, by: str, now: datetime) -> Sequence[PayerEvent]:
        """This asks to keep a card.

        Raises:
            OnlyYourOwnCard: it is asked for somebody else.
        """
        self._check_own(by)
        return (CardAsked(student_id=self.student_id, setup_id=setup_id, asked_at=now),)

    def record_begun(
        self, setup_id: str, reference: str, customer: str, at: datetime
    ) -> Sequence[PayerEvent]:
        """This notes that the provider waits for the card.

        Raises:
            ThereIsNoSuchSetup: nobody asked for it.
        """
        if self._setup(setup_id).reference:
            return ()
        begun = CardSetupOpened(
            student_id=self.student_id,
            setup_id=setup_id,
            reference=reference,
            customer=customer,
            occurred_at=at,
        )
        return (begun,)

    def record_saved(
        self, setup_id: str, customer: str, method: str, at: datetime
    ) -> Sequence[PayerEvent]:
        """This notes that the provider keeps the card.

        Raises:
            ThereIsNoSuchSetup: nobody asked for it.
        """
        if self._setup(setup_id).is_over:
            return ()
        saved = CardSaved(
            student_id=self.student_id,
            setup_id=setup_id,
            customer=customer,
            method=method,
            occurred_at=at,
        )
        return (saved,)

    def record_refused(self, setup_id: str, reason: str, at: datetime) -> Sequence[PayerEvent]:
        """This notes that the provider does not keep the card.

        Raises:
            ThereIsNoSuchSetup: nobody asked for it.
        """
        if self._setup(setup_id).is_over:
            return ()
        refused = CardRefused(
            student_id=self.student_id, setup_id=setup_id, reason=reason, occurred_at=at
        )
        return (refused,)

    def remove(self, by: str, now: datetime) -> Sequence[PayerEvent]:
        """This lets the card be kept no longer.

        Raises:
            OnlyYourOwnCard: it is somebody else's.
            ThereIsNoCard: none is kept.
        """
        self._check_own(by)
        if not self.card:
            raise ThereIsNoCard
        return (CardRemoved(student_id=self.student_id, setup_id=self.card, removed_at=now),)

    def note_left(self, setup_id: str, now: datetime) -> Sequence[PayerEvent]:
        """This notes that the provider let a card go."""
        if setup_id not in self.leaving:
            return ()
        return (CardLeft(student_id=self.student_id, setup_id=setup_id, left_at=now),)

    def erase(self, request_id: str, now: datetime) -> Sequence[PayerEvent]:
        """This notes that the provider keeps no card of theirs; the same request asks once."""
        if request_id in self.erased_by:
            return ()
        return (CardsErased(student_id=self.student_id, request_id=request_id, erased_at=now),)

    @property
    def names(self) -> Sequence[str]:
        """This is what we call the cards that the provider keeps, or has still to let go."""
        return (*self.leaving, self.card) if self.card else self.leaving

    def method_of(self, setup_id: str) -> str:
        """This is what the provider calls the card of that name; nothing once it is gone."""
        if setup_id == self.card:
            return self.method
        return dict(self._leaving()).get(setup_id, "")

    def without_card(self) -> "Payer":
        """This is the payer once the card that paid has to be let go."""
        if not self.card:
            return self
        leaving = (*self._leaving(), (self.card, self.method))
        return replace(self, card="", method="").with_leaving(leaving)

    def with_leaving(self, leaving: Iterable[tuple[str, str]]) -> "Payer":
        """This is the payer with those cards, each by both names, still to be let go."""
        known = tuple(leaving)
        methods = " ".join(method for _, method in known)
        return replace(self, leaving=tuple(name for name, _ in known), leaving_methods=methods)

    def without(self, setup_id: str) -> "Payer":
        """This is the payer once the provider let a card go."""
        return self.with_leaving(one for one in self._leaving() if one[0] != setup_id)

    def with_setup(self, setup: Setup) -> "Payer":
        """This is the payer with what became of a card to be kept."""
        setups = (setup if one.setup_id == setup.setup_id else one for one in self.setups)
        return replace(self, setups=tuple(setups))

    def _leaving(self) -> tuple[tuple[str, str], ...]:
        return tuple(zip(self.leaving, self.leaving_methods.split(" "), strict=False))

    def _check_own(self, by: str) -> None:
        if by != self.student_id:
            raise OnlyYourOwnCard

    def _setup(self, setup_id: str) -> Setup:
        found = next((one for one in self.setups if one.setup_id == setup_id), None)
        if found is None:
            raise ThereIsNoSuchSetup
        return found


def evolve(state: Payer | None, fact: PayerEvent) -> Payer:
    """This is the payer after the fact; it asks no question and reads no clock."""
    payer = state or Payer(fact.student_id)
    match fact:
        case CardAsked():
            return replace(payer, setups=(*payer.setups, Setup(fact.setup_id)))
        case CardSetupOpened():
            begun = Setup(fact.setup_id, fact.reference)
            return replace(payer.with_setup(begun), customer=fact.customer)
        case CardSaved():
            over = payer.without_card().with_setup(Setup(fact.setup_id, is_over=True))
            return replace(over, card=fact.setup_id, method=fact.method, customer=fact.customer)
        case CardRefused():
            return payer.with_setup(Setup(fact.setup_id, is_over=True))
        case CardRemoved():
            return payer.without_card()
        case CardLeft():
            return payer.without(fact.setup_id)
        case CardsErased():
            erased_by = (*payer.erased_by, fact.request_id)
            return Payer(payer.student_id, payer.customer, erased_by=erased_by)
        case _:
            assert_never(fact)


PAYER = Kind("payer", Payer, evolve)
