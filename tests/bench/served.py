"""The API in a process of its own, served as it always is, but for limits and a few more routes."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from adapters.embedded.ports import free_port

SERVE = """
import sys
from adapters.bootstrap import Container
from adapters.settings import Settings
from adapters.telemetry import configure_logging
from api.app import create_app
from api.serving import listening, serve
{routes}
configure_logging()
with Container(Settings.from_environment(), limits=None) as container:
    app = create_app(container)
    app.router.routes[:0] = ROUTES
    serve(app, listening("127.0.0.1", int(sys.argv[1])))
"""


@contextmanager
def served(environment: Mapping[str, str], routes: str) -> Iterator[int]:
    """This is its port; `routes` is code that makes `ROUTES`, which are asked for before ours."""
    port = free_port()
    known = {**environment, "PYTHONPATH": ":".join(path for path in sys.path if path)}
    serve = [sys.executable, "-c", SERVE.format(routes=routes), str(port)]
    with subprocess.Popen(serve, env=known, stderr=subprocess.DEVNULL) as process:
        try:
            _await(port)
            yield port
        finally:
            process.terminate()


def _await(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            asked.request("GET", "/healthz")
            if asked.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the API did not answer")
