"""What a witness makes of a checkpoint that somebody brings, as C2SP tlog-witness has it.

    404  of a log it does not watch          403  not signed by that log
    400  unreadable, or smaller than `old`   409  `old` is not what it saw last; it says what it did
    422  does not continue what it saw       200  seen, kept, and cosigned

Only what continues the last checkpoint is ever cosigned, and nothing before it is kept: so a log
that is brought back to an older state, or tells two histories, gets no cosignature more.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from api.shell.witness.memory import Memory
from application.status import CannotBeDone
from domain.proof.checkpoint import Checkpoint, read_checkpoint
from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import EMPTY_ROOT, verify_consistency
from domain.proof.note import NoteSigner, NoteVerifier, Signature, open_note, read_note
from domain.proof.submission import Submission, read_submission

TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """This is what a witness says."""

    status: HTTPStatus
    body: str
    media: str = TEXT


class Witness:
    """This sees checkpoints of the logs whose keys it was given; one at a time."""

    def __init__(
        self, memory: Memory, logs: Mapping[str, Sequence[NoteVerifier]], signer: NoteSigner
    ) -> None:
        self._memory = memory
        self._logs = logs
        self._signer = signer
        self._turn = threading.Lock()

    def add_checkpoint(self, raw: bytes) -> Answer:
        """This is the answer to `POST /add-checkpoint`."""
        try:
            sent = read_submission(raw)
            said = read_checkpoint(read_note(sent.checkpoint).text)
        except ProofInvalid as reason:
            return Answer(HTTPStatus.BAD_REQUEST, f"{reason}\n")
        if said.origin not in self._logs:
            return Answer(HTTPStatus.NOT_FOUND, "This witness does not watch that log.\n")
        try:
            text = open_note(sent.checkpoint, self._logs[said.origin]).text
        except ProofInvalid as reason:
            return Answer(HTTPStatus.FORBIDDEN, f"{reason}\n")
        if sent.old > said.size:
            return Answer(HTTPStatus.BAD_REQUEST, "The old size is larger than the new one.\n")
        with self._turn:
            refused = self._refused(sent, said)
            if refused is not None:
                return refused
            try:
                self._memory.keep(said.origin, sent.checkpoint)
            except CannotBeDone as reason:
                return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, f"{reason}\n")
            raw_signature = self._signer.sign(text.encode())
        line = Signature(self._signer.name, self._signer.key_id, raw_signature).line
        return Answer(HTTPStatus.OK, line)

    def _refused(self, sent: Submission, said: Checkpoint) -> Answer | None:
        """This is the no to a checkpoint that is rightly signed, unless it continues the last."""
        last = self._last(said.origin)
        conflict = Answer(HTTPStatus.CONFLICT, f"{last.size}\n", SIZE)
        if sent.old != last.size:
            return conflict
        if said.size == last.size and said.root != last.root:
            return conflict
        try:
            _check_continued(last, said, sent.proof)
        except ProofInvalid as reason:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, f"{reason}\n")
        return None

    def _last(self, origin: str) -> Checkpoint:
        note = self._memory.last(origin)
        if note is None:
            return Checkpoint(origin, 0, EMPTY_ROOT)
        return read_checkpoint(read_note(note).text)


def _check_continued(last: Checkpoint, said: Checkpoint, proof: Sequence[bytes]) -> None:
    """This returns when the proof leads from the last checkpoint to the new one.

    Anything may follow an empty log, and then there is nothing to prove.
    """
    if last.size:
        verify_consistency(last.size, said.size, last.root, said.root, proof)
    elif proof:
        raise ProofInvalid("Behind an empty log there is nothing to prove.")
