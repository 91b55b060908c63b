"""What is known of a person's papers: which credential stands how, and until when."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from application.work import Streams
from domain.verification.aggregate import VERIFICATION
from domain.verification.events import Credential


def credentials_of(streams: Streams, person_id: str, now: datetime) -> Iterator[dict[str, Any]]:
    """This is one row for each credential that anything was ever handed in for."""
    for credential in Credential:
        state = streams.load(VERIFICATION, f"{person_id}-{credential}").state
        if state is not None:
            standing, case = state.standing, state.case
            yield {
                "credential": credential,
                "state": state.state,
                "is_in_force": state.in_force(now),
                "valid_until": standing.valid_until if standing else None,
                "issued_on": case.issued_on if case else None,
                "document_sha256": case.sha256 if case else None,
                "images_kept": len(case.image_keys) if case else 0,
            }
