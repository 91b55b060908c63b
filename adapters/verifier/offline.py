"""Check an export of the log, offline: signatures, files, leaves, root, records, completeness.

Give the keys of the log as you know them from elsewhere (--vkey), and the checkpoints you kept
(--since). Exit status 0: nothing was changed, removed or reordered; 1: something was, and where.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from adapters.crypto.notes import verifier_of
from adapters.verifier.checking import ExportCheck, Sound
from adapters.verifier.folder import ExportFolder
from domain.proof.export import KEYS
from domain.proof.invalid import ProofInvalid
from domain.proof.spelling import encoded

COLUMN = 44
BORROWED = "those of the export itself: compare them with those you know"


def main(arguments: Sequence[str]) -> int:
    """This checks the export that is named."""
    asked = _asked(arguments)
    folder = ExportFolder(asked.folder)
    try:
        vkeys = asked.vkey or folder.text(KEYS).split()
        verifiers = [verifier_of(vkey) for vkey in vkeys]
        older = [_kept(path) for path in asked.since]
        sound = ExportCheck(folder, verifiers, older).run(_bar if sys.stderr.isatty() else _silent)
    except ProofInvalid as reason:
        if asked.json:
            sys.stdout.write(f"{json.dumps({'valid': False, 'difference': str(reason)})}\n")
        sys.stderr.write(f"Invalid: {reason}\n")
        return 1
    rows = _rows(sound, len(older), are_known=bool(asked.vkey))
    if asked.json:
        sys.stdout.write(f"{json.dumps({'valid': True, **dict(rows)}, indent=2)}\n")
    else:
        sys.stdout.write("".join(f"{name:<{COLUMN}}{_shown(said)}\n" for name, said in rows))
        sys.stdout.write("\nValid: nothing was changed, removed or reordered.\n")
    return 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    form = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    form.add_argument("folder", type=Path, nargs="?", default=Path(), help="the export; else here")
    form.add_argument(
        "--vkey", action="append", help="a key of the log: name+id+base64; repeatable"
    )
    form.add_argument(
        "--since", action="append", type=Path, default=[], help="a checkpoint you kept; repeat it"
    )
    form.add_argument("--json", action="store_true", help="print JSON, for machines")
    return form.parse_args(arguments)


def _kept(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        raise ProofInvalid(f"{path} cannot be read.") from None


def _rows(sound: Sound, older: int, *, are_known: bool) -> list[tuple[str, object]]:
    history = sound.history
    return [
        ("log", sound.checkpoint.origin),
        ("keys", "as you gave them" if are_known else BORROWED),
        ("signed by", ", ".join(sound.signers)),
        ("exported", sound.manifest.exported_at),
        ("files, each as listed", sound.files),
        ("files beside them, not checked", sound.more),
        ("records, canonical and under the root", history.size),
        ("root", encoded(sound.checkpoint.root)),
        ("streams, each complete from version 1", history.streams),
        ("topics, all known", len(sound.manifest.topics)),
        ("records that lost a ciphertext", history.redacted),
        ("people whose erasure is on record", history.erased),
        ("older checkpoints, all continued", older),
    ]


def _shown(said: object) -> str:
    return f"{said:,}" if isinstance(said, int) else str(said)


def _bar(done: int, size: int) -> None:
    sys.stderr.write(f"\r{done:,} of {size:,}" + ("\r\033[K" if done == size else ""))


def _silent(_done: int, _size: int) -> None:
    """This tells nobody."""
