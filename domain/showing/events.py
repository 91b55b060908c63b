"""What can happen to a showing: tutors are shown, opened, looked at, and a booking begins.

Who has not agreed to recommendations from what they do stands in none of these facts, and neither
do their words. What is counted stands in each fact again, so that nobody has to keep what was
shown in order to count what became of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.shared.event import Fact, fact
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Code, Identity, Version
from domain.showing.terms import Candidate, Seat, Wanted

Words = Annotated[str, Personal("student_id", Category.LEARNING)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfShowing(Fact):
    """This is what every fact of a showing says: which one, whose, and what put it in order."""

    showing_id: Identity
    student_id: PersonId | None
    model_version: Version
    experiment_id: Identity | None
    variation: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfShown(OfShowing):
    """This is what there was to see, in order, with what was known of each at that time."""

    wanted: Wanted
    features: tuple[Code, ...]
    candidates: tuple[Candidate, ...]


@fact("search.performed.v1")
class SearchPerformed(OfShown):
    """Somebody looked for tutors and was shown these."""

    words: Words
    performed_at: datetime


@fact("recommendation.served.v1")
class RecommendationServed(OfShown):
    """Somebody was recommended these tutors."""

    served_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTutor(OfShowing):
    """This is one of the tutors shown, and the place they stood at."""

    seat: Seat

    @property
    def tutor_id(self) -> str:
        """This is who stood there."""
        return self.seat.tutor_id


@dataclass(frozen=True, slots=True, kw_only=True)
class OfClick(OfTutor):
    """This is a tutor who was opened; `is_first` is true once a showing."""

    is_first: bool
    clicked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfView(OfTutor):
    """This is a tutor whose whole profile was looked at."""

    viewed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfBegunBooking(OfTutor):
    """This is a booking that came of a showing; `is_first` is true once a showing."""

    booking_id: Identity
    is_first: bool
    started_at: datetime


@fact("search.clicked.v1")
class SearchResultClicked(OfClick):
    """Somebody opened one of the tutors they had found."""


@fact("search.profile_viewed.v1")
class SearchProfileViewed(OfView):
    """Somebody looked at the whole profile of a tutor they had found."""


@fact("search.booking_started.v1")
class SearchBookingStarted(OfBegunBooking):
    """A slot of a tutor they had found is held for somebody."""


@fact("recommendation.clicked.v1")
class RecommendationClicked(OfClick):
    """Somebody opened one of the tutors recommended to them."""


@fact("recommendation.profile_viewed.v1")
class RecommendationProfileViewed(OfView):
    """Somebody looked at the whole profile of a tutor recommended to them."""


@fact("recommendation.booking_started.v1")
class RecommendationBookingStarted(OfBegunBooking):
    """A slot of a tutor recommended to them is held for somebody."""


ShownEvent = SearchPerformed | RecommendationServed
ClickEvent = SearchResultClicked | RecommendationClicked
ViewEvent = SearchProfileViewed | RecommendationProfileViewed
BegunEvent = SearchBookingStarted | RecommendationBookingStarted
ShowingEvent = ShownEvent | ClickEvent | ViewEvent | BegunEvent
