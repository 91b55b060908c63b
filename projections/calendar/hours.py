"""A tutor's hours as JSON, and back: rows hold them whole, the policy reads them whole."""

from typing import Any

import msgspec

from domain.availability.hours import Hours


def written(hours: Hours) -> Any:
    """This is the hours as plain lists, dicts and strings."""
    return msgspec.to_builtins(hours)


def read(tutor_id: str, said: Any) -> Hours:
    """This is the hours as the policy wants them; a tutor who said nothing has none open."""
    return msgspec.convert(said, Hours) if said is not None else Hours(tutor_id)
