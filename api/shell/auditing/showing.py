"""What auditors take home from a log that runs: its checkpoint, its keys, proofs of facts."""

from pathlib import Path

import typer

from api.shell.connected import connected
from application.status import CannotBeDone
from domain.proof.record import record_of


def checkpoint() -> None:
    """This prints the newest checkpoint, byte by byte.

    Raises:
        NothingSignedYet: there is none.
    """
    with connected() as container, container.operating.reachable():
        _print(container.published_log.checkpoint())


def digests(number: int | None) -> None:
    """This prints digests of the read models, byte by byte.

    Raises:
        NoSuchDigests: there are none of that number, or none at all.
    """
    with connected() as container, container.operating.reachable():
        published = container.published_digests
        _print(published.last() if number is None else published.note(number))


def keys() -> None:
    """This prints the keys that sign checkpoints."""
    with connected() as container:
        _print("".join(f"{vkey}\n" for vkey in container.log_vkeys))


def proof(position: int, record: Path | None) -> None:
    """This prints the proof file of a fact, and writes its record beside it.

    Raises:
        NoSuchPosition: the fact is not under a checkpoint.
    """
    with connected() as container, container.operating.reachable():
        text = container.published_log.proof(position)
        if record is not None:
            _write(record, record_of(container.tree.stored(position - 1, position)[0]))
        _print(text)


def _print(text: str) -> None:
    typer.echo(text.encode(), nl=False)


def _write(path: Path, raw: bytes) -> None:
    try:
        path.write_bytes(raw)
    except OSError as reason:
        raise CannotBeDone(f"{path} cannot be written: {reason.strerror}.") from reason
