"""The shapes that fields of commands have in common: what a value must look like, and how long."""

import re
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from email_validator import validate_email
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, SecretStr

from domain.shared.money import Money

NO_NUL = r"^[^\u0000]*$"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("no such time zone; use an IANA name such as Europe/Berlin")
    return name


def _email(address: str) -> str:
    return validate_email(address, check_deliverability=False).normalized


def _in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

Moment = Annotated[AwareDatetime, Field(ge=FIRST, lt=LAST), AfterValidator(_in_utc)]
"""An instant in this century or the next, in any zone; kept in UTC."""

Day = Annotated[date, Field(ge=FIRST.date(), lt=LAST.date(), examples=["2026-03-02"])]
"""A date in this century or the next."""

Identity = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9:_-]+$")]
"""An id of ours: letters, digits, hyphen, underscore, colon."""

_DRAWN = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def is_drawn(identity: str) -> bool:
    """This tells an id that we drew from words that somebody put in its place."""
    return _DRAWN.fullmatch(identity) is not None


Title = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]
"""One line that somebody wrote."""

Text = Annotated[str, Field(max_length=6_000, pattern=NO_NUL)]
"""As many lines as fit into a fact, whatever the letters; perhaps none."""

Code = Annotated[
    str,
    Field(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9()_-]*$", examples=["english"]),
]
"""The code of a subject or a language: small letters, as in `persian(farsi)`."""

RuleVersion = Annotated[
    str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9._-]+$", examples=["2026-03"])
]
"""Which version of our rules a decision rests on."""

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$", examples=["0" * 64])]
"""A digest, in hexadecimal."""

TimeZone = Annotated[
    str, Field(min_length=1, max_length=64, examples=["Europe/Berlin"]), AfterValidator(_zone)
]
"""An IANA time zone, never an offset."""

Email = Annotated[
    str,
    Field(min_length=3, max_length=254, pattern=NO_NUL, examples=["anna@example.org"]),
    AfterValidator(_email),
]
"""An address somebody could have; whether they do, only a letter to it tells."""

Password = Annotated[SecretStr, Field(min_length=10, max_length=200)]
"""A password to keep: long rather than complicated. Blanks around it do not count."""

Reference = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[!-~]+$")]
"""The payment provider's own name of something."""

Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["EUR"])]


class Price(BaseModel):
    """An amount above nothing, in minor units of its currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minor: int = Field(ge=1, le=1_000_000_000, examples=[2500])
    currency: Currency

    @property
    def money(self) -> Money:
        """This is the amount as the domain counts it."""
        return Money(self.minor, self.currency)
