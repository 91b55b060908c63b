"""Facts of tutors: where each profile stands with the reviewers, and what is found in its parts.

There is a row for each part in which something is found. Words themselves are not kept here, only
what a tutor says in an appeal; whoever looks sees them in the profile. A part that is put right or
withdrawn has no row any more.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from domain.screening.signs import Sign, harms_in, signs_of, urgency_of
from domain.shared.event import Recorded, happened_at
from domain.shared.harm import Harm
from domain.tutor.events import TutorErased
from domain.tutor.moderation_events import (
    Part,
    ProfileApproved,
    ProfileScored,
    ProfileTakenDown,
    TakedownAppealed,
)
from domain.tutor.parts import Worded, part_of, words_in
from domain.tutor.standing import Standing, Step, after
from projections.rows import Row, RowKey, Rows, Table
from projections.runtime import Projection
from projections.texts import TextReader

PROFILES = Table(
    "profiles",
    ("tutor_id",),
    (
        *("revision", "approved_revision", "step", "since", "was_appealed"),
        *("fault", "rule_version", "reviewer_id", "decided_at", "argument"),
    ),
    blank={"revision": 0, "approved_revision": 0, "step": Step.WAITING, "was_appealed": False},
    personal={"argument": "tutor_id"},
)
SIGNS = Table(
    "signs",
    ("tutor_id", "part"),
    ("signs", "harms", "urgency", "revision"),
    personal={"signs": "tutor_id"},
    mixed=frozenset({"tutor_id", "part", "harms", "urgency", "revision"}),
)
UNDECIDED: Final[Row] = dict.fromkeys(("fault", "rule_version", "decided_at"))
Ruled = ProfileApproved | ProfileTakenDown
Stands = Worded | Ruled | TakedownAppealed | TutorErased
"""The facts after which a profile stands elsewhere."""


def apply(reader: TextReader, rows: Rows, recorded: Recorded[Any]) -> None:
    """This looks through what is said anew, and notes what reviewers and others make of it."""
    fact = recorded.fact
    if isinstance(fact, Stands):
        _stand(rows, fact)
    match fact:
        case _ if isinstance(fact, Worded):
            _look(reader, rows, fact)
        case ProfileScored():
            _score(rows, fact)
        case TutorErased():
            for row in rows.where(SIGNS, tutor_id=fact.tutor_id):
                rows.delete(SIGNS, row["tutor_id"], row["part"])
        case _:
            return


def _stand(rows: Rows, fact: Stands) -> None:
    row = rows.get(PROFILES, fact.tutor_id) or PROFILES.template
    before = Standing(
        Step(row["step"]), row["revision"], row["reviewer_id"], was_appealed=row["was_appealed"]
    )
    standing = after(before, fact)
    rows.change(
        PROFILES,
        fact.tutor_id,
        step=standing.step,
        revision=standing.revision,
        reviewer_id=standing.decided_by,
        was_appealed=standing.was_appealed,
        since=happened_at(fact),
        **_told(fact, standing),
    )


def _told(fact: Stands, standing: Standing) -> Row:
    """This is what is told of the last decision: of one to take down, until another is due."""
    match fact:
        case ProfileApproved():
            return {**UNDECIDED, **_ruling(fact), "approved_revision": fact.revision}
        case ProfileTakenDown():
            return {**_ruling(fact), "fault": fact.fault}
        case TakedownAppealed():
            return {"argument": fact.argument or None}
        case _:
            return {"argument": None, **({} if standing.is_down else UNDECIDED)}


def _ruling(fact: Ruled) -> Row:
    return {"rule_version": fact.rule_version, "decided_at": happened_at(fact)}


def _look(reader: TextReader, rows: Rows, fact: Worded) -> None:
    words, key = words_in(fact), (fact.tutor_id, _part(fact))
    signs = signs_of(words)
    if words and reader.is_toxic(words):
        signs = (*signs, Sign.TOXIC)
    rows.delete(SIGNS, *key)
    if signs:
        _find(rows, key, signs=signs, revision=_revision(rows, fact.tutor_id))


def _score(rows: Rows, fact: ProfileScored) -> None:
    harms = harms_in({score.harm: score.basis_points for score in fact.scores})
    if not harms:
        return
    key = (fact.tutor_id, _named(fact.part, fact.name))
    known = rows.get(SIGNS, *key)
    signs = tuple(map(Sign, known["signs"])) if known else ()
    revision = known["revision"] if known else fact.revision
    _find(rows, key, signs=signs, harms=harms, revision=revision)


def _find(
    rows: Rows,
    key: tuple[str, str],
    *,
    signs: tuple[Sign, ...] = (),
    harms: tuple[Harm, ...] = (),
    revision: int,
) -> None:
    found = {
        "signs": [sign.value for sign in signs],
        "harms": [harm.value for harm in harms],
        "urgency": urgency_of((*signs, *harms)),
        "revision": revision,
    }
    rows.change(SIGNS, *key, **found)


def _revision(rows: Rows, tutor_id: str) -> int:
    row = rows.get(PROFILES, tutor_id) or PROFILES.template
    return int(row["revision"])


def _part(fact: Worded) -> str:
    return _named(*part_of(fact))


def _named(part: Part, name: str | None) -> str:
    return part.value if name is None else f"{part.value} {name}"


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the rows of the profile and of the parts the fact is about."""
    fact = recorded.fact
    if isinstance(fact, Stands):
        yield PROFILES, (fact.tutor_id,)
    if isinstance(fact, Worded):
        yield SIGNS, (fact.tutor_id, _part(fact))
    if isinstance(fact, ProfileScored):
        yield SIGNS, (fact.tutor_id, _named(fact.part, fact.name))


def projection(reader: TextReader) -> Projection:
    """This is the projection with that reader of texts behind it."""
    return Projection(
        name="profile_signs",
        version=2,
        contexts=frozenset({"tutor"}),
        schema=Path(__file__).with_name("schema.sql"),
        tables=(PROFILES, SIGNS),
        apply=partial(apply, reader),
        keys=keys,
    )
