"""Random lives of packages: bought, used for bookings told side by side, and given back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import hypothesis.strategies as st

from application.booking import SubmitBooking
from application.credit import BuyPackage, RefundCredits, WithdrawOrder
from application.fields import Price
from application.offering import OfferPackage
from domain.credit.package import Package
from domain.shared.actor import Actor
from tests.support import banks
from tests.support.lives import BANKS, DEEDS, STUDENTS, TALES, TUTORS, WAITS, Life
from tests.support.packages import credits_in

EACH: Final = {"paid": 2500, "declined": 1201, "unfinished": 343}
LESSONS: Final = {"paid": 3, "declined": 2, "unfinished": 7}
"""Together the last two cost what the provider declines, and what it waits for the student with."""

UNDISPUTED = [tale for tale in TALES if not any(step in BANKS for step in tale)]
BY_BANK = (("disputes", "loses dispute"), ("disputes", "wins dispute"), ("disputes unheard",))

GIVING_BACK = st.tuples(st.just("give back"), st.integers(0, 1), st.integers(1, 3))
noise = st.one_of(
    st.tuples(st.sampled_from(["advance", "jump"]), st.sampled_from(sorted(WAITS))),
    st.tuples(st.just("fail"), st.integers(1, 3), st.booleans()),
    st.tuples(st.just("die"), st.integers(1, 20)),
    st.just(("run",)),
    st.tuples(st.just("do"), st.integers(0, 3), st.sampled_from(sorted(DEEDS))),
    st.tuples(st.just("bank"), st.integers(0, 1), st.sampled_from(sorted(BANKS))),
    st.tuples(st.just("pay"), st.integers(0, 3)),
    st.tuples(st.just("finish"), st.integers(0, 1)),
    st.tuples(st.just("withdraw"), st.integers(0, 1)),
    GIVING_BACK,
)


@st.composite
def package_lives(draw: st.DrawFn) -> list[Any]:
    """This is one or two packages, and bookings that are paid out of them or not."""
    tutor = draw(st.sampled_from(sorted(TUTORS)))
    told: list[Any] = []
    for number in range(draw(st.integers(1, 2))):
        kind = draw(st.sampled_from(["paid", "paid", "paid", "unfinished", "declined"]))
        told += [
            ("buy", number, tutor, kind),
            ("run",),
            ("finish", number),
            ("advance", "a minute"),
        ]
    begun = len(told)
    for number in range(draw(st.integers(1, 4))):
        hold = ("hold", number, STUDENTS[0], tutor, 4 * number, "hour")
        pays = draw(st.sampled_from(["pay", "pay", "pay", "card"]))
        submits = ("do", number, "submits") if pays == "card" else ("pay", number)
        answer = ("do", number, draw(st.sampled_from(["accepts", "accepts", "declines"])))
        cut = draw(st.integers(begun, len(told)))
        told = [*told[:cut], hold, submits, ("run",), answer, *told[cut:]]
        told += _told(number, draw(st.sampled_from(UNDISPUTED)))
    for step in draw(st.lists(GIVING_BACK, max_size=3)):
        told.insert(draw(st.integers(begun, len(told))), step)
    places = [draw(st.integers(begun, len(told))) for _ in range(2)]
    by_bank = draw(st.sampled_from([(), (), *BY_BANK]))
    for place, name in zip(sorted(places, reverse=True), reversed(by_bank), strict=False):
        told.insert(place, ("bank", 0, name))
    for step in draw(st.lists(noise, max_size=6)):
        told.insert(draw(st.integers(0, len(told))), step)
    return told


def _told(number: int, tale: Sequence[Any]) -> Sequence[Any]:
    return [
        ("lesson", number, step)
        if isinstance(step, int)
        else ("run",)
        if step == "run"
        else ("do", number, step)
        for step in tale
    ]


@dataclass
class PackageLife(Life):
    """This is a life with packages in it, by number, as far as they were ordered."""

    ordered: dict[int, tuple[str, str]] = field(default_factory=dict)

    def step(self, step: Sequence[Any]) -> None:
        """This is one thing that happens; what is refused simply does not."""
        match step:
            case ("buy", number, tutor, kind):
                self._buy(number, tutor, kind)
            case ("pay", number) if number in self.held:
                pay = SubmitBooking(booking_id=self.held[number], with_credit=True)
                self.market.ask(pay, STUDENTS[0])
            case ("finish", number) if number in self.ordered:
                self.market.finish_payment(self.ordered[number][1])
            case ("withdraw", number) if number in self.ordered:
                self.market.ask(WithdrawOrder(**self._of(number)), STUDENTS[0])
            case ("bank", number, name) if number in self.ordered:
                BANKS[name](self.market, self.ordered[number][1])
            case ("give back", number, lessons) if number in self.ordered:
                back = RefundCredits(**self._of(number), lessons=lessons)
                self.market.ask(back, STUDENTS[0])
            case _:
                super().step(step)

    def end(self) -> None:
        """This lets time pass, until the bank has decided about every package too."""
        super().end()
        for _tutor, package_id in self.ordered.values():
            banks.decide(self.market, package_id, is_won=True)
        super().end()

    def packages(self) -> list[Package]:
        """This is every package as it stands."""
        return [
            credits_in(self.market, STUDENTS[0].id, tutor).package(package_id)
            for tutor, package_id in self.ordered.values()
        ]

    def _of(self, number: int) -> dict[str, Any]:
        tutor, package_id = self.ordered[number]
        return {"student_id": STUDENTS[0].id, "tutor_id": tutor, "package_id": package_id}

    def _buy(self, number: int, tutor: str, kind: str) -> None:
        each, lessons = EACH[kind], LESSONS[kind]
        about: Any = {"tutor_id": tutor, "course_id": f"{tutor}-hour", "lessons": lessons}
        by: Actor = TUTORS[tutor]
        price = Price(minor=each, currency="EUR")
        self.market.ask(OfferPackage(**about, price_per_lesson=price), by)
        whole = Price(minor=each * lessons, currency="EUR")
        outcome = self.market.ask(BuyPackage(**about, price=whole), STUDENTS[0])
        if outcome.accepted:
            self.ordered[number] = (tutor, outcome.answer["package_id"])


def packages_lived(life: Sequence[Any]) -> PackageLife:
    """This is a whole life, lived to its end."""
    whole = PackageLife()
    for step in life:
        whole.step(step)
    whole.end()
    return whole
