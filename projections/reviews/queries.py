"""Reviews of a tutor as everybody sees them, one as its two sides do, and what waits for a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from projections.reading import Reader

SHOWN: LiteralString = """
    SELECT r.booking_id, r.student_id, r.stars, r.shown_at, said.text,
        answer.text AS answer
    FROM reviews.reviews r
    JOIN reviews.words said ON said.booking_id = r.booking_id AND said.part = 'review'
    LEFT JOIN reviews.words answer ON answer.booking_id = r.booking_id
        AND answer.part = 'answer' AND answer.step IN ('approved', 'flagged')
    WHERE r.is_shown AND r.tutor_id = %(tutor_id)s
        AND NOT EXISTS (SELECT FROM reviews.resting WHERE person_id = r.student_id AND is_resting)
"""


@dataclass(frozen=True, slots=True)
class Review:
    """This is a review as everybody sees it, with the tutor's answer if there is one to see."""

    booking_id: str
    student_id: str
    stars: int
    shown_at: datetime
    text: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Opinion:
    """This is what reviews that are shown think of one aspect of a tutor's lessons.

    `mean` is from -1 to 1; it is empty, and nobody is counted as content or not, where no model has
    learnt to tell.
    """

    aspect: str
    mentions: int
    content: int
    discontent: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Words:
    """This is what one side wrote, and where it stands.

    `since` is when it came to stand there, `fault` what was found or flagged, `argument` what the
    author says against a rejection, `revision` which wording it is.
    """

    part: str
    author_id: str
    text: str | None
    argument: str | None
    written_at: datetime
    revision: int
    step: str
    since: datetime
    fault: str | None
    reviewer_id: str | None
    flagger_id: str | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """This is everything that was said of one lesson, whoever may see it."""

    booking_id: str
    tutor_id: str
    student_id: str
    stars: int | None
    blind_until: datetime
    is_shown: bool
    shown_at: datetime | None
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Waiting(Words):
    """This is words that a reviewer has to look at; `stars` are of the review.

    `signs` is what speaks against them, as far as rules can tell, `harms` what a service outside
    finds likely, where one was asked, and `urgency` how soon to look.
    """

    booking_id: str
    tutor_id: str
    student_id: str
    stars: int | None
    signs: Sequence[str] | None
    harms: Sequence[str] | None
    urgency: int


def reviews_of(
    reader: Reader,
    tutor_id: str,
    *,
    before: tuple[datetime, str] | None = None,
    limit: int = 20,
) -> list[Review]:
    """This is a page of the reviews of a tutor that are shown, the last shown first.

    `before` is `shown_at` and `booking_id` of the last one of the page before.
    """
    behind: LiteralString = " AND (r.shown_at, r.booking_id) < (%(shown_at)s, %(booking_id)s)"
    shown_at, booking_id = before or (None, None)
    found = reader.rows(
        SHOWN + (behind if before else "") + " ORDER BY r.shown_at DESC, r.booking_id DESC"
        " LIMIT %(limit)s",
        {
            "tutor_id": tutor_id,
            "shown_at": shown_at,
            "booking_id": booking_id,
            "limit": limit,
        },
    )
    return [Review(**row) for row in found]


def opinions_of(reader: Reader, tutor_id: str) -> list[Opinion]:
    """This is what the tutor's reviews speak of, the most frequent first."""
    found = reader.rows(
        "SELECT aspect, count(*) AS mentions, count(*) FILTER (WHERE opinion > 0) AS content,"
        " count(*) FILTER (WHERE opinion < 0) AS discontent,"
        " round(avg(opinion)::numeric, 2)::float8 AS mean"
        " FROM reviews.words said JOIN reviews.reviews r USING (booking_id)"
        " CROSS JOIN unnest(said.aspects, said.opinions) AS told(aspect, opinion)"
        " WHERE said.part = 'review' AND r.is_shown AND r.tutor_id = %(tutor_id)s"
        " AND NOT EXISTS"
        " (SELECT FROM reviews.resting WHERE person_id = r.student_id AND is_resting)"
        " GROUP BY aspect ORDER BY mentions DESC, aspect",
        {"tutor_id": tutor_id},
    )
    return [Opinion(**row) for row in found]


def lesson(reader: Reader, booking_id: str) -> Lesson | None:
    """This is what was said of one lesson."""
    asked = {"booking_id": booking_id}
    row = reader.row(
        "SELECT booking_id, tutor_id, student_id, stars, blind_until, is_shown, shown_at"
        " FROM reviews.reviews WHERE booking_id = %(booking_id)s",
        asked,
    )
    if row is None:
        return None
    words = reader.rows(
        "SELECT part, author_id, text, argument, written_at, revision, step, since, fault,"
        " reviewer_id, flagger_id"
        " FROM reviews.words WHERE booking_id = %(booking_id)s ORDER BY part DESC",
        asked,
    )
    return Lesson(**row, words=tuple(Words(**each) for each in words))


def waiting(
    reader: Reader,
    reviewer_id: str,
    *,
    after: tuple[int, datetime, str, str] | None = None,
    limit: int = 50,
) -> list[Waiting]:
    """This is a page of the words that wait for a look this reviewer may take, the urgent first.

    Of equal urgency the longest waiting come first. `after` is `urgency`, `since`, `booking_id` and
    `part` of the last ones on the page before.
    """
    behind: LiteralString = (
        " AND (-w.urgency, w.since, w.booking_id, w.part)"
        " > (-%(urgency)s, %(since)s, %(booking_id)s, %(part)s)"
    )
    urgency, since, booking_id, part = after or (None, None, None, None)
    values: dict[str, Any] = {"since": since, "booking_id": booking_id, "part": part}
    found = reader.rows(
        "SELECT w.booking_id, w.part, w.author_id, w.tutor_id, w.student_id, w.text, w.argument,"
        " w.written_at, w.revision, w.step, w.since, w.fault, w.reviewer_id, w.flagger_id, w.signs,"
        " w.harms, w.urgency, r.stars"
        " FROM reviews.words w JOIN reviews.reviews r USING (booking_id)"
        " WHERE w.step IN ('waiting', 'flagged', 'appealed')"
        " AND %(reviewer_id)s NOT IN (w.tutor_id, w.student_id)"
        " AND w.reviewer_id IS DISTINCT FROM %(reviewer_id)s"
        " AND w.flagger_id IS DISTINCT FROM %(reviewer_id)s"
        + (behind if after else "")
        + " ORDER BY -w.urgency, w.since, w.booking_id, w.part LIMIT %(limit)s",
        {**values, "urgency": urgency, "reviewer_id": reviewer_id, "limit": limit},
    )
    return [Waiting(**row) for row in found]
