"""How older facts are read today: one line a step, from a topic to its next version.

A stored fact is never rewritten. Reading `booking.held.v1` where the code knows only
`booking.held.v2` applies the step of v1, and goes on until the code knows the topic.
"""

from collections.abc import Callable, Mapping
from typing import Any

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTS: Mapping[str, tuple[str, Upcast]] = {}
"""Topic → the next version's topic, and the function that makes its body of the older body."""
