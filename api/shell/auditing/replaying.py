"""`preceptor audit replay`: a read model as of then, and its canonical digest."""

import hmac
from typing import Any, NamedTuple

import msgspec

from api.shell.auditing.asking import asking
from api.shell.console import FAILED, as_json, say, table
from api.shell.operating.asking import instant_of
from application.auditing.asking import Replayed, WhichReplay
from application.auditing.comparing import Compared, Verdict
from application.status import CannotBeDone


class Asked(NamedTuple):
    """This is what was typed."""

    projection: str
    at: str | None
    position: int | None
    is_live: bool
    is_published: bool
    is_sealed: bool
    is_kept: bool

    @property
    def which(self) -> WhichReplay:
        """This is the same as a question.

        Raises:
            CannotBeDone: it contradicts itself.
        """
        places = (self.at is not None, self.position is not None, self.is_live)
        if sum(places) > 1:
            raise CannotBeDone("Name one place to stop at: --at, --position or --live.")
        if self.is_published and (self.at is not None or self.is_live):
            raise CannotBeDone("What was published is the last, or that of a --position.")
        if self.is_live and self.is_sealed:
            raise CannotBeDone("The read model in use is not sealed: leave out --live or --sealed.")
        return WhichReplay(
            self.projection,
            position=self.position,
            time=instant_of(self.at),
            is_live=self.is_live,
            is_published=self.is_published,
            is_sealed=self.is_sealed,
            is_kept=self.is_kept,
        )


def show_replay(asked: Asked, compare: str | None, *, is_json: bool) -> int:
    """This prints the rows and the digest, and answers whether it is the one expected."""
    which = asked.which
    with asking(f"Replaying {asked.projection}") as (container, on_progress):
        replayed = container.auditing.replay(which, on_progress)
    expected = compare.strip().lower() if compare else replayed.live_digest
    is_same = expected is None or hmac.compare_digest(expected.encode(), replayed.digest.encode())
    if is_json:
        found: dict[str, Any] = msgspec.to_builtins(replayed)
        as_json({**found, "compared_with": expected, "is_same": is_same})
    else:
        _tell(replayed, expected, is_same=is_same)
    return FAILED if replayed.is_contradicted or not is_same else 0


def _tell(replayed: Replayed, expected: str | None, *, is_same: bool) -> None:
    table(
        ("table", "rows", "digest"),
        [(one.table, one.rows, one.digest) for one in replayed.tables],
    )
    say()
    at = f", recorded {replayed.recorded_at:%Y-%m-%d %H:%M:%S} UTC" if replayed.recorded_at else ""
    say(f"{replayed.projection} as of position {replayed.position:,}{at}.")
    if replayed.is_sealed:
        say("Nothing personal was opened for it.")
    if replayed.parked:
        say(f"{replayed.parked:,} facts could not be applied, and wait.", "yellow")
    say(f"digest {replayed.digest}", "bold")
    if expected is not None:
        against = "the read model in use" if replayed.live_digest else "what it was compared with"
        if is_same:
            say(f"It is that of {against}.", "green")
        else:
            say(f"It is not that of {against}: {expected}.", "red")
    _tell_published(replayed)
    if replayed.kept_as:
        say(f"The rows are kept in schema {replayed.kept_as}, until somebody is erased, or:")
        say(f'  DROP SCHEMA "{replayed.kept_as}" CASCADE')


def _tell_published(replayed: Replayed) -> None:
    """This tells what was published of the read model there, or that nothing was."""
    say(f"public digest {replayed.public_digest}", "bold")
    for one in replayed.published:
        said, style = _told(one, replayed)
        say(f"Digests {one.number:,}, signed {one.signed_at:%Y-%m-%d %H:%M} UTC: {said}", style)
    if not replayed.published:
        near = " and ".join(f"{position:,}" for position in replayed.nearest)
        where = f"; the nearest is at {near}" if near else ""
        say(f"No digest of it was published for that position{where}.", "yellow")


def _told(one: Compared, replayed: Replayed) -> tuple[str, str]:
    match one.verdict:
        case Verdict.SAME:
            return "it is the one that was published.", "green"
        case Verdict.OF_OTHER_CODE:
            return (
                f"published by version {one.version} of its code, this is {replayed.version}; "
                "not compared."
            ), "yellow"
        case Verdict.OF_ANOTHER_PLACE:
            return (
                f"{one.missing:,} facts up to there had not come; compare with --published."
            ), "yellow"
        case Verdict.OTHER:
            parked = f", with {one.parked:,} facts parked" if one.parked or replayed.parked else ""
            return f"it is not the one that was published: {one.digest}{parked}.", "red"
