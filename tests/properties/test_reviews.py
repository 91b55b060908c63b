"""One lesson and what is said of it, whoever asks whatever, while days go by."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.review import rulings, second_look
from domain.review.aggregate import BLIND, REVIEW, Review, unwritten
from domain.review.events import (
    AnswerWritten,
    Fault,
    Part,
    ReviewApproved,
    ReviewCorrected,
    ReviewEvent,
    ReviewHidden,
    ReviewRejected,
    ReviewShown,
    ReviewWritten,
)
from domain.review.rulings import Ruling
from domain.review.words import GOOD, Step
from domain.shared.errors import Refused
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, BEN, GRETA, OLGA, RITA
from tests.support.tries import tried

PEOPLE = st.sampled_from([ANNA, BEN, OLGA])
REVIEWERS = st.sampled_from([RITA, GRETA, ANNA])
PARTS = st.sampled_from(Part)
Decide = Callable[[Review], Sequence[ReviewEvent]]


class ReviewLife(RuleBasedStateMachine):
    """This is Ben's lesson with Anna, among people who write, mind and decide."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.known = unwritten("b", ANNA, BEN, MONDAY)
        self.facts: list[ReviewEvent] = []

    def ask(self, decide: Decide) -> None:
        try:
            facts = decide(self.known)
        except Refused:
            return
        for fact in facts:
            self.facts.append(fact)
            self.known = REVIEW.evolve(self.known, fact)
            self.assert_lawful(fact)

    def assert_lawful(self, fact: ReviewEvent) -> None:
        """This holds when nobody decided on their own, and nothing is shown too early."""
        if isinstance(fact, ReviewApproved | ReviewRejected):
            assert fact.reviewer_id not in {ANNA, BEN}
        if isinstance(fact, ReviewShown):
            answer = self.known.answer
            was_shown = any(isinstance(one, ReviewShown) for one in self.facts[:-1])
            both = answer is not None and answer.step is not Step.WITHDRAWN
            assert was_shown or both or self.now >= MONDAY + BLIND
            assert self.known.review is not None
            assert self.known.review.step in GOOD

    @initialize(stars=st.integers(1, 5), is_answered=st.booleans())
    def begin(self, stars: int, *, is_answered: bool) -> None:
        self.ask(lambda r: r.write(stars, "", BEN, self.now))
        if is_answered:
            self.ask(lambda r: r.write_answer("So.", ANNA, self.now))

    @rule(hours=st.sampled_from([1, 24, 100, 24 * 8]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(by=PEOPLE, stars=st.integers(1, 5))
    def write(self, by: str, stars: int) -> None:
        self.ask(lambda r: r.write(stars, "", by, self.now))

    @rule(by=PEOPLE)
    def answer(self, by: str) -> None:
        self.ask(lambda r: r.write_answer("So.", by, self.now))

    @rule(part=PARTS, by=PEOPLE)
    def correct(self, part: Part, by: str) -> None:
        self.ask(lambda r: r.correct(part, "Better.", by, self.now))

    @rule(part=PARTS, by=PEOPLE)
    def withdraw(self, part: Part, by: str) -> None:
        self.ask(lambda r: r.withdraw(part, by, self.now))

    @rule(part=PARTS, by=PEOPLE)
    def appeal(self, part: Part, by: str) -> None:
        self.ask(lambda r: second_look.appeal(r, part, "But.", by, self.now))

    @rule(part=PARTS, by=st.sampled_from([ANNA, BEN, RITA]), is_staff=st.booleans())
    def flag(self, part: Part, by: str, *, is_staff: bool) -> None:
        self.ask(lambda r: second_look.flag(r, part, Fault.FAKE, by, self.now, is_staff=is_staff))

    @rule(part=PARTS, by=REVIEWERS, behind=st.sampled_from([0, 0, 0, 1]))
    def approve(self, part: Part, by: str, behind: int) -> None:
        self.ask(lambda r: rulings.approve(r, self.ruling(r, part, by, behind)))

    @rule(part=PARTS, by=REVIEWERS)
    def reject(self, part: Part, by: str) -> None:
        self.ask(lambda r: rulings.reject(r, Fault.SPAM, self.ruling(r, part, by, 0)))

    @rule(by=PEOPLE, request=st.sampled_from(["r1", "r2"]))
    def erase(self, by: str, request: str) -> None:
        if by != OLGA:
            self.ask(lambda r: r.forget(by, f"{request}-of-{by}", self.now))
            assert not self.known.is_visible(Part.REVIEW if by == BEN else Part.ANSWER)

    @rule()
    def tick(self) -> None:
        for _ in range(2):
            before = len(self.facts)
            self.ask(lambda r: r.show(self.now))
        assert len(self.facts) == before

    def ruling(self, review: Review, part: Part, by: str, behind: int) -> Ruling:
        return Ruling(part, review.words(part).revision - behind, by, "1", self.now)

    @invariant()
    def what_is_shown_was_approved_and_not_taken_back(self) -> None:
        review = self.known.review
        assert not self.known.is_shown or (review is not None and review.step in GOOD)

    @invariant()
    def no_reviewer_looks_twice_in_a_row_at_the_same_words(self) -> None:
        last: dict[Part, str] = {}
        for fact in self.facts:
            match fact:
                case ReviewWritten():
                    last.pop(Part.REVIEW, None)
                case AnswerWritten():
                    last.pop(Part.ANSWER, None)
                case ReviewCorrected():
                    last.pop(fact.part, None)
                case ReviewApproved() | ReviewRejected():
                    assert last.get(fact.part) != fact.reviewer_id
                    last[fact.part] = fact.reviewer_id
                case _:
                    pass

    @invariant()
    def stars_are_those_that_were_given_last(self) -> None:
        given = [fact.stars for fact in self.facts if isinstance(fact, ReviewWritten)]
        shown = [fact.stars for fact in self.facts if isinstance(fact, ReviewShown)]
        assert self.known.stars == (given or [0])[-1]
        assert not shown or len(set(shown)) == 1

    @invariant()
    def it_is_shown_and_hidden_in_turn(self) -> None:
        turns = [fact for fact in self.facts if isinstance(fact, ReviewShown | ReviewHidden)]
        assert all(
            isinstance(fact, ReviewShown) == (number % 2 == 0) for number, fact in enumerate(turns)
        )
        assert self.known.is_shown == (len(turns) % 2 == 1)

    @invariant()
    def the_same_facts_give_the_same_review(self) -> None:
        if self.facts:
            replayed: Review | None = None
            for fact in self.facts:
                replayed = REVIEW.evolve(replayed, fact)
            assert replayed == self.known


TestReviewLife = ReviewLife.TestCase
TestReviewLife.settings = tried(60, stateful_step_count=25)
