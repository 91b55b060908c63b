"""Proofs and notes that anybody may have sent: valid, or the reason why not in one sentence.

The fields are named as in the test data of transparency-dev/merkle, so that other verifiers can
be asked the same.
"""

from collections.abc import Sequence
from pathlib import Path

from api.shell.auditing.reading import judged, read_file, sent
from api.shell.console import say
from domain.proof import merkle
from domain.proof.note import open_note
from domain.proof.proof_file import read_proof_file


def verify_inclusion() -> None:
    """This checks that a leaf stands in a tree.

    Raises:
        CannotBeDone: it does not follow, or what was sent cannot be read.
    """
    probe = sent()
    index, size = probe.number("leafIdx", "leafIndex"), probe.number("treeSize")
    leaf, root = probe.raw("leafHash"), probe.raw("root")
    with judged():
        merkle.verify_inclusion(index, size, leaf, probe.raws("proof"), root)
    say(f"Valid: the leaf stands at index {index:,} of the tree of {size:,}.")


def verify_consistency() -> None:
    """This checks that one tree continues another.

    Raises:
        CannotBeDone: it does not follow, or what was sent cannot be read.
    """
    probe = sent()
    size1, size2 = probe.number("size1"), probe.number("size2")
    root1, root2 = probe.raw("root1"), probe.raw("root2")
    with judged():
        merkle.verify_consistency(size1, size2, root1, root2, probe.raws("proof"))
    say(f"Valid: the tree of {size2:,} continues the tree of {size1:,}.")


def verify_note() -> None:
    """This checks that a note is signed by at least one of the keys given.

    Raises:
        CannotBeDone: it is not, or what was sent cannot be read.
    """
    from adapters.bootstrap import Container

    probe = sent()
    text, vkeys = probe.text("note", "text"), probe.texts("verifiers", "vkeys")
    with judged():
        note = open_note(text, map(Container.note_verifier, vkeys))
    signers = ", ".join(f"{each.name!a} {each.key_id.hex()}" for each in note.verified)
    say(f"Valid: signed by {signers}.")


def verify_proof(file: Path, record: Path, vkeys: Sequence[str]) -> None:
    """This checks that a record stands in the log that the first of the keys is called after.

    Raises:
        CannotBeDone: it does not follow, or a file cannot be read.
    """
    from adapters.bootstrap import Container

    text, raw = read_file(file), read_file(record)
    with judged():
        verifiers = [Container.note_verifier(vkey) for vkey in vkeys]
        proof = read_proof_file(text.decode("utf-8", "surrogateescape"))
        leaf = merkle.leaf_hash(raw.removesuffix(b"\n"))
        found = proof.verify(leaf, verifiers[0].name, verifiers)
    say(f"Valid: the record stands at position {proof.index + 1:,} of the log of {found.size:,}.")
