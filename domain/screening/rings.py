"""Who stands behind whom: the same accounts behind some tutors, and tutors behind one another."""

from collections import Counter
from collections.abc import Mapping
from math import log
from typing import Final

from domain.screening.traces import Traces

FEWEST_OTHERS: Final = 2
"""A ring has three accounts at least: two who chose alike may be friends."""

LONGEST: Final = 4
"""Tutors who review one another in a circle of at most so many stand behind each other."""


def entangled(traces: Traces) -> Mapping[str, float]:
    """This is how far beyond chance the account of each review chose the tutors that others chose.

    Of everybody else who reviewed the tutor it is known how many tutors more they reviewed. Had
    they chosen those as everybody does, so many of them would be this student's as well. That far
    more are has a probability which Chernoff's bound puts a number on: this is minus its logarithm.
    """
    return {one.booking_id: _surprise(one.student_id, one.tutor_id, traces) for one in traces.every}


def _surprise(student: str, tutor: str, traces: Traces) -> float:
    own = traces.tutors_of[student] - {tutor}
    alike = frozenset[str]().union(*(traces.students_of[each] for each in own))
    alike &= traces.students_of[tutor] - {student}
    if len(alike) < FEWEST_OTHERS:
        return 0.0
    common = sum(len(own & traces.tutors_of[other]) for other in alike)
    expected = _expected(student, tutor, alike, traces)
    return 0.0 if common <= expected else common * log(common / expected) - common + expected


def _expected(student: str, tutor: str, alike: frozenset[str], traces: Traces) -> float:
    """This is how many of the student's other tutors all others of the tutor had by chance.

    Those who chose none of them differ by what they learn alone, and so are counted together.
    """
    own = traces.tutors_of[student] - {tutor}
    rest = Counter(traces.more_of[tutor])
    for other in (student, *alike):
        rest[frozenset(traces.subjects[other])] -= len(traces.tutors_of[other]) - 1
    found = 0.0
    for other in alike:
        more = len(traces.tutors_of[other]) - 1
        found += more * min(sum(traces.chance(other, each) for each in own), 1.0)
    for subjects, more in rest.items():
        found += more * min(sum(traces.chance_among(subjects, each) for each in own), 1.0)
    return found


def mutual(traces: Traces) -> frozenset[str]:
    """This is the reviews by tutors of tutors from whom a way of reviews leads back to them."""
    teach = traces.of_tutor.keys()
    ways = {one: traces.tutors_of[one] & teach for one in traces.of_student if one in teach}
    return frozenset(
        one.booking_id
        for one in traces.every
        if one.student_id in teach and _leads(one.tutor_id, one.student_id, ways)
    )


def _leads(start: str, end: str, ways: Mapping[str, frozenset[str]]) -> bool:
    reached = frozenset({start})
    for _ in range(LONGEST - 1):
        reached = frozenset().union(*(ways.get(one, frozenset()) for one in reached))
        if end in reached:
            return True
    return False
