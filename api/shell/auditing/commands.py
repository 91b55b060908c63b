"""`preceptor audit`: what auditors can ask on the command line, one function each.

What a command does stands in the modules beside this one; each is imported when it is asked for.
"""

from pathlib import Path
from typing import Annotated

import typer

from api.shell.auditing.questions import questions

audit = typer.Typer(help="Prove the history, look into it.", no_args_is_help=True)
audit.add_typer(questions)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Vkeys = Annotated[
    list[str], typer.Option("--vkey", help="A key that may have signed, as name+id+base64.")
]


@audit.command("verify")
def verify(
    since: Annotated[
        Path | None, typer.Option(help="An older checkpoint, as `audit checkpoint` printed it.")
    ] = None,
    *,
    json: AsJson = False,
) -> None:
    """Check that nothing of the log was changed, removed or reordered.

    Every record is made again from the log, and from it the tree that was signed. Exit code 0:
    nothing differs; 1: something does, and where.
    """
    from api.shell.auditing.verifying import verify as verify_log
    from api.shell.console import sentences

    with sentences():
        verify_log(since, is_json=json)


@audit.command("checkpoint")
def checkpoint() -> None:
    """Print the newest checkpoint: keep it, and ask `verify --since` with it another day."""
    from api.shell.auditing import showing
    from api.shell.console import sentences

    with sentences():
        showing.checkpoint()


@audit.command("digests")
def digests(
    number: Annotated[
        int | None, typer.Argument(min=1, help="Which; the last ones when left out.")
    ] = None,
) -> None:
    """Print the digests of the read models as they were signed: replays are held against them."""
    from api.shell.auditing import showing
    from api.shell.console import sentences

    with sentences():
        showing.digests(number)


@audit.command("keys")
def keys() -> None:
    """Print the keys that sign checkpoints, one a line, the newest first."""
    from api.shell.auditing import showing
    from api.shell.console import sentences

    with sentences():
        showing.keys()


@audit.command("proof")
def proof(
    position: Annotated[int, typer.Argument(help="Of the fact in the log, from 1.", min=1)],
    record: Annotated[
        Path | None, typer.Option(help="Write the fact's record there, for who is to check it.")
    ] = None,
) -> None:
    """Print what proves that a fact stands in the log, in one file (C2SP tlog-proof)."""
    from api.shell.auditing import showing
    from api.shell.console import sentences

    with sentences():
        showing.proof(position, record)


@audit.command("verify-proof")
def verify_proof(
    file: Annotated[Path, typer.Argument(help="What `audit proof` printed.")],
    record: Annotated[Path, typer.Option(help="The record that is proved, byte by byte.")],
    vkey: Vkeys,
) -> None:
    """Check that a record stands in the log, without a server. Exit code 0: valid; 1: not."""
    from api.shell.auditing import probes
    from api.shell.console import sentences

    with sentences():
        probes.verify_proof(file, record, vkey)


@audit.command("export")
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to; made if need be.")],
    until: Annotated[
        int | None, typer.Option(help="End with the last checkpoint of so many facts at most.")
    ] = None,
) -> None:
    """Write the log into a folder: records, tree, checkpoint, and what checks them, signed.

    Begun again it goes on. Whoever has the folder checks it offline with its `verify.py`.
    """
    from api.shell.auditing.exporting import export as write
    from api.shell.console import sentences

    with sentences():
        write(folder, until)


@audit.command("verifier")
def verifier() -> None:
    """Print the verifier of exports: one file of Python that needs nothing else of ours."""
    from api.shell.auditing import exporting
    from api.shell.console import sentences

    with sentences():
        exporting.verifier()


@audit.command("verify-inclusion")
def verify_inclusion() -> None:
    """Check that a leaf stands in a tree: one JSON object on standard input.

    Its fields: leafIdx, treeSize, leafHash, root, proof. Exit code 0: valid; 1: not, and why.
    """
    from api.shell.auditing import probes
    from api.shell.console import sentences

    with sentences():
        probes.verify_inclusion()


@audit.command("verify-consistency")
def verify_consistency() -> None:
    """Check that one tree continues another: one JSON object on standard input.

    Its fields: size1, size2, root1, root2, proof. Exit code 0: valid; 1: not, and why.
    """
    from api.shell.auditing import probes
    from api.shell.console import sentences

    with sentences():
        probes.verify_consistency()


@audit.command("verify-note")
def verify_note() -> None:
    """Check who has signed a note: one JSON object on standard input.

    Its fields: note, verifiers (keys, as name+id+base64). Exit code 0: valid; 1: not, and why.
    """
    from api.shell.auditing import probes
    from api.shell.console import sentences

    with sentences():
        probes.verify_note()


@audit.command("privacy-register")
def privacy_register(
    *,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only what should be done by now and is not.")
    ] = False,
    person: Annotated[
        str | None, typer.Option(help="Only requests about this person, by pseudonym.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Show every request about people's data and every breach, with times and what is overdue."""
    from api.shell.auditing import register
    from api.shell.console import sentences

    with sentences():
        register.show_register(only_overdue=overdue, person_id=person, is_json=json)


@audit.command("ropa")
def ropa(
    *,
    json: AsJson = False,
    html: Annotated[bool, typer.Option("--html", help="Print a page, to hand over.")] = False,
) -> None:
    """Print the record of processing activities (GDPR 30), made from all that is stored."""
    from api.shell.auditing.ropa import show_record
    from api.shell.console import sentences

    with sentences():
        show_record(is_json=json, is_html=html)
