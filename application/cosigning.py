"""Bringing what the log signs to a witness, and taking its cosignature home.

A witness that is silent is a trouble of its own and of nobody else. One that has seen another
history, or a longer one, is the reason to have it: the log was brought back to an older state, or
there are two of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from application.notarising import SignedCheckpoint, TreeStore
from domain.proof.invalid import ProofInvalid
from domain.proof.note import NoteVerifier, open_note
from domain.proof.proving import consistency_proof
from domain.proof.spelling import number
from domain.proof.submission import Submission
from domain.proof.tiles import nodes_in

TRIES = 3
"""Another instance of ours may bring the witness something between our question and its answer."""


class WitnessSawOtherwise(Exception):
    """This is a witness whose last checkpoint ours does not continue, in a sentence."""


class NotCosigned(Exception):
    """This is a witness that does not cosign for a reason of its own, in a sentence."""


@dataclass(frozen=True, slots=True)
class Reply:
    """This is what a witness answered: yes with signature lines, or a no of some kind.

    `seen` is the size it saw last, where it says that; `words` is what else it said.
    """

    kind: str
    lines: str = ""
    seen: str = ""
    words: str = ""


class WitnessCall(Protocol):
    """This is the way to one witness."""

    def bring(self, submission: str) -> Reply:
        """This is its answer: `cosigned`, `conflict`, `inconsistent` or `refused`.

        Raises:
            Unavailable: it does not answer.
        """


class Cosigning:
    """This brings one checkpoint after another to one witness; `seen` is what it saw last."""

    def __init__(
        self, store: TreeStore, call: WitnessCall, verifiers: Sequence[NoteVerifier], seen: int
    ) -> None:
        self._store = store
        self._call = call
        self._verifiers = verifiers
        self.seen = seen

    def cosigned(self, checkpoint: SignedCheckpoint) -> list[str]:
        """This is the signature lines of the witness under the checkpoint.

        Raises:
            WitnessSawOtherwise: the checkpoint does not continue what it saw.
            NotCosigned: it says no, or signs with a key we do not know.
            Unavailable: it does not answer.
        """
        for _ in range(TRIES):
            reply = self._call.bring(self._submission(checkpoint))
            match reply.kind:
                case "cosigned":
                    lines = self._lines(checkpoint, reply.lines)
                    self.seen = checkpoint.size
                    return lines
                case "conflict":
                    self._learn(checkpoint, reply.seen)
                case "inconsistent":
                    raise WitnessSawOtherwise(
                        f"It saw another history: ours of {checkpoint.size:,} facts does not "
                        f"continue the {self.seen:,} it saw."
                    )
                case _:
                    raise NotCosigned(reply.words)
        raise NotCosigned("It keeps seeing other checkpoints meanwhile.")

    def _submission(self, checkpoint: SignedCheckpoint) -> str:
        proof: list[bytes] = []
        if self.seen > checkpoint.size:
            self.seen = 0
        if self.seen:
            node = nodes_in(checkpoint.size, self._store.hashes)
            proof = consistency_proof(self.seen, checkpoint.size, node)
        return Submission(self.seen, proof, checkpoint.note).text

    def _learn(self, checkpoint: SignedCheckpoint, told: str) -> None:
        """This takes in which size the witness saw last."""
        try:
            seen = number(told.removesuffix("\n"))
        except ProofInvalid:
            raise NotCosigned("It does not say which size it saw last.") from None
        if seen > checkpoint.size:
            raise WitnessSawOtherwise(
                f"It saw {seen:,} facts, and the log has {checkpoint.size:,} under its checkpoint."
            )
        if seen == self.seen:
            raise WitnessSawOtherwise(
                f"It saw another history: its {seen:,} facts have another root than ours."
            )
        self.seen = seen

    def _lines(self, checkpoint: SignedCheckpoint, lines: str) -> list[str]:
        """This is those lines that a key of ours vouches for."""
        try:
            note = open_note(checkpoint.note + lines, self._verifiers)
        except ProofInvalid as reason:
            raise NotCosigned(f"Its signature is not one we know: {reason}") from None
        return [each.line for each in note.verified]
