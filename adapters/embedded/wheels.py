"""The servers' programs, as they lie in the installed wheels."""

import os
import platform
from importlib.util import find_spec
from pathlib import Path

from adapters.settings import CannotStart


def program(package: str, pattern: str, instead: str) -> Path:
    """This is a program inside an installed package, found without importing the package.

    Raises:
        CannotStart: it is not there, or cannot be run; `instead` is the setting to use then.
    """
    found = _first(package, pattern)
    if found is None:
        raise CannotStart(
            f"There is no embedded server in the package {package} for {platform.system()} on "
            f"{platform.machine()}: Linux (x86-64, arm64) and macOS (arm64) have one. "
            f"Set {instead} to a server of yours."
        )
    if not os.access(found, os.X_OK):
        raise CannotStart(f"The program {found} may not be run: install {package} again.")
    return found


def _first(package: str, pattern: str) -> Path | None:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return min(Path(spec.origin).parent.glob(pattern), default=None)
