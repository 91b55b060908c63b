"""`preceptor up`: everything starts, an empty store is filled before one's eyes, all stays up.

What the demonstration needs is imported while the API already answers: starting is quick.
"""

import time

from adapters.clock import SystemClock
from adapters.embedded.supervisor import Stack, up
from adapters.paying import check_provider
from adapters.settings import Settings
from api.shell.console import say

ADDRESSES = (
    ("Status page", "/"),
    ("API", "/v1"),
    ("Interactive documentation", "/docs"),
    ("OpenAPI", "/openapi.json"),
)


def start(*, shows_demonstration: bool) -> None:
    """This runs everything until Ctrl-C.

    Raises:
        CannotStart: something stands in the way; the message says what to do.
    """
    began = time.monotonic()
    settings = Settings.from_environment()
    check_provider(settings, SystemClock())
    say(f"Preceptor starts; its data lie in {settings.preceptor_home}.", "bold")
    with up(settings, say) as stack:
        say(f"The API answers, after {time.monotonic() - began:.1f} s.")
        _show(stack, shows_demonstration=shows_demonstration)
        stack.wait()


def _show(stack: Stack, *, shows_demonstration: bool) -> None:
    from adapters.bootstrap import Container
    from adapters.telemetry import configure_logging
    from api.shell.demonstration.showing import Showing

    configure_logging("WARNING", "console")
    with Container.from_settings(stack.settings) as container:
        showing = Showing(stack.address, stack.settings.preceptor_home, container)
        if shows_demonstration and showing.is_due:
            showing.run()
        head = container.facts.head()
    say()
    say(f"Preceptor is up; the log stands at {head:,}.", "bold green")
    for what, path in ADDRESSES:
        _say_where(what, f"{stack.address}{path}")
    _say_where("Payments go to", stack.settings.payments_go)
    _say_where("Logs", stack.settings.preceptor_home / "logs")
    if showing.is_there:
        _say_where("Demonstration accounts", "preceptor people")
    say("Ctrl-C stops everything; the next start goes on with the same data.")


def _say_where(what: str, where: object) -> None:
    say(f"  {what:<27}{where}")
