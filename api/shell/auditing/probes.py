"""Proofs and notes that anybody may have sent: valid, or the reason why not in one sentence.

The fields are named as in the test data of transparency-dev/merkle, so that other verifiers can
be asked the same.
"""

from api.shell.auditing.reading import judged, sent
from api.shell.console import say
from domain.proof import merkle
from domain.proof.note import open_note


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
