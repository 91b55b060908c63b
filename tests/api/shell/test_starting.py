"""`preceptor up` with a provider that cannot be used: nothing starts, and one sentence says why."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded.ports import free_port
from tests.support.shell import type_in
from tests.support.stripe.fake import FakeStripe

pytestmark = pytest.mark.io


class SomethingElse(BaseHTTPRequestHandler):
    """This is a web server that knows nothing of payments."""

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """This says nothing."""


def said_of(monkeypatch: pytest.MonkeyPatch, home: Path, key: str, url: str) -> str:
    """This is what a start says that comes to nothing."""
    monkeypatch.setenv("PRECEPTOR_HOME", str(home))
    monkeypatch.setenv("STRIPE_API_KEY", key)
    monkeypatch.setenv("STRIPE_API_BASE", url)
    told = type_in("up", "--no-demo")
    assert told.exit_code == 1, told.output
    assert not list(home.iterdir())
    return told.stderr


def test_a_key_that_is_refused_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with FakeStripe() as fake:
        told = said_of(monkeypatch, tmp_path, "sk_test_revoked", fake.url)
    assert told == (
        "Payments cannot go to Stripe: Stripe does not accept the key in STRIPE_API_KEY.\n"
    )


def test_a_silent_stripe_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = said_of(monkeypatch, tmp_path, "sk_test_fake", f"http://127.0.0.1:{free_port()}")
    assert told == "Payments cannot go to Stripe: Stripe does not answer (APIConnectionError).\n"


def test_something_else_in_its_place_is_said_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with HTTPServer(("127.0.0.1", 0), SomethingElse) as server:
        threading.Thread(target=server.handle_request).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        told = said_of(monkeypatch, tmp_path, "sk_test_fake", url)
    assert told == "Payments cannot go to Stripe: Stripe does not answer (APIError).\n"
