"""`preceptor catalogue`: what is said of the facts, written as files or checked."""

from pathlib import Path

from api.catalogue.published import FILES, catalogue, differing, published, write
from api.shell.console import FAILED, say
from application.status import CannotBeDone


def run(to: Path | None, *, is_check: bool) -> int:
    """This writes what differs, or only names it, and answers whether all is as it should be."""
    made = catalogue(published())
    folder = to or FILES
    if not is_check:
        try:
            changed = write(made, folder)
        except OSError as reason:
            raise CannotBeDone(f"{folder} cannot be written: {reason.strerror}.") from reason
        say(f"{len(made)} files are in {folder}; {len(changed)} of them are new or changed.")
        return 0
    differs = differing(made, folder)
    for name in differs:
        say(name, "red")
    say(
        f"{len(differs)} files differ from the code: `preceptor catalogue` writes them."
        if differs
        else f"All {len(made)} files say what the code says.",
        "red" if differs else "green",
    )
    return FAILED if differs else 0
