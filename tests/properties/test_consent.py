"""One purpose of one person: whoever answers whatever, while texts change and time goes by."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.consent.aggregate import CONSENT, Answer, State, Text, unasked
from domain.consent.events import (
    AnswerEvent,
    ConsentDenied,
    ConsentExpired,
    ConsentGranted,
    ConsentObjected,
    ConsentSuperseded,
    ConsentWithdrawn,
    Method,
    Purpose,
    TextPublished,
)
from domain.consent.texts import TEXTS, Draft, Texts
from domain.shared.errors import Refused
from tests.support.calendar import MONDAY, days
from tests.support.people import BEN, GRETA, OLGA, RITA
from tests.support.tries import tried

PURPOSES = st.sampled_from([Purpose.RECORDING, Purpose.CHILD_DATA])
PEOPLE = st.sampled_from([BEN, GRETA, OLGA])
VERSIONS = st.sampled_from(["1", "2", "3"])


class ConsentLife(RuleBasedStateMachine):
    """This is what Ben agrees to, among Greta, his guardian while he is a minor, and Olga."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.consent = unasked(BEN, Purpose.RECORDING)
        self.texts = Texts(Purpose.RECORDING)
        self.facts: list[AnswerEvent] = []
        self.published: list[TextPublished] = []
        self.is_child = False
        self.is_adult = False
        self.answered_by_a_child: list[AnswerEvent] = []

    @initialize(purpose=PURPOSES)
    def begin(self, purpose: Purpose) -> None:
        self.consent, self.texts = unasked(BEN, purpose), Texts(purpose)

    def ask(self, decide: Callable[[], Sequence[AnswerEvent]]) -> None:
        try:
            facts = decide()
        except Refused:
            return
        for fact in facts:
            self.facts.append(fact)
            self.consent = CONSENT.evolve(self.consent, fact)
            if self.is_child:
                self.answered_by_a_child.append(fact)

    def answer(self, by: str) -> Answer:
        is_guardian = by == GRETA and not self.is_adult
        return Answer(by, Method.WEB_FORM, self.now, is_guardian, self.is_child)

    @rule(hours=st.sampled_from([1, 30, 200]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(by=PEOPLE, version=VERSIONS, lasts=st.sampled_from([None, 1, 9]))
    def grant(self, by: str, version: str, lasts: int | None) -> None:
        text = _text(version)
        expires_at = None if lasts is None else self.now + days(lasts)

        def decide() -> Sequence[AnswerEvent]:
            facts = self.consent.grant(text, self.answer(by), expires_at=expires_at)
            self.texts.check_offered(text, self.now)
            return facts

        self.ask(decide)

    @rule(by=PEOPLE, version=VERSIONS)
    def deny(self, by: str, version: str) -> None:
        self.ask(lambda: self.consent.deny(_text(version), self.answer(by)))

    @rule(by=PEOPLE)
    def withdraw(self, by: str) -> None:
        was_in_force = self.consent.in_force(self.now)
        self.ask(lambda: self.consent.withdraw(self.answer(by)))
        if by == BEN and was_in_force:
            assert self.consent.state is State.WITHDRAWN

    @rule()
    def signal(self) -> None:
        self.ask(lambda: self.consent.object_by_signal(self.now))

    @rule()
    def tick(self) -> None:
        self.ask(lambda: self.consent.expire(self.now))
        self.supersede()
        text = self.consent.text
        if self.consent.state is State.GRANTED and text is not None:
            assert self.consent.in_force(self.now)
            assert not self.texts.has_replaced(text.version, self.now)

    @rule(again=st.booleans(), ahead=st.sampled_from([0, 2]), version=VERSIONS)
    def publish(self, version: str, ahead: int, *, again: bool) -> None:
        draft = Draft(_text(version), version, again, self.now + days(ahead))
        try:
            facts = self.texts.publish(draft, RITA, self.now)
        except Refused:
            return
        for fact in facts:
            self.published.append(fact)
            self.texts = TEXTS.evolve(self.texts, fact)

    @precondition(lambda self: not self.is_adult)
    @rule(is_child=st.booleans())
    def say_the_age(self, *, is_child: bool) -> None:
        self.is_child, self.is_adult = is_child, not is_child
        if is_child:
            self.ask(lambda: self.consent.take_back_for_a_child(self.answer(GRETA)))

    def supersede(self) -> None:
        text = self.consent.text
        for version in self.texts.versions:
            if text and self.texts.has_replaced(text.version, self.now, by=version.name):
                name = version.name
                self.ask(lambda name=name: self.consent.supersede(name, self.now))  # type: ignore[misc]

    @invariant()
    def counts_only_after_a_yes_that_nothing_ended(self) -> None:
        if self.consent.in_force(self.now):
            last = self.facts[-1]
            assert isinstance(last, ConsentGranted)
            assert last.expires_at is None or self.now < last.expires_at

    @invariant()
    def a_stranger_never_answers(self) -> None:
        assert all(getattr(fact, "given_by", BEN) in {BEN, GRETA} for fact in self.facts)

    @invariant()
    def a_child_never_answers_alone_but_to_withdraw(self) -> None:
        alone = [f for f in self.answered_by_a_child if getattr(f, "given_by", None) == BEN]
        assert all(isinstance(fact, ConsentWithdrawn | ConsentObjected) for fact in alone)

    @invariant()
    def child_data_is_agreed_to_by_a_guardian_alone(self) -> None:
        if self.consent.purpose is Purpose.CHILD_DATA:
            answers = [f for f in self.facts if isinstance(f, ConsentGranted | ConsentDenied)]
            assert all(fact.given_by == GRETA for fact in answers)

    @invariant()
    def what_a_child_agreed_to_alone_does_not_count(self) -> None:
        if self.is_child:
            assert not self.consent.in_force(self.now) or self.consent.given_by == GRETA

    @invariant()
    def a_signal_is_heard_once(self) -> None:
        assert sum(isinstance(fact, ConsentObjected) for fact in self.facts) <= 1

    @invariant()
    def an_end_ends_a_yes(self) -> None:
        ends = (ConsentWithdrawn, ConsentSuperseded, ConsentExpired)
        for before, fact in zip([None, *self.facts], self.facts, strict=False):
            if isinstance(fact, ends):
                assert isinstance(before, ConsentGranted)

    @invariant()
    def versions_follow_one_another(self) -> None:
        begun: dict[str, datetime] = {}
        for fact in self.published:
            assert begun.setdefault(fact.text_version, fact.valid_from) == fact.valid_from
        assert list(begun.values()) == sorted(set(begun.values()))

    @invariant()
    def replaying_gives_the_same(self) -> None:
        replayed = unasked(BEN, self.consent.purpose)
        for fact in self.facts:
            replayed = CONSENT.evolve(replayed, fact)
        assert replayed == self.consent


def _text(version: str) -> Text:
    return Text(version, "en", sha256(version.encode()).hexdigest())


TestConsentLife = ConsentLife.TestCase
TestConsentLife.settings = tried(60, stateful_step_count=25)
