"""Every fact in the system, by the topic it is stored under."""

from collections.abc import Mapping
from typing import Any, get_args

from domain.audit.events import AuditEvent
from domain.consent.events import ConsentEvent
from domain.shared.event import Fact

UNIONS: tuple[Any, ...] = (AuditEvent, ConsentEvent)
"""One union a context; a fact that is in none of them does not exist."""

FACTS: Mapping[str, type[Fact]] = {
    fact.TOPIC: fact for union in UNIONS for fact in get_args(union) or (union,)
}
"""Topic → the class that stands for its newest version."""
