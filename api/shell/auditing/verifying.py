"""The whole log, made again from its columns and held against everything that was signed of it."""

from pathlib import Path

from adapters.bootstrap import Container
from api.shell.auditing.reading import judged, read_file
from api.shell.connected import connected
from api.shell.console import as_json, progress, say, table
from application.rederiving import Found, HistoryDiffers, Rederiving
from application.status import CannotBeDone
from domain.proof.checkpoint import Checkpoint, read_checkpoint
from domain.proof.note import open_note, read_note
from domain.proof.spelling import encoded

AT_ONCE = 5_000


def verify(since: Path | None, *, is_json: bool) -> None:
    """This goes through the whole log.

    Raises:
        CannotBeDone: something differs, or nothing was signed yet.
    """
    with connected() as container, container.operating.reachable():
        older = None if since is None else _older(container, since)
        try:
            found = _gone_through(container, older)
        except HistoryDiffers as reason:
            if is_json:
                as_json({"valid": False, "difference": str(reason)})
            raise CannotBeDone(str(reason)) from reason
        if not found.size:
            raise CannotBeDone("No checkpoint was signed yet; the notary signs them.")
    _tell(found, older, is_json=is_json)


def _gone_through(container: Container, older: Checkpoint | None) -> Found:
    work = Rederiving(container.tree, container.log_verifiers, [older] if older else ())
    with progress("Verifying the log") as bar:
        task = bar.task_ids[0]
        while work.checked < work.head:
            work.advance(AT_ONCE)
            bar.update(task, completed=work.checked, total=work.head)
    return work.end()


def _older(container: Container, path: Path) -> Checkpoint:
    """This is the checkpoint in the file, signed by one of our keys."""
    text = read_file(path)
    with judged():
        origin = read_checkpoint(read_note(text).text).origin
        return read_checkpoint(open_note(text, container.log_verifiers(origin)).text)


def _tell(found: Found, older: Checkpoint | None, *, is_json: bool) -> None:
    if is_json:
        as_json(
            {
                "valid": True,
                "size": found.size,
                "root": encoded(found.root),
                "head": found.head,
                "checkpoints": found.checkpoints,
                "redacted": found.redacted,
                "since": older and older.size,
            }
        )
        return
    table(
        ("checked", "found"),
        [
            ("facts, each made again and hashed", f"{found.head:,}"),
            ("of them under the last checkpoint", f"{found.size:,}"),
            ("its root", encoded(found.root)),
            ("checkpoints, each opened and met", f"{found.checkpoints:,}"),
            ("facts whose ciphertext was taken out", f"{found.redacted:,}"),
            ("continues your checkpoint of", f"{older.size:,} facts" if older else ""),
        ],
    )
    say()
    say("Valid: nothing was changed, removed or reordered.", "green")
