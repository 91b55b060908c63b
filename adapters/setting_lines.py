"""What settings may be, where several things stand in one line: checked, and read.

What cannot be is a ValueError with a sentence, which is told with the name of the setting.
"""

from datetime import date
from typing import Final
from urllib.parse import urlsplit

from domain.proof.keys import COSIGNATURE, KeyMalformed, is_name, read_vkey
from domain.tutor.fees import FeeLadder, NoLadder, Step

MOST_WEBHOOK_SECRETS: Final = 2


def days(text: str) -> str:
    """This lets days pass that are written like `2026-12-25,2026-12-26`."""
    try:
        days_in(text)
    except ValueError:
        raise ValueError("write days like 2026-12-25,2026-12-26") from None
    return text


def days_in(text: str) -> frozenset[date]:
    """This is those days."""
    return frozenset(date.fromisoformat(day.strip()) for day in text.split(",") if day.strip())


def ladder(text: str) -> str:
    """This lets a ladder of fees pass that is written like `0:2500,20:2000,50:1500`."""
    try:
        ladder_in(text)
    except NoLadder:
        raise
    except ValueError:
        raise ValueError("write hours and basis points like 0:2500,20:2000,50:1500") from None
    return text


def ladder_in(text: str) -> FeeLadder:
    """This is that ladder."""
    steps = (part.partition(":")[::2] for part in parts(text))
    return FeeLadder(tuple(Step(int(hours), int(fee)) for hours, fee in steps))


def key_name(name: str) -> str:
    """This lets a name pass that a key of the log may have."""
    if not is_name(name) or not name.isprintable():
        raise ValueError("a name of a key has letters, and neither spaces nor plus")
    return name


def parts(text: str) -> list[str]:
    """This is what stands between commas."""
    return [part for part in map(str.strip, text.split(",")) if part]


def urls(text: str) -> str:
    """This lets addresses pass that something can be asked at."""
    for part in parts(text):
        found = urlsplit(part)
        if found.scheme not in {"http", "https"} or not found.hostname:
            raise ValueError("an address begins with http:// or https://")
    return text


def url(text: str) -> str:
    """This lets one such address pass."""
    if len(parts(text)) > 1:
        raise ValueError("this is one address")
    return urls(text)


def webhook_secrets(text: str) -> str:
    """This lets one or two secrets of Stripe's pass."""
    secrets = parts(text)
    if len(secrets) > MOST_WEBHOOK_SECRETS or any(one[:6] != "whsec_" for one in secrets):
        raise ValueError("these are one or two secrets that begin with whsec_")
    return text


def cosigners(text: str) -> str:
    """This lets keys of witnesses pass."""
    for part in parts(text):
        try:
            read_vkey(part, COSIGNATURE)
        except KeyMalformed:
            raise ValueError("a key of a witness is written name+id+base64") from None
    return text
