"""Whatever a machine thinks of sending, PostgreSQL behind it, is answered as documented.

It is sent by somebody who holds every role, so that no door keeps it out.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from adapters.bootstrap import Container
from adapters.embedded.servers import EmbeddedServers
from adapters.postgres.migrate import migrate
from adapters.postgres.projections import layout
from adapters.postgres.projections.worker import connector
from api.app import create_app
from api.routes import stream
from application.tokens import Access
from domain.shared.actor import Role
from tests.api.world import Lagging
from tests.support.databases import fresh_database

pytestmark = pytest.mark.io
BOUNDED = settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]


class FewNumbers:
    """This makes a vector of a text without any model."""

    name = "test"
    dimensions = 8

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """This is the same vector for everything."""
        return [[1.0] + [0.0] * 7 for _ in texts]


@pytest.fixture(scope="module")
def container(servers: EmbeddedServers) -> Iterator[Container]:
    """This is the real wiring over an empty database with every read model made."""
    with fresh_database(str(servers.settings.database_owner_url)) as url:
        migrate(url)
        given = servers.settings.model_copy(
            update={"database_url": url, "database_owner_url": None}
        )
        parts = {"embedder": FewNumbers(), "waiting": Lagging(), "limits": None}
        with Container(given, **parts) as made, closing(connector(url)()) as connection:
            for projection in made.read_models:
                layout.make(connection, projection.name, projection, made.partitions)
            yield made


@pytest.fixture(scope="module")
def bearer(container: Container) -> dict[str, str]:
    roles = frozenset(Role) - {Role.SYSTEM}
    token = container.access_tokens.issue(Access("ben", "session", roles), container.clock.now())
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def operations(container: Container) -> list[Any]:
    described = schemathesis.openapi.from_asgi("/openapi.json", create_app(container))
    found: Any = described.get_all_operations()
    # The stream's answer has no end; tests of its own ask it for what there is not.
    return [each.ok() for each in found if each.ok().path != stream.PATH]


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_every_operation_keeps_its_word(
    mode: schemathesis.GenerationMode,
    operations: list[Any],
    bearer: dict[str, str],
    subtests: pytest.Subtests,
) -> None:
    for operation in operations:

        @BOUNDED
        @given(case=operation.as_strategy(generation_mode=mode))
        def keeps_its_word(case: Any) -> None:
            case.call_and_validate(headers=bearer, checks=CHECKS)

        # What takes no input can be sent nothing wrong.
        with subtests.test(operation.label), suppress(Unsatisfiable):
            keeps_its_word()
