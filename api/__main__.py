"""`python -m api`: the HTTP API, until Ctrl-C or SIGTERM."""

import sys

from adapters.bootstrap import Container
from adapters.settings import CannotStart, Settings
from adapters.telemetry import configure_logging
from api.app import create_app
from api.serving import listening, serve


def main() -> int:
    """This serves until it is told to stop, and lets what is being answered be answered."""
    try:
        settings = Settings.from_environment()
        configure_logging(settings.log_level, settings.log_format)
        with (
            listening(settings.preceptor_host, settings.preceptor_port) as listener,
            Container.from_settings(settings) as container,
        ):
            serve(create_app(container), listener)
    except CannotStart as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
