"""Tutor: profile, subjects, courses and rates, being listed, and arriving from elsewhere."""

from typing import Annotated

from pydantic import Field

from application.fields import NO_NUL, Code, Identity, Price, Text, TimeZone, Title
from application.ports import Loaded
from application.tutor_parts import (
    Category,
    ImportedCourse,
    ImportedReputation,
    Languages,
    Level,
    Minutes,
    Tags,
)
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.tutor.aggregate import TUTOR, Tutor, newcomer
from domain.tutor.events import CancellationPolicy, HidingReason, StrikeReason
from domain.tutor.offer import Course, Import, Levels, Offer, Profile, Subject


class PublishProfile(Command):
    """Say who you are; this replaces what you said before."""

    tutor_id: Identity
    display_name: Title
    headline: Title
    about: Annotated[Text, Field(min_length=1)]
    time_zone: TimeZone
    speaks: Languages
    teaches_in: tuple[Code, ...] = Field(min_length=1, max_length=30)

    @property
    def profile(self) -> Profile:
        """This is the same in the words of the domain."""
        return Profile(
            self.display_name,
            self.headline,
            self.about,
            self.time_zone,
            tuple(language.skill for language in self.speaks),
            self.teaches_in,
        )


class OfferSubject(Command):
    """Teach a subject, or change whom you teach it."""

    tutor_id: Identity
    subject: Code
    level_lo: Level = 1
    level_hi: Level = 7
    tags: Tags = ()


class WithdrawSubject(Command):
    """Teach a subject no more."""

    tutor_id: Identity
    subject: Code


class OfferCourse(Command):
    """Offer lessons of a kind, at a price per hour."""

    tutor_id: Identity
    subject: Code
    title: Title
    description: Text = ""
    price_per_hour: Price
    duration_minutes: Minutes = 60
    level_lo: Level = 1
    level_hi: Level = 7
    category: Category = ""
    tags: Tags = ()
    is_trial: bool = False

    def offer(self, course_id: str) -> Offer:
        """This is the same in the words of the domain."""
        price = self.price_per_hour.money
        return Offer(
            Course(course_id, self.subject, price, self.duration_minutes, self.is_trial),
            self.title,
            self.description,
            Levels(self.level_lo, self.level_hi),
            self.category,
            self.tags,
        )


class WithdrawCourse(Command):
    """Offer these lessons no more; what is booked stays booked."""

    tutor_id: Identity
    course_id: Identity


class ChangeRate(Command):
    """Set what an hour of a course costs from now on."""

    tutor_id: Identity
    course_id: Identity
    price_per_hour: Price


class ChoosePolicy(Command):
    """Set how early students must cancel to get everything back."""

    tutor_id: Identity
    policy: CancellationPolicy


class ReadyPayoutAccount(Command):
    """Note that the payment provider can pay the tutor out."""

    tutor_id: Identity
    payout_account: Identity


class LosePayoutAccount(Command):
    """Note that the payment provider cannot pay the tutor out any more."""

    tutor_id: Identity


class ListTutor(Command):
    """Show a tutor in search and let students book, or only look."""

    tutor_id: Identity
    is_bookable: bool = True


class HideTutor(Command):
    """Take a tutor out of search and stop new bookings."""

    tutor_id: Identity
    reasons: tuple[HidingReason, ...] = Field(min_length=1, max_length=10)


class NoteStrike(Command):
    """Note that a tutor let a student down."""

    tutor_id: Identity
    booking_id: Identity
    reason: StrikeReason


class ImportTutor(Command):
    """Take in a tutor from another marketplace, whole; nobody can sign in as them."""

    tutor_id: Identity
    source: Code
    source_reference: Identity
    display_name: Title
    headline: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    about: Text = ""
    time_zone: TimeZone
    teaches: Annotated[Languages, Field(min_length=1)]
    speaks: Languages = ()
    reputation: ImportedReputation
    courses: tuple[ImportedCourse, ...] = Field(default=(), max_length=100)

    @property
    def imported(self) -> Import:
        """This is the same in the words of the domain; who teaches a language speaks it."""
        taught = tuple(language.language for language in self.teaches)
        skills = {each.language: each.skill for each in (*self.speaks, *self.teaches)}
        return Import(
            self.source,
            self.source_reference,
            self.reputation.reputation,
            Profile(
                self.display_name,
                self.headline,
                self.about,
                self.time_zone,
                tuple(skills.values()),
                tuple(dict.fromkeys(taught)),
            ),
            taught,
            tuple(course.offer for course in self.courses),
        )


def publish_profile(command: PublishProfile, work: Work) -> Decision:
    """This publishes a profile."""
    tutor = own_tutor(command.tutor_id, work)
    return decided(append(tutor, tutor.state.publish(command.profile, work.now)))


def offer_subject(command: OfferSubject, work: Work) -> Decision:
    """This offers a subject."""
    tutor = own_tutor(command.tutor_id, work)
    levels = Levels(command.level_lo, command.level_hi)
    subject = Subject(command.subject, levels, command.tags)
    return decided(append(tutor, tutor.state.offer_subject(subject, work.now)))


def withdraw_subject(command: WithdrawSubject, work: Work) -> Decision:
    """This takes a subject back."""
    tutor = own_tutor(command.tutor_id, work)
    return decided(append(tutor, tutor.state.withdraw_subject(command.subject, work.now)))


def offer_course(command: OfferCourse, work: Work) -> Decision:
    """This offers a course and answers with its id."""
    tutor = own_tutor(command.tutor_id, work)
    offer = command.offer(work.new_id("course"))
    facts = tutor.state.offer_course(offer, work.now)
    return decided(append(tutor, facts), course_id=offer.course.course_id)


def withdraw_course(command: WithdrawCourse, work: Work) -> Decision:
    """This takes a course back."""
    tutor = own_tutor(command.tutor_id, work)
    return decided(append(tutor, tutor.state.withdraw_course(command.course_id, work.now)))


def change_rate(command: ChangeRate, work: Work) -> Decision:
    """This changes a price."""
    tutor = own_tutor(command.tutor_id, work)
    facts = tutor.state.change_rate(command.course_id, command.price_per_hour.money, work.now)
    return decided(append(tutor, facts))


def choose_policy(command: ChoosePolicy, work: Work) -> Decision:
    """This chooses a cancellation policy."""
    tutor = own_tutor(command.tutor_id, work)
    return decided(append(tutor, tutor.state.choose_policy(command.policy, work.now)))


def ready_payout_account(command: ReadyPayoutAccount, work: Work) -> Decision:
    """This notes an account that can be paid out to."""
    tutor = tutor_of(command.tutor_id, work)
    return decided(append(tutor, tutor.state.ready_payout(command.payout_account, work.now)))


def lose_payout_account(command: LosePayoutAccount, work: Work) -> Decision:
    """This notes that there is no such account any more."""
    tutor = tutor_of(command.tutor_id, work)
    return decided(append(tutor, tutor.state.lose_payout(work.now)))


def list_tutor(command: ListTutor, work: Work) -> Decision:
    """This shows a tutor."""
    tutor, now = tutor_of(command.tutor_id, work), work.now
    facts = tutor.state.make_visible(now) if command.is_bookable else tutor.state.show_again(now)
    return decided(append(tutor, facts))


def hide_tutor(command: HideTutor, work: Work) -> Decision:
    """This hides a tutor."""
    tutor = tutor_of(command.tutor_id, work)
    return decided(append(tutor, tutor.state.hide(command.reasons, work.now)))


def note_strike(command: NoteStrike, work: Work) -> Decision:
    """This notes a strike."""
    tutor = tutor_of(command.tutor_id, work)
    facts = tutor.state.note_strike(command.booking_id, command.reason, work.now)
    return decided(append(tutor, facts))


def import_tutor(command: ImportTutor, work: Work) -> Decision:
    """This takes in a whole tutor, and says whether they were new."""
    tutor = tutor_of(command.tutor_id, work)
    facts = tutor.state.bring(command.imported, work.now)
    return decided(append(tutor, facts), tutor_id=command.tutor_id, is_new=bool(facts))


def tutor_of(tutor_id: str, work: Work) -> Loaded[Tutor]:
    """This is a tutor, of whom nothing may be known yet."""
    found = work.find(TUTOR, tutor_id)
    return Loaded(found.stream_id, found.version, found.state or newcomer(tutor_id))


def own_tutor(tutor_id: str, work: Work) -> Loaded[Tutor]:
    """This is a tutor who changes what is their own."""
    tutor = tutor_of(tutor_id, work)
    tutor.state.check_owner(work.actor.id)
    return tutor


HANDLERS: Handlers = (
    (PublishProfile, publish_profile),
    (OfferSubject, offer_subject),
    (WithdrawSubject, withdraw_subject),
    (OfferCourse, offer_course),
    (WithdrawCourse, withdraw_course),
    (ChangeRate, change_rate),
    (ChoosePolicy, choose_policy),
    (ReadyPayoutAccount, ready_payout_account),
    (LosePayoutAccount, lose_payout_account),
    (ListTutor, list_tutor),
    (HideTutor, hide_tutor),
    (NoteStrike, note_strike),
    (ImportTutor, import_tutor),
)
