"""How queries reach the rows: one statement in, rows out."""

from collections.abc import Mapping
from typing import Any, LiteralString, Protocol


class Reader(Protocol):
    """This reads the built read models; each projection's tables lie in a schema of its name."""

    def rows(
        self, statement: LiteralString, values: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """This is every row the statement finds, columns by name."""

    def row(
        self, statement: LiteralString, values: Mapping[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """This is the first row the statement finds."""
