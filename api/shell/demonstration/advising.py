"""Whom a student is recommended, and why: before a booking, after it, and after saying no."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from api.shell.demonstration.market import Market
from api.shell.demonstration.people import Person
from api.shell.demonstration.telling import Teller
from api.shell.demonstration.visitor import Visitor

PURPOSE: Final = "recommendation_profiling"
VERSION: Final = "demonstration"
WORDS: Final = {
    "en": "I agree that tutors are recommended to me by the tutors I looked at and booked.",
    "ru": "Я согласен, чтобы мне рекомендовали репетиторов по тем, кого я смотрел и выбирал.",
}
GOAL: Final = {"en": "calm preparation for a maths exam", "ru": "экзамен по математике"}
MOST_SHOWN: Final = 3
MOST_REASONS: Final = 2


@dataclass(frozen=True, slots=True)
class Advising:
    """This tells whom one student is recommended."""

    market: Market
    teller: Teller

    def agrees(self, person: Person) -> None:
        """This publishes the words, lets the student agree to them, and asks the first time.

        Raises:
            DemonstrationStopped: something was refused, or does not answer.
        """
        self.teller.step(f"{person.name} agrees to be recommended tutors by what they do, and asks")
        words = WORDS[person.locale]
        text = {
            "text_version": VERSION,
            "text_locale": person.locale,
            "text_sha256": sha256(words.encode()).hexdigest(),
        }
        published = {**text, "purpose": PURPOSE, "words": words, "requires_reconsent": False}
        self.market.staff("admin").does("/v1/consent-texts", published, "demonstration-profiling")
        student = self.market.visitor(person)
        student.does(f"/v1/consents/{student.account_id}/{PURPOSE}/grant", text)
        self._asks(student, person)

    def has_booked(self, person: Person) -> None:
        """This asks again: what was booked counts at once.

        Raises:
            DemonstrationStopped: something was refused, or does not answer.
        """
        self.teller.step(f"{person.name} asks again: the booking counts, and says why")
        self._asks(self.market.visitor(person), person)

    def takes_it_back(self, person: Person) -> None:
        """This says no again: what was booked counts no more.

        Raises:
            DemonstrationStopped: something was refused, or does not answer.
        """
        self.teller.step(f"{person.name} takes the agreement back: nothing they did counts")
        student = self.market.visitor(person)
        student.does(f"/v1/consents/{student.account_id}/{PURPOSE}/withdraw")
        self._asks(student, person)

    def _asks(self, student: Visitor, person: Person) -> None:
        told = student.sees(
            "/v1/recommendations",
            goal=GOAL[person.locale],
            words_in=person.locale,
            limit=MOST_SHOWN,
        )
        rests_on = "by what they did and asked for" if told["is_personal"] else "by what was asked"
        self.teller.answer("recommendations", f"{told['level']}, {rests_on}:")
        for item in told["items"]:
            self.teller.answer("", _line(item))


def _line(item: dict[str, Any]) -> str:
    name, fits = item["tutor"]["display_name"], item["compatibility"]["score"]
    reasons = " ".join(each["words"] for each in item["reasons"][:MOST_REASONS])
    chance = f"books with {item['p_book']:.0%}, fits {fits:.0%}"
    return f"{item['position']}. {name} ({chance}). {reasons}".rstrip()
