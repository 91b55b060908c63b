"""Letters of Stripe, as it sends and signs them: made by the SDK's own generator."""

import json
import time
from typing import Any, Final

from stripe import WebhookSignature

SECRET: Final = "whsec_first"
NEXT_SECRET: Final = "whsec_second"
CREATED: Final = 1_772_442_000


def snapshot(kind: str, thing: str, event_id: str = "evt_1", **more: Any) -> bytes:
    """This is an event of v1, with the object in it as it was."""
    event = {
        "id": event_id,
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": CREATED,
        "data": {"object": {"id": thing, "object": "thing", "billing_details": {"name": "Ben"}}},
        "livemode": False,
        "type": kind,
    }
    return json.dumps(event | more).encode()


def thin(kind: str, thing: str, event_id: str = "evt_1", **more: Any) -> bytes:
    """This is a notification of v2, which only names the object."""
    event = {
        "id": event_id,
        "object": "v2.core.event",
        "created": "2026-03-02T09:00:00.000Z",
        "context": None,
        "livemode": False,
        "related_object": {"id": thing, "type": "thing", "url": f"/v1/things/{thing}"},
        "type": kind,
    }
    return json.dumps(event | more).encode()


def signed(body: bytes, *secrets: str, age_seconds: int = 0) -> str:
    """This is the header over a body, with a signature by each secret."""
    at = int(time.time()) - age_seconds
    headers = [
        WebhookSignature.generate_signature_header(body.decode(), secret, at)
        for secret in secrets or (SECRET,)
    ]
    return ",".join([headers[0], *(one.partition(",")[2] for one in headers[1:])])
