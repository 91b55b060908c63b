"""What somebody speaks of is told by their clauses, in both languages."""

import pytest

from domain.screening.aspects import Aspect, aspects_of

SPOKEN_OF = {
    "She explains well, but she was late twice.": {
        Aspect.TEACHING: ["She explains well"],
        Aspect.PUNCTUALITY: ["she was late twice"],
    },
    "Объясняет понятно, но связь плохая; дорого!": {
        Aspect.TEACHING: ["Объясняет понятно"],
        Aspect.CONNECTION: ["связь плохая"],
        Aspect.PRICE: ["дорого"],
    },
    "Очень терпеливая. Домашние задания полезные.": {
        Aspect.MANNER: ["Очень терпеливая"],
        Aspect.MATERIALS: ["Домашние задания полезные"],
    },
    "Всё понравилось": {},
    "A translated chocolate, a pricking plate": {},
    "": {},
}


class TestAspects:
    @pytest.mark.parametrize(("text", "found"), SPOKEN_OF.items())
    def test_are_spoken_of(self, text: str, found: dict[Aspect, list[str]]) -> None:
        whole = {Aspect.LESSON: [text]} if text else {}
        assert aspects_of(text) == {**whole, **found}
