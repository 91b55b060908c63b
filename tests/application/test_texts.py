"""Which of two labels is looked for is told by its name, else by how rare it is."""

import pytest

from application.texts import Task, positive_of

NAMED = [
    (Task.SENTIMENT, ("negative", "positive"), "positive"),
    (Task.SENTIMENT, ("0", "4"), "4"),
    (Task.TOXICITY, ("1", "0"), "1"),
    (Task.TOXICITY, ("__label__NORMAL", "__label__INSULT"), "__label__INSULT"),
    (Task.TOXICITY, ("Non_Toxic", "Toxic"), "Toxic"),
    (Task.FAKE, ("CG", "OR"), "CG"),
    (Task.FAKE, ("truthful", "invented"), "invented"),
]


class TestTheLabelLookedFor:
    @pytest.mark.parametrize(("task", "labels", "positive"), NAMED)
    def test_is_told_by_names(self, task: Task, labels: tuple[str, str], positive: str) -> None:
        assert positive_of(task, labels) == positive
        assert positive_of(task, labels[::-1]) == positive

    def test_is_the_rarer_one_where_names_say_nothing(self) -> None:
        assert positive_of(Task.FAKE, ["да", "нет", "да"]) == "нет"

    def test_is_none_of_three(self) -> None:
        assert positive_of(Task.SENTIMENT, ["positive", "neutral", "negative"]) is None
