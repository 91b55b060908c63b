"""Everything that proves the log, wired: the keys that sign it, its tree, and who looks at it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from adapters.bodies.upcasts import UPCASTS
from adapters.crypto.keys import key_for
from adapters.crypto.notes import Ed25519NoteSigner, Ed25519NoteVerifier, verifier_of
from adapters.exporting import Exporting
from adapters.postgres.cosigning_store import PostgresCosigningStore
from adapters.postgres.digest_store import PostgresDigestDesk, PostgresDigestShelf
from adapters.postgres.ledger_desk import PostgresLedgerDesk
from adapters.postgres.notary_store import PostgresNotaryStore
from adapters.postgres.projections.standing import standings
from adapters.postgres.projections.worker import connector
from adapters.postgres.self_check_store import PostgresSelfCheckStore
from adapters.postgres.tree import PostgresTree
from adapters.read_models import ReadModels
from adapters.witnesses import HttpWitness, name_of
from application.digesting import PublishedDigests
from application.published import PublishedLog
from domain.catalogue import FACTS
from domain.proof.digests import ProjectionDigest
from domain.proof.note import NoteVerifier

SIGNING_GENERATIONS = 2
"""So many generations of the key sign at once, so that who has one key always can check."""


@dataclass(frozen=True, slots=True)
class Witnessing:
    """This is one witness: what people call it, our errands to it, the way there, its key."""

    name: str
    errand: Callable[[], PostgresCosigningStore]
    call: Callable[[], HttpWitness]
    verifier: NoteVerifier


class Proving(ReadModels):
    """This is the part of the composition root that holds the tree over the log."""

    @cached_property
    def checkpoint_signers(self) -> tuple[Ed25519NoteSigner, ...]:
        """This signs checkpoints, the newest key first."""
        return self._checkpoint_keys[:SIGNING_GENERATIONS]

    @cached_property
    def log_vkeys(self) -> tuple[str, ...]:
        """This is every key that ever signed a checkpoint, in a word each, the newest first."""
        return tuple(key.vkey for key in self._checkpoint_keys)

    @cached_property
    def tree(self) -> PostgresTree:
        """This reads the tree and what was signed of it."""
        return PostgresTree(self.datastore)

    @cached_property
    def published_log(self) -> PublishedLog:
        """This is the log as everybody can check it."""
        return PublishedLog(self.tree)

    @cached_property
    def published_digests(self) -> PublishedDigests:
        """This is what was published of the read models."""
        return PublishedDigests(PostgresDigestShelf(self.datastore), self.log_verifiers)

    @cached_property
    def exporting(self) -> Exporting:
        """This writes exports of the log."""
        return Exporting(
            self.tree,
            lambda origin: self._keys_of(origin)[:SIGNING_GENERATIONS],
            lambda origin: [key.vkey for key in self._keys_of(origin)],
            (*FACTS, *UPCASTS),
        )

    @property
    def notary_desk(self) -> Callable[[], PostgresNotaryStore]:
        """This opens the place where the notary works."""
        url = self.settings.database_url or ""
        return lambda: PostgresNotaryStore(url)

    @property
    def self_check_desk(self) -> Callable[[], PostgresSelfCheckStore]:
        """This opens the place where the self-check works."""
        url = self.settings.database_url or ""
        return lambda: PostgresSelfCheckStore(url)

    @property
    def digest_desk(self) -> Callable[[], PostgresDigestDesk]:
        """This opens the place where digests of read models are signed."""
        url = self.settings.database_url or ""
        return lambda: PostgresDigestDesk(url)

    def standings(self) -> Sequence[ProjectionDigest]:
        """This is every read model and process in use, as it stands now."""
        connect = connector(self.settings.database_url or "")
        every = (*self.read_models, *self.automata)
        return standings(connect, every, self.settings.kafka_partitions)

    @property
    def ledger_desk(self) -> Callable[[], PostgresLedgerDesk]:
        """This opens the place where the ledger is checked."""
        url, partitions = self.settings.database_url or "", self.settings.kafka_partitions
        return lambda: PostgresLedgerDesk(url, partitions)

    @property
    def witnesses(self) -> tuple[Witnessing, ...]:
        """This is the way to each witness, and how its cosignatures are checked and kept."""
        url = self.settings.database_url or ""
        return tuple(
            Witnessing(
                name_of(address),
                partial(PostgresCosigningStore, url, address),
                partial(HttpWitness, address),
                verifier_of(vkey),
            )
            for address, vkey in self.settings.witnesses
        )

    def log_verifiers(self, origin: str) -> Sequence[NoteVerifier]:
        """This checks what was ever signed under that name, today's or one of before."""
        return tuple(Ed25519NoteVerifier(key.vkey) for key in self._keys_of(origin))

    @cached_property
    def _checkpoint_keys(self) -> tuple[Ed25519NoteSigner, ...]:
        return self._keys_of(self.settings.log_origin)

    def _keys_of(self, origin: str) -> tuple[Ed25519NoteSigner, ...]:
        secret = self.settings.secret()
        return tuple(
            Ed25519NoteSigner(origin, key_for(f"checkpoint/{origin}/{generation}", secret))
            for generation in range(self.settings.checkpoint_key_generation, 0, -1)
        )
