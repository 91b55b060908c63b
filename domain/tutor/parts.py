"""The parts of a profile: what a tutor says of themselves, and of each course and subject."""

from domain.shared.text import Handle
from domain.tutor.events import (
    CourseOffered,
    CourseWithdrawn,
    ProfilePublished,
    SubjectOffered,
    SubjectWithdrawn,
)
from domain.tutor.moderation_events import Part

Worded = ProfilePublished | CourseOffered | CourseWithdrawn | SubjectOffered | SubjectWithdrawn
"""The facts after which a profile says something else."""


def part_of(fact: Worded) -> tuple[Part, Handle | None]:
    """This is which part is worded anew; the words of themselves have no name."""
    match fact:
        case CourseOffered() | CourseWithdrawn():
            return Part.COURSE, fact.course_id
        case SubjectOffered() | SubjectWithdrawn():
            return Part.SUBJECT, fact.subject
        case ProfilePublished():
            return Part.PROFILE, None


def words_in(fact: Worded) -> str:
    """This is what is said from now on, each thing in a line; of what nobody can open, nothing."""
    match fact:
        case ProfilePublished():
            said = (fact.display_name, fact.headline, fact.about)
            return "\n".join(filter(None, said))
        case CourseOffered():
            said = (fact.title, fact.description, fact.tags)
            return "\n".join(filter(None, said))
        case SubjectOffered():
            return fact.tags
        case CourseWithdrawn() | SubjectWithdrawn():
            return ""
