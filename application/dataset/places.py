"""Where tutors stood when they were shown, and which of them were booked for it.

It is what tells how likely each place is seen: columns of numbers, in which no student is.
"""

from array import array
from bisect import bisect
from dataclasses import dataclass, field
from math import nan
from typing import Final

from application.dataset.terms import Interaction, Row

FIRST_OF_BAND: Final = (1, 2, 3, 5, 9, 17)
"""Places lie in bands, each as long as all before it together, and all the rest in the last."""

FEWEST: Final = 500
"""Of fewer bookings that tell of places nothing follows."""


def band_of(place: int) -> int:
    """This is the band a place lies in, from 0 on."""
    return bisect(FIRST_OF_BAND, place) - 1


@dataclass(slots=True)
class Places:
    """This takes a training set, and keeps where each tutor stood before students booked them.

    Attributes:
        showings: how many there were.
        tutors: the number of each tutor.
        rankings: the number of whatever put tutors in order, by way and version.
        tutor: who stood there, by number, a place a line.
        ranking: what put them there, by number.
        score: what that gave them; not a number, where it gave none.
        band: in which band that was.
        booked: whether they were booked for it.
    """

    showings: int = 0
    tutors: dict[str, int] = field(default_factory=dict)
    rankings: dict[tuple[str, str | None], int] = field(default_factory=dict)
    tutor: "array[int]" = field(default_factory=lambda: array("l"))
    ranking: "array[int]" = field(default_factory=lambda: array("l"))
    score: "array[float]" = field(default_factory=lambda: array("d"))
    band: "array[int]" = field(default_factory=lambda: array("b"))
    booked: "array[int]" = field(default_factory=lambda: array("b"))
    _last: str = ""

    def row(self, row: Row) -> None:
        """This takes a row; those of a showing come together.

        Who booked a tutor before has other reasons to book them again than where they stand.
        """
        if row.place is None:
            return
        self.showings += row.showing_id != self._last
        self._last = row.showing_id
        if not row.features["known_pair_bookings"]:
            ranking = (row.way, row.model_version)
            self.tutor.append(self.tutors.setdefault(row.tutor_id, len(self.tutors)))
            self.ranking.append(self.rankings.setdefault(ranking, len(self.rankings)))
            self.score.append(nan if row.score is None else row.score)
            self.band.append(band_of(row.place))
            self.booked.append(row.is_tied and row.is_booked)

    def interaction(self, interaction: Interaction) -> None:
        """This takes what was chosen, which says nothing of places."""
