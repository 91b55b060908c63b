"""Other people, as a package calls them: by what they are to the person, and a number."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

SOMEBODY: Final = "somebody"
CALLED: Final[Mapping[str, str]] = {
    "tutor_id": "tutor",
    "student_id": "student",
    "guardian_id": "guardian",
    "reviewer_id": "reviewer",
    "account_id": "person",
    "person_id": "person",
}
"""What the person in a field is called; who stands in another is called by what they did."""


class Labels:
    """This gives everybody but the person a label: one for each, the same all through a package.

    A pseudonym alone names nobody, but two packages held side by side would tell who knows whom.
    """

    def __init__(self, person_id: str) -> None:
        self.person_id = person_id
        self._labels: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def of(self, who: str, called: str) -> str:
        """This is the label of somebody, such as `tutor 2`; the person stays who they are."""
        if who == self.person_id:
            return who
        label = self._labels.get(who)
        if label is None:
            self._counts[called] += 1
            label = self._labels[who] = f"{called} {self._counts[called]}"
        return label


def hidden(value: Any, others: Mapping[str, str]) -> Any:
    """This is a plain value in which those people stand by their labels, wherever they do."""
    match value:
        case str():
            for who, label in others.items():
                value = value.replace(who, label)
            return value
        case list() | tuple():
            return [hidden(each, others) for each in value]
        case dict():
            return {name: hidden(each, others) for name, each in value.items()}
        case _:
            return value


def called_on(ground: str) -> str:
    """This is what somebody is called who acted on that ground: by their role, if they had one."""
    role, _, command = ground.partition(":")
    return role if role and command and role != "anybody" else SOMEBODY
