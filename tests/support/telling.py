"""Texts of our own with labels, made of parts: small enough to be learnt in a moment."""

from itertools import product

from application.texts import Labelled

PRAISE = ("отличный", "терпеливый", "замечательный", "patient", "wonderful", "brilliant")
BLAME = ("ужасный", "скучный", "грубый", "boring", "dreadful", "careless")
WHOM = ("преподаватель", "учитель", "репетитор", "teacher", "tutor", "mentor")
MORE = ("и точка", "как всегда", "сегодня", "again today", "as always", "for me")


def opinions() -> Labelled:
    """This is good and bad of tutors, in Russian and English, as much of each."""
    found = [
        (label, f"{word} {whom} {more}")
        for label, words in (("good", PRAISE), ("bad", BLAME))
        for word, whom, more in product(words, WHOM, MORE)
    ]
    return Labelled([label for label, _ in found], [text for _, text in found])
