"""What can happen to what lessons of a course cost: by the hour, or sold together."""

from datetime import datetime

from domain.shared.event import Fact, fact
from domain.shared.money import Money
from domain.shared.personal import PersonId
from domain.shared.text import Handle


@fact("tutor.rate_changed.v1")
class RateChanged(Fact):
    """Lessons of the course cost another price from now on; what is booked keeps its own."""

    tutor_id: PersonId
    course_id: Handle
    price_per_hour: Money
    changed_at: datetime


@fact("tutor.package_offered.v1")
class PackageOffered(Fact):
    """The tutor sells so many lessons of a course together from now on, each at that price."""

    tutor_id: PersonId
    course_id: Handle
    lessons: int
    price_per_lesson: Money
    offered_at: datetime


@fact("tutor.package_withdrawn.v1")
class PackageWithdrawn(Fact):
    """The tutor sells so many lessons together no more; what was bought stays bought."""

    tutor_id: PersonId
    course_id: Handle
    lessons: int
    withdrawn_at: datetime


PriceEvent = RateChanged | PackageOffered | PackageWithdrawn
