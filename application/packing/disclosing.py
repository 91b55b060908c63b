"""What of a fact somebody may see who asks for what is kept of them.

Rules, in plain language:

- Of a fact about the person, all of it: but personal fields of others are left out, other people
  stand by their labels, and what belongs to one side of a booking alone is that side's.
- Of a fact about somebody else, in which the person only had a hand, that they had, and when.
- Of a refused command, what it was, and who asked it; what else it named is left out.
- A secret is nobody's to see, not even its digest.
- What was erased reads so. What is left out is named.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

import msgspec

from application.packing.labels import CALLED, SOMEBODY, Labels, called_on, hidden
from domain.audit.events import CommandRefused
from domain.shared.event import Recorded
from domain.shared.personal import Erased, person_fields, personal_fields

SECRETS: Final = frozenset({"password_hash"})
"""What nobody is shown, not even whose it is: it would only help whoever is after it."""

MAIN: Final = ("account_id", "person_id", "student_id", "tutor_id")
"""Whom a fact is about; others in it had a hand in it."""

PAYERS: Final = {"reference": "student_id"}
DECLINED: Final = {**PAYERS, "reason": "student_id"}
DISPUTED: Final = {"dispute_id": "student_id"}
ONES_OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "payment.action_required.v1": {**PAYERS, "kind": "student_id"},
    "payment.authorised.v1": PAYERS,
    "payment.renewal_requested.v1": PAYERS,
    "payment.declined.v1": DECLINED,
    "payment.capture_requested.v1": PAYERS,
    "payment.captured.v1": PAYERS,
    "payment.capture_failed.v1": DECLINED,
    "payment.void_requested.v1": PAYERS,
    "payment.voided.v1": PAYERS,
    "payment.void_failed.v1": DECLINED,
    "payment.refund_requested.v1": PAYERS,
    "payment.refunded.v1": PAYERS,
    "payment.refund_failed.v1": {"reason": "student_id"},
    "payment.outcome_repeated.v1": {"key": "student_id"},
    "payment.provider_fee_noted.v1": PAYERS,
    "payment.disputed.v1": {**DISPUTED, "reference": "student_id", "reason": "student_id"},
    "payment.dispute_closed.v1": DISPUTED,
    "payment.evidence_submitted.v1": DISPUTED,
    "payment.evidence_refused.v1": {**DISPUTED, "reason": "student_id"},
    "review.written.v1": {"stars": "student_id"},
    "review.rejected.v1": {"fault": "author_id"},
    "review.erased.v1": {"request_id": "author_id"},
    "booking.words_erased.v1": {"request_id": "person_id"},
    "booking.tutor_struck.v1": {"reason": "tutor_id"},
}
"""Fields that belong to one of two people, with the field that says whose: how somebody pays, why
their bank said no, what counts against them, that they asked to be forgotten, and what they thought
of a lesson before it is shown, is nothing to the other side."""

NAMES_OTHERS: Final = {
    "earning.transfer_requested.v1": frozenset({"source"}),
    "privacy.erasure_certified.v1": frozenset({"certificate"}),
}
"""Fields that name others or what is theirs: a student's payment, and who else stands in a signed
certificate, which cannot be cut; the request has it."""


def disclosed(recorded: Recorded[Any], labels: Labels) -> dict[str, Any]:
    """This is a fact as plain values, as far as the person may see it."""
    others = _others(recorded, labels) if is_dataclass(recorded.fact) else {}
    shown = dict(_shown(recorded.fact, labels.person_id, others))
    erased = [name for name, value in shown.items() if isinstance(value, Erased)]
    withheld = [name for name, value in shown.items() if value is _LEFT_OUT]
    plain = {
        name: None if name in erased or name in withheld else value for name, value in shown.items()
    }
    return {
        "position": recorded.position,
        "recorded_at": recorded.recorded_at,
        "topic": recorded.fact.TOPIC,
        "by": hidden(recorded.actor.removeprefix("person:"), others),
        "command": recorded.ground.partition(":")[2] or None,
        "fact": plain,
        "withheld": withheld,
        "erased": erased,
    }


class _LeftOut:
    """This stands where something is left out, until it is said which."""


_LEFT_OUT: Final = _LeftOut()


def _shown(fact: Any, person_id: str, others: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    kind = type(fact)
    if not is_dataclass(kind):
        return
    personal, people = personal_fields(kind), person_fields(kind)
    is_theirs = any(getattr(fact, name, None) == person_id for name in MAIN)
    for field in fields(kind):
        name, value = field.name, getattr(fact, field.name)
        if name in SECRETS:
            yield name, _LEFT_OUT
        elif name in personal:
            is_own = getattr(fact, personal[name].subject) == person_id
            yield name, value if is_own else _LEFT_OUT
        elif name in people:
            yield name, others.get(value, value)
        elif name == "about" and isinstance(fact, CommandRefused):
            yield name, [each for each in value if each == person_id]
        elif value is None or _may_see(fact, name, person_id, is_theirs=is_theirs):
            yield name, hidden(msgspec.to_builtins(value), others)
        else:
            yield name, _LEFT_OUT


def _may_see(fact: Any, name: str, person_id: str, *, is_theirs: bool) -> bool:
    if isinstance(fact, CommandRefused):
        return True
    if not is_theirs:
        return name.endswith("_at")
    if name in NAMES_OTHERS.get(fact.TOPIC, ()):
        return False
    owner = ONES_OWN.get(fact.TOPIC, {}).get(name)
    return owner is None or getattr(fact, owner) == person_id


def _others(recorded: Recorded[Any], labels: Labels) -> dict[str, str]:
    """This is everybody else in the fact, by label: by what they are, or else by what they did."""
    fact: Any = recorded.fact
    names = sorted(person_fields(fact.__class__), key=lambda name: name not in CALLED)
    called: dict[str, str] = {}
    for name in names:
        called.setdefault(getattr(fact, name), CALLED.get(name, SOMEBODY))
    for seen in (*getattr(fact, "candidates", ()), getattr(fact, "seat", None)):
        called.setdefault(getattr(seen, "tutor_id", ""), CALLED["tutor_id"])
    if recorded.actor.startswith("person:"):
        actor, role = recorded.actor.removeprefix("person:"), called_on(recorded.ground)
        called[actor] = role if called.get(actor, SOMEBODY) == SOMEBODY else called[actor]
    for who in recorded.subjects:
        called.setdefault(who, SOMEBODY)
    known = [who for who in called if who and who != labels.person_id]
    return {who: labels.of(who, called[who]) for who in known}
